"use client";
// What belongs to a product: its data sheets and price lists.
import { FilesCard } from "@/modules/activities/ui/files-card";
import type { RecordRow } from "@/surfaces/rpc/records";

export function ProductRelated({ record }: { record: RecordRow }) {
  return <FilesCard on={{ type: "product", id: record.id }} />;
}
