"use client";
// What belongs to an account: its people, the companies above and below it, and those it is related to otherwise.
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FilesCard } from "@/modules/activities/ui/files-card";
import { recordHref, useScreens } from "@/modules/records/ui/record-screen";
import { RelatedCard, RelatedRow } from "@/modules/records/ui/related-card";
import { useScope } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, recordKeys } from "@/surfaces/rpc/records";
import { Relationships } from "./relationships";

const CreateRecord = dynamic(
  () => import("@/modules/records/ui/create-record").then((part) => part.CreateRecord),
  { ssr: false },
);

const shown = 8;

export function AccountRelated({ record }: { record: RecordRow }) {
  return (
    <>
      <People account={record} />
      <Hierarchy account={record} />
      <Relationships account={record} />
      <FilesCard on={{ type: "account", id: record.id }} />
    </>
  );
}

function People({ account }: { account: RecordRow }) {
  const client = useTRPCClient();
  const router = useRouter();
  const scope = useScope();
  const screen = useScreens().find(({ name }) => name === "contact");
  const [isAdding, setIsAdding] = useState(false);
  const canRead = scope("contacts:read") !== undefined;
  const { data, refetch } = useQuery({
    queryKey: recordKeys.related("accounts", account.id, "contacts"),
    queryFn: ({ signal }) =>
      client.contacts.ofAccount.query({ accountId: account.id, limit: shown, sort: "lastName" }, { signal }),
    enabled: canRead,
  });
  if (!screen || !canRead) return null;
  const all = encodeURIComponent(JSON.stringify({ accountId: { in: [account.id] } }));
  return (
    <>
      <RelatedCard
        title="Contacts"
        count={data?.total ?? undefined}
        action={
          scope("contacts:write") ? (
            <Tooltip label="New contact here">
              <ActionIcon aria-label="New contact at this account" onClick={() => setIsAdding(true)}>
                <IconPlus size={15} />
              </ActionIcon>
            </Tooltip>
          ) : null
        }
        footer={
          data && data.items.length === 0 ? (
            "Nobody is known here yet."
          ) : data?.hasNext ? (
            <Link href={`/contacts?filter=${all}`}>Show all</Link>
          ) : undefined
        }
      >
        {(data?.items ?? []).map((contact) => (
          <RelatedRow key={contact.id} hint={contact.jobTitle}>
            <Link href={recordHref(screen, contact.id)}>{`${contact.firstName} ${contact.lastName}`}</Link>
          </RelatedRow>
        ))}
      </RelatedCard>
      {isAdding ? (
        <CreateRecord
          screen={screen}
          isOpen
          initial={{ accountId: account.id, company: account.name }}
          onClose={() => setIsAdding(false)}
          onCreated={(contact) => {
            void refetch();
            router.push(recordHref(screen, contact.id));
          }}
        />
      ) : null}
    </>
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
