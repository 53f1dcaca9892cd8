"use client";
// The deals of an account or a contact: the open ones first, each with its stage and what it is worth.
import { usePipelines } from "@/modules/pipelines/ui/use-pipelines";
import { RelatedRecords, relatedShown } from "@/modules/records/ui/related-records";
import { useTRPCClient } from "@/surfaces/rpc/client";
import type { RecordRow } from "@/surfaces/rpc/records";
import { formatMoney } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";

export function DealsCard({ of, record }: { of: "account" | "contact"; record: RecordRow }) {
  const client = useTRPCClient();
  const { tag } = useLocale();
  const stages = usePipelines().flatMap((pipeline) => pipeline.stages);
  const asked = { limit: relatedShown, sort: "status,-updatedAt" };
  return (
    <RelatedRecords
      of={{ name: of, plural: `${of}s`, id: record.id }}
      name="deal"
      title="Deals"
      ask={(signal) =>
        of === "account"
          ? client.deals.ofAccount.query({ accountId: record.id, ...asked }, { signal })
          : client.deals.ofContact.query({ contactId: record.id, ...asked }, { signal })
      }
      all={{ [`${of}Id`]: { in: [record.id] } }}
      initial={
        of === "account"
          ? { accountId: record.id }
          : { contactId: record.id, ...(record.accountId ? { accountId: record.accountId } : {}) }
      }
      emptyText="No deal yet."
      below={(deal) => {
        const stage = stages.find(({ id }) => id === deal.stageId)?.name ?? "";
        return [stage, formatMoney(Number(deal.value), String(deal.currency), tag)]
          .filter(Boolean)
          .join(" · ");
      }}
    />
  );
}
