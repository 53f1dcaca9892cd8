"use client";
// Suspected duplicates, a pair at a time: side by side with the reasons; merged, or kept separate and never asked again.
import { Button, Skeleton } from "@mantine/core";
import { IconCopyCheck } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useRef, useState } from "react";
import { type RecordScreen, resourceOf, useScreens } from "@/modules/records/ui/record-screen";
import { useScope } from "@/modules/records/ui/viewer";
import { NoAccess } from "@/modules/users/ui/no-access";
import { AskWho } from "@/modules/users/ui/who-may";
import { useTRPCClient } from "@/surfaces/rpc/client";
import type { RecordRow } from "@/surfaces/rpc/records";
import { useCommands } from "@/ui/commands/command-provider";
import { notifyError } from "@/ui/feedback/notify";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { latePart } from "@/ui/late/late-part";
import { PageBody, PageHeader } from "@/ui/shell/page-header";
import { PairCard } from "./pair-card";
import classes from "./pairs.module.css";
import { mergeKeys, useMergeActions } from "./use-merge";

const MergeSheet = latePart(() => import("./merge-sheet").then((part) => part.MergeSheet));

const pageSize = 20;

export function DuplicatesPage() {
  const screens = useScreens();
  const scope = useScope();
  const asked = useSearchParams().get("type");
  const known = screens.filter((screen) => screen.hasDuplicates !== false);
  const offered = known.filter((screen) => scope(`${resourceOf(screen)}:merge`));
  const screen = offered.find((one) => one.plural === asked || one.name === asked) ?? offered[0];
  if (!screen) {
    const permission = `${known[0] ? resourceOf(known[0]) : "contacts"}:merge`;
    return (
      <NoAccess permission={permission}>
        <AskWho permission={permission} what="merge what is there twice" />
      </NoAccess>
    );
  }
  return (
    <>
      <PageHeader
        title="Duplicates"
        tabs={offered.map((one) => ({
          label: `${one.label}s`,
          href: `/duplicates?type=${one.plural}`,
          isCurrent: one === screen,
        }))}
      />
      <Pairs key={screen.name} screen={screen} />
    </>
  );
}

interface Pair {
  records: RecordRow[];
  reasons: string[];
}

const idsOf = (pair: Pair): string[] => pair.records.map((record) => record.id);

function Pairs({ screen }: { screen: RecordScreen }) {
  const client = useTRPCClient();
  const { keepSeparate } = useMergeActions(screen);
  const [merging, setMerging] = useState<string[] | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const { data, error, isLoading, refetch, ...query } = useInfiniteQuery({
    queryKey: mergeKeys.pairs(screen.name),
    queryFn: ({ pageParam, signal }) =>
      client.merge.pairs.query({ recordType: screen.name, page: pageParam, limit: pageSize }, { signal }),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.hasNext ? last.page + 1 : undefined),
  });
  const pairs = (data?.pages.flatMap((page) => page.items) ?? []) as Pair[];

  /** The pair that has the focus, or the first. */
  function current(): number {
    const items = [...(list.current?.children ?? [])];
    return Math.max(
      0,
      items.findIndex((item) => item.contains(document.activeElement)),
    );
  }
  function focus(at: number) {
    const item = list.current?.children[Math.min(Math.max(at, 0), pairs.length - 1)];
    if (item instanceof HTMLElement) item.focus();
  }
  const separate = (pair: Pair | undefined) => pair && void keepSeparate(idsOf(pair)).catch(notifyError);

  const isEnabled = () => pairs.length > 0 && !merging;
  const group = "Duplicates";
  useCommands([
    { id: "pair-next", label: "Next pair", group, shortcut: "J", isEnabled, run: () => focus(current() + 1) },
    {
      id: "pair-before",
      label: "Previous pair",
      group,
      shortcut: "K",
      isEnabled,
      run: () => focus(current() - 1),
    },
    {
      id: "pair-merge",
      label: "Merge this pair",
      group,
      shortcut: "M",
      isEnabled,
      run: () => {
        const pair = pairs[current()];
        if (pair) setMerging(idsOf(pair));
      },
    },
    {
      id: "pair-separate",
      label: "Keep this pair separate",
      group,
      shortcut: "S",
      isEnabled,
      run: () => separate(pairs[current()]),
    },
  ]);

  return (
    <PageBody>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : isLoading ? (
        <div aria-busy="true">
          {["a", "b", "c"].map((card) => (
            <Skeleton key={card} height={180} mb={14} />
          ))}
        </div>
      ) : pairs.length === 0 ? (
        <EmptyState icon={<IconCopyCheck size={22} />} title={`No ${screen.noun.many} look the same`}>
          Two {screen.noun.many} with the same e-mail, phone or name appear here side by side, to be merged or
          kept separate.
        </EmptyState>
      ) : (
        <ul className={classes.pairs} ref={list} aria-label="Suspected pairs">
          {pairs.map((pair) => (
            <PairCard
              key={idsOf(pair).join()}
              screen={screen}
              records={pair.records}
              reasons={pair.reasons}
              onMerge={() => setMerging(idsOf(pair))}
              onSeparate={() => separate(pair)}
            />
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <Button
          variant="default"
          fullWidth
          mt={12}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
      {merging ? (
        <MergeSheet
          screen={screen}
          ids={merging}
          onClose={() => setMerging(null)}
          onMerged={() => undefined}
        />
      ) : null}
    </PageBody>
  );
}
