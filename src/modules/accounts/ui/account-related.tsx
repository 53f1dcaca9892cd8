"use client";
// What belongs to an account: the next step, its deals and people, the companies above and below it, and those it is related to otherwise.
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { FilesCard } from "@/modules/activities/ui/files-card";
import { NextStepCard } from "@/modules/activities/ui/next-step-card";
import { DealsCard } from "@/modules/deals/ui/deals-card";
import { RelatedCard, RelatedRow } from "@/modules/records/ui/related-card";
import { RelatedRecords, relatedShown } from "@/modules/records/ui/related-records";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, recordKeys } from "@/surfaces/rpc/records";
import { Relationships } from "./relationships";

export function AccountRelated({ record }: { record: RecordRow }) {
  return (
    <>
      <NextStepCard about={{ type: "account", id: record.id, title: String(record.name) }} />
      <DealsCard of="account" record={record} />
      <People account={record} />
      <Hierarchy account={record} />
      <Relationships account={record} />
      <FilesCard on={{ type: "account", id: record.id }} />
    </>
  );
}

function People({ account }: { account: RecordRow }) {
  const client = useTRPCClient();
  return (
    <RelatedRecords
      of={{ name: "account", plural: "accounts", id: account.id }}
      name="contact"
      title="Contacts"
      ask={(signal) =>
        client.contacts.ofAccount.query(
          { accountId: account.id, limit: relatedShown, sort: "lastName" },
          { signal },
        )
      }
      all={{ accountId: { in: [account.id] } }}
      initial={{ accountId: account.id, company: account.name }}
      emptyText="Nobody is known here yet."
      hint={(contact) => String(contact.jobTitle ?? "")}
    />
  );
}

interface Node {
  id: string;
  name: string;
  type: string;
  children: Node[];
}

/** The tree as lines, each with its depth. */
function linesOf(nodes: Node[], depth: number): { node: Node; depth: number }[] {
  return nodes.flatMap((node) => [{ node, depth }, ...linesOf(node.children, depth + 1)]);
}

function Hierarchy({ account }: { account: RecordRow }) {
  const client = useTRPCClient();
  const { data } = useQuery({
    queryKey: recordKeys.related("accounts", account.id, `hierarchy ${account.parentAccountId}`),
    queryFn: ({ signal }) => client.accounts.hierarchy.query({ accountId: account.id }, { signal }),
  });
  if (!data || (data.ancestors.length === 0 && data.children.length === 0)) return null;
  const depth = data.ancestors.length;
  const below = linesOf(data.children, depth + 1);
  return (
    <RelatedCard title="Group" count={depth + below.length + 1}>
      {data.ancestors.map((ancestor, at) => (
        <RelatedRow key={ancestor.id} depth={at} hint={ancestor.type}>
          <Link href={`/accounts/${ancestor.id}`}>{ancestor.name}</Link>
        </RelatedRow>
      ))}
      <RelatedRow depth={depth} hint="this account">
        <b>{String(account.name)}</b>
      </RelatedRow>
      {below.slice(0, 40).map(({ node, depth: at }) => (
        <RelatedRow key={node.id} depth={at} hint={node.type}>
          <Link href={`/accounts/${node.id}`}>{node.name}</Link>
        </RelatedRow>
      ))}
    </RelatedCard>
  );
}
