"use client";
// The rows of a list: pages by cursor as they are scrolled to, live changes in place, and new or vanished rows only
// while nobody's pointer or caret is in the list.
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ListQuery } from "@/kernel/query/filter";
import { type RowsAsked, recordKeys, useRecordCalls } from "@/surfaces/rpc/records";
import { useRowsChanged } from "./live-records";
import type { RecordScreen } from "./record-screen";
import { sortAsked } from "./use-list-state";

const pageSize = 100;
/** Beyond this, asking again for all that was scrolled through is left to the reader. */
const mostPagesRefreshed = 5;
const markedMs = 2_500;
const restMs = 1_500;

export function askedOf(screen: RecordScreen, query: ListQuery): RowsAsked {
  const sort = sortAsked(screen, query.sort ?? []);
  return {
    ...(query.search ? { search: query.search } : {}),
    ...(query.filter ? { filter: query.filter } : {}),
    ...(sort.length > 0 ? { sort } : {}),
  };
}

export function useRecordList(
  screen: RecordScreen,
  query: ListQuery,
  area: RefObject<HTMLElement | null>,
  isEnabled: boolean,
) {
  const calls = useRecordCalls(screen);
  const { search, filter, sort } = query;
  // What is shown of the rows is no other question: columns and widths may change without a request.
  const asked = useMemo(() => askedOf(screen, { search, filter, sort }), [screen, search, filter, sort]);
  const list = useInfiniteQuery({
    queryKey: recordKeys.list(screen.plural, asked),
    queryFn: ({ pageParam, signal }) =>
      calls.list(
        { ...asked, limit: pageSize, ...(pageParam ? { cursor: pageParam, count: "none" } : {}) },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: (query) => (query.state.data?.pages.length ?? 0) <= mostPagesRefreshed,
    enabled: isEnabled,
  });
  const { data, refetch, fetchNextPage: fetchNext } = list;
  const rows = useMemo(() => {
    // A row that moved between two pages while they were read is shown once.
    const seen = new Set<string>();
    return (data?.pages ?? []).flatMap((page) =>
      page.items.filter((row) => !seen.has(row.id) && seen.add(row.id)),
    );
  }, [data]);

  const [changedIds, setChangedIds] = useState<ReadonlySet<string>>(new Set());
  const [isOutdated, setIsOutdated] = useState(false);
  const lastTouch = useRef(0);
  const refresh = useCallback(() => {
    setIsOutdated(false);
    return refetch();
  }, [refetch]);

  useEffect(() => {
    const touch = () => {
      lastTouch.current = Date.now();
    };
    const element = area.current;
    for (const name of ["pointermove", "pointerdown", "wheel", "keydown"])
      element?.addEventListener(name, touch, { passive: true });
    return () => {
      for (const name of ["pointermove", "pointerdown", "wheel", "keydown"])
        element?.removeEventListener(name, touch);
    };
  }, [area]);

  const pageCount = data?.pages.length ?? 0;
  const isQuiet = useCallback(
    () =>
      Date.now() - lastTouch.current > restMs &&
      pageCount <= mostPagesRefreshed &&
      !area.current?.querySelector('[role="grid"] input:not([type="checkbox"]):focus, [role="dialog"]'),
    [area, pageCount],
  );

  useRowsChanged(({ recordType, ids, isStructural }) => {
    if (recordType !== screen.name) return;
    if (ids.size > 0) setChangedIds(ids);
    // A changed value may no longer match what is searched for.
    if (!isStructural && !asked.filter && !asked.search) return;
    if (isQuiet()) void refresh();
    else setIsOutdated(true);
  });

  useEffect(() => {
    if (changedIds.size === 0) return;
    const timer = window.setTimeout(() => setChangedIds(new Set()), markedMs);
    return () => window.clearTimeout(timer);
  }, [changedIds]);

  useEffect(() => {
    if (!isOutdated) return;
    const timer = window.setInterval(() => {
      if (isQuiet()) void refresh();
    }, restMs);
    return () => window.clearInterval(timer);
  }, [isOutdated, isQuiet, refresh]);

  return {
    rows,
    asked,
    total: data?.pages[0]?.total ?? undefined,
    totalIsExact: data?.pages[0]?.totalIsExact,
    isLoading: list.isLoading,
    error: list.error ?? undefined,
    hasNextPage: list.hasNextPage,
    isFetchingNextPage: list.isFetchingNextPage,
    fetchNextPage: useCallback(() => void fetchNext(), [fetchNext]),
    refresh,
    isOutdated,
    changedIds,
  };
}
