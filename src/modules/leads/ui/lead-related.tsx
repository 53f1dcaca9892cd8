"use client";
// Beside a lead: its next step, how its score came about, and its files.
import { FilesCard } from "@/modules/activities/ui/files-card";
import { PlanList } from "@/modules/activities/ui/plan-list";
import { RelatedCard } from "@/modules/records/ui/related-card";
import { useScope } from "@/modules/records/ui/viewer";
import type { RecordRow } from "@/surfaces/rpc/records";
import cards from "./leads.module.css";
import { ScoreCard } from "./score-card";

export function LeadRelated({ record }: { record: RecordRow }) {
  const scope = useScope();
  return (
    <>
      {scope("activities:read") && record.status !== "converted" ? (
        <RelatedCard title="Next step">
          <li className={cards.inset}>
            <PlanList about={{ type: "lead", id: record.id, title: String(record.fullName) }} />
          </li>
        </RelatedCard>
      ) : null}
      <ScoreCard lead={record} />
      <FilesCard on={{ type: "lead", id: record.id }} />
    </>
  );
}
