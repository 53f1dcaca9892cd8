"use client";
// Beside a task: its files.
import type { RecordRow } from "@/surfaces/rpc/records";
import { FilesCard } from "./files-card";

export function TaskRelated({ record }: { record: RecordRow }) {
  return <FilesCard on={{ taskId: record.id }} />;
}
