"use client";
// What belongs to a deal: its next step, its people, what is sold, and where it has been.
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { FilesCard } from "@/modules/activities/ui/files-card";
import { NextStepCard } from "@/modules/activities/ui/next-step-card";
import { RelatedCard, RelatedRow } from "@/modules/records/ui/related-card";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, recordKeys } from "@/surfaces/rpc/records";
import { RelativeTime } from "@/ui/fields/relative-time";
import { Collaborators } from "./collaborators";
import { DealContacts } from "./deal-contacts";
import { LineItemsCard } from "./line-items";

export function DealRelated({ record }: { record: RecordRow }) {
  return (
    <>
      {record.status === "active" ? (
        <NextStepCard about={{ type: "deal", id: record.id, title: String(record.title) }} />
      ) : null}
      <DealContacts deal={record} />
      <Collaborators deal={record} />
      <LineItemsCard deal={record} />
      <FilesCard on={{ type: "deal", id: record.id }} />
      <StageHistory deal={record} />
    </>
  );
}

function StageHistory({ deal }: { deal: RecordRow }) {
  const client = useTRPCClient();
  const { data } = useQuery({
    queryKey: recordKeys.related("deals", deal.id, `stage history ${deal.stageId}`),
    queryFn: ({ signal }) => client.deals.stageHistory.query({ dealId: deal.id }, { signal }),
  });
  if (!data || data.length === 0) return null;
  return (
    <RelatedCard title="Stages so far" count={data.length}>
      {[...data].reverse().map((stay) => (
        <RelatedRow
          key={stay.enteredAt}
          hint={`${stay.durationDays} ${stay.durationDays === 1 ? "day" : "days"} · ${stay.movedBy.name}`}
        >
          <span>
            {stay.stageName}{" "}
            <Text component="span" size="xs" c="dimmed">
              <RelativeTime at={stay.enteredAt} />
            </Text>
          </span>
        </RelatedRow>
      ))}
    </RelatedCard>
  );
}
