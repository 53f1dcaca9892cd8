"use client";
// Beside a lead: its next step, how its score came about, and its files.
import { FilesCard } from "@/modules/activities/ui/files-card";
import { NextStepCard } from "@/modules/activities/ui/next-step-card";
import type { RecordRow } from "@/surfaces/rpc/records";
import { ScoreCard } from "./score-card";

export function LeadRelated({ record }: { record: RecordRow }) {
  return (
    <>
      {record.status === "converted" ? null : (
        <NextStepCard about={{ type: "lead", id: record.id, title: String(record.fullName) }} />
      )}
      <ScoreCard lead={record} />
      <FilesCard on={{ type: "lead", id: record.id }} />
    </>
  );
}
