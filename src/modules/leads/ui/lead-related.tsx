"use client";
// Beside a lead: its next step and how its score came about.
import { useQuery } from "@tanstack/react-query";
import { PlanList } from "@/modules/activities/ui/plan-list";
import { RelatedCard, RelatedRow } from "@/modules/records/ui/related-card";
import { useScope } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, recordKeys } from "@/surfaces/rpc/records";
import { RelativeTime } from "@/ui/fields/relative-time";
import cards from "./leads.module.css";

export function LeadRelated({ record }: { record: RecordRow }) {
  const client = useTRPCClient();
  const scope = useScope();
  const scores = useQuery({
    queryKey: recordKeys.related("leads", record.id, `scores ${record.score}`),
    queryFn: ({ signal }) => client.leads.scoringHistory.query({ leadId: record.id, limit: 5 }, { signal }),
  });
  return (
    <>
      {scope("activities:read") && record.status !== "converted" ? (
        <RelatedCard title="Next step">
          <li className={cards.inset}>
            <PlanList about={{ type: "lead", id: record.id, title: String(record.fullName) }} />
          </li>
        </RelatedCard>
      ) : null}
      {scores.data && scores.data.items.length > 0 ? (
        <RelatedCard title="Score" count={String(record.score)}>
          {scores.data.items.map((entry) => (
            <RelatedRow key={entry.id} hint={<RelativeTime at={entry.timestamp} />}>
              {entry.previousScore ?? 0} → {entry.newScore}
              {entry.scoringFactors.length > 0
                ? ` · ${entry.scoringFactors.map(({ factor }) => factor).join(", ")}`
                : ""}
            </RelatedRow>
          ))}
        </RelatedCard>
      ) : null}
    </>
  );
}
