"use client";
// A list in groups: first which there are, then how many and what they sum up to, as soon as either is known; the rows
// of a group when it comes into sight.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type RefObject, useCallback, useMemo, useState } from "react";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, type RowsAsked, recordKeys } from "@/surfaces/rpc/records";
import { useLocale } from "@/ui/fields/locale";
import type { RowGroup } from "@/ui/table/table-groups";
import { useRecordCache } from "./cache";
import { type Grouping, groupFilter, groupName, inGroupOrder, within } from "./group-query";
import type { RecordScreen } from "./record-screen";
import { rowsOnce } from "./rows-once";
import { useGroupRows } from "./use-group-rows";
import { useQuietRefresh } from "./use-quiet-refresh";

const none: RowGroup<RecordRow>[] = [];
const nobody: ReadonlySet<string> = new Set();
/** Beyond this, asking again for all that was scrolled through is left to the reader. */
const mostPagesRead = 12;

interface Group {
  key?: unknown;
  label: string | null;
  count?: number;
  sums?: { field: string; currency: string | null; amount: number }[];
}

interface GroupsOptions {
  asked: RowsAsked;
  grouping: Grouping | undefined;
  /** Fields to add up under their columns. */
  sums: string[];
  area: RefObject<HTMLElement | null>;
  isEnabled: boolean;
}

export function useGroups(screen: RecordScreen, { asked, grouping, sums, area, isEnabled }: GroupsOptions) {
  const client = useTRPCClient();
  const cache = useRecordCache(screen);
  const { tag: locale } = useLocale();
  const isActive = isEnabled && grouping !== undefined;
  const question = useMemo(() => {
    const { search, filter } = asked;
    return {
      recordType: screen.name,
      query: { ...(search ? { search } : {}), ...(filter ? { filter } : {}) },
      by: grouping?.by ?? "",
      interval: grouping?.interval,
      sums,
    };
  }, [screen.name, asked, grouping, sums]);
  const { data, isLoading, error, isPlaceholderData } = useQuery({
    queryKey: [...recordKeys.sums(screen.plural), "groups", question],
    queryFn: ({ signal }) => client.records.group.query(question, { signal }),
    enabled: isActive,
    placeholderData: keepPreviousData,
  });
  const counted = isPlaceholderData ? undefined : data;
  const { sums: _, ...uncounted } = question;
  const { data: keys } = useQuery({
    queryKey: [...recordKeys.sums(screen.plural), "groupKeys", uncounted],
    queryFn: ({ signal }) => client.records.groupKeys.query(uncounted, { signal }),
    enabled: isActive && !counted,
    retry: false,
  });
  const known = keys?.isKnown ? keys : undefined;
  // Until the new groups are there, the old ones are only shown.
  const isOutdated = !counted && !known;
  const withCounts = counted ?? (known ? undefined : data);
  const found: readonly Group[] | undefined = (withCounts ?? known)?.groups;

  const [closed, setClosed] = useState<ReadonlySet<string>>(nobody);
  const [seen, setSeen] = useState<ReadonlySet<string>>(nobody);
  const ordered = useMemo(
    () =>
      grouping && found
        ? inGroupOrder(
            grouping,
            found.map((group) => ({ ...group, key: group.key ?? null })),
            locale,
          ).map((group) => ({
            ...group,
            id: JSON.stringify([grouping.by, grouping.interval ?? null, group.key]),
          }))
        : [],
    [grouping, found, locale],
  );
  const wanted = useMemo(() => {
    const map = new Map<string, RowsAsked>();
    if (!grouping || isOutdated || !isActive) return map;
    for (const { id, key } of ordered)
      if (seen.has(id) && !closed.has(id))
        map.set(id, { ...asked, filter: within(asked.filter, groupFilter(grouping, key)) });
    return map;
  }, [grouping, isOutdated, isActive, ordered, seen, closed, asked]);
  const { results, more } = useGroupRows(screen, wanted);
  const groups = useMemo(
    () =>
      !grouping
        ? none
        : ordered.map((group): RowGroup<RecordRow> => {
            const result = results.get(group.id);
            const name = groupName(grouping, group.key, group.label, locale);
            return {
              id: group.id,
              name,
              label: name,
              count: group.count,
              isOpen: !closed.has(group.id),
              hasMore: result?.data ? result.hasNextPage : true,
              rows: rowsOnce((result?.data?.pages ?? []).map((page) => page.items)),
              isFetching: result?.isFetching ?? false,
              error: result?.error ?? undefined,
            };
          }),
    [grouping, ordered, results, closed, locale],
  );
  const rows = useMemo(() => groups.filter((group) => group.isOpen).flatMap((group) => group.rows), [groups]);

  const pagesRead = [...results.values()].reduce((sum, { data }) => sum + (data?.pages.length ?? 0), 0);
  const quiet = useQuietRefresh(screen, {
    area,
    isActive,
    isSmall: pagesRead <= mostPagesRead,
    mayMove: true,
    refetch: cache.refreshLists,
  });

  const isList = grouping?.field.kind === "tags" || grouping?.field.kind === "multiSelect";
  return {
    rows,
    groups,
    sumsOf: useCallback(
      (id: string, field: string) =>
        ordered.find((group) => group.id === id)?.sums?.filter((sum) => sum.field === field) ?? [],
      [ordered],
    ),
    isComplete: withCounts?.isComplete ?? true,
    // A record with two tags is counted in two groups: then how many there are is not known from here.
    total:
      withCounts?.isComplete && !isList ? ordered.reduce((sum, { count = 0 }) => sum + count, 0) : undefined,
    totalIsExact: true,
    isLoading: isLoading && !known,
    error: error ?? undefined,
    hasNextPage: false,
    isFetchingNextPage: false,
    fetchNextPage: undefined,
    toggle: useCallback((id: string) => {
      setClosed((before) => {
        const next = new Set(before);
        if (!next.delete(id)) next.add(id);
        return next;
      });
    }, []),
    setAllOpen: useCallback(
      (isOpen: boolean) => setClosed(isOpen ? nobody : new Set(ordered.map((group) => group.id))),
      [ordered],
    ),
    more: useCallback(
      (id: string) => {
        setSeen((before) => (before.has(id) ? before : new Set([...before, id])));
        more(id);
      },
      [more],
    ),
    ...quiet,
  };
}
