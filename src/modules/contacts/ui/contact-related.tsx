"use client";
// Beside a contact: the colleagues, and the files.
import { FilesCard } from "@/modules/activities/ui/files-card";
import type { RecordRow } from "@/surfaces/rpc/records";
import { Colleagues } from "./colleagues";

export function ContactRelated({ record }: { record: RecordRow }) {
  return (
    <>
      <Colleagues record={record} />
      <FilesCard on={{ type: "contact", id: record.id }} />
    </>
  );
}
