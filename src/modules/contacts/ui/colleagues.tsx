"use client";
// Who else is known at the contact's account.
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { RelatedCard, RelatedRow } from "@/modules/records/ui/related-card";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, recordKeys } from "@/surfaces/rpc/records";

const shown = 6;

export function Colleagues({ record }: { record: RecordRow }) {
  const client = useTRPCClient();
  const accountId = typeof record.accountId === "string" ? record.accountId : undefined;
  const { data } = useQuery({
    queryKey: recordKeys.related("contacts", record.id, `colleagues ${accountId}`),
    queryFn: ({ signal }) =>
      client.contacts.ofAccount.query({ accountId: accountId ?? "", limit: shown + 1 }, { signal }),
    enabled: accountId !== undefined,
  });
  const others = (data?.items ?? []).filter((contact) => contact.id !== record.id);
  if (!accountId || others.length === 0) return null;
  const all = encodeURIComponent(JSON.stringify({ accountId: { in: [accountId] } }));
  return (
    <RelatedCard
      title="Colleagues"
      count={data?.total === null || data === undefined ? undefined : data.total - 1}
      footer={data?.hasNext ? <Link href={`/contacts?filter=${all}`}>Show all</Link> : undefined}
    >
      {others.slice(0, shown).map((contact) => (
        <RelatedRow key={contact.id} hint={contact.jobTitle}>
          <Link href={`/contacts/${contact.id}`}>{`${contact.firstName} ${contact.lastName}`}</Link>
        </RelatedRow>
      ))}
    </RelatedCard>
  );
}
