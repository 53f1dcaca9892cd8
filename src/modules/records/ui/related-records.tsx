"use client";
// A few records of another type that belong to the one shown, the way to all of them, and a new one made right here.
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { type RecordRow, type RowsPage, recordKeys, type TypeName } from "@/surfaces/rpc/records";
import { latePart } from "@/ui/late/late-part";
import { type RecordScreen, recordHref, resourceOf, titleOf, useScreens } from "./record-screen";
import { RelatedCard, RelatedRow } from "./related-card";
import { useScope } from "./viewer";

export const relatedShown = 8;

interface RelatedRecordsProps {
  /** The record whose page it is. */
  of: TypeName & { id: string };
  /** The type of what belongs to it. */
  name: string;
  title: string;
  /** At most `relatedShown` of them. */
  ask: (signal: AbortSignal) => Promise<RowsPage<RecordRow>>;
  /** The filter of the list that shows all of them. */
  all: Record<string, unknown>;
  /** What a new one starts with. */
  initial: Record<string, unknown>;
  emptyText: string;
  hint?: (row: RecordRow) => ReactNode;
  /** A line below the name. */
  below?: (row: RecordRow) => ReactNode;
}

export function RelatedRecords(props: RelatedRecordsProps) {
  const screen = useScreens().find(({ name }) => name === props.name);
  const scope = useScope();
  if (!screen || scope(`${resourceOf(screen)}:read`) === undefined) return null;
  return <Related screen={screen} {...props} />;
}

const CreateRecord = latePart(() => import("./create-record").then((part) => part.CreateRecord));

function Related(props: RelatedRecordsProps & { screen: RecordScreen }) {
  const { of, screen, title, ask, all, initial, emptyText, hint, below } = props;
  const router = useRouter();
  const scope = useScope();
  const [isAdding, setIsAdding] = useState(false);
  const { data, refetch } = useQuery({
    queryKey: recordKeys.related(of.plural, of.id, screen.plural),
    queryFn: ({ signal }) => ask(signal),
  });
  const canAdd = scope(`${resourceOf(screen)}:write`) !== undefined;
  const allHref = `/${screen.plural}?filter=${encodeURIComponent(JSON.stringify(all))}`;
  return (
    <>
      <RelatedCard
        title={title}
        count={data?.total ?? undefined}
        action={
          canAdd ? (
            <Tooltip label={`New ${screen.noun.one} here`}>
              <ActionIcon
                aria-label={`New ${screen.noun.one} at this ${of.name}`}
                onClick={() => setIsAdding(true)}
              >
                <IconPlus size={15} />
              </ActionIcon>
            </Tooltip>
          ) : null
        }
        footer={
          data?.items.length === 0 ? (
            emptyText
          ) : data?.hasNext ? (
            <Link href={allHref}>Show all</Link>
          ) : undefined
        }
      >
        {(data?.items ?? []).map((row) => (
          <RelatedRow key={row.id} hint={hint?.(row)} below={below?.(row)}>
            <Link href={recordHref(screen, row.id)}>{titleOf(screen, row)}</Link>
          </RelatedRow>
        ))}
      </RelatedCard>
      {isAdding ? (
        <CreateRecord
          screen={screen}
          isOpen
          initial={initial}
          onClose={() => setIsAdding(false)}
          onCreated={(created) => {
            void refetch();
            router.push(recordHref(screen, created.id));
          }}
        />
      ) : null}
    </>
  );
}
