"use client";
// The rows of a list: pages by cursor as they are scrolled to, live changes in place, and new or vanished rows only
// while nobody's pointer or caret is in the list.
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { type RefObject, useCallback, useMemo } from "react";
import type { ListQuery } from "@/kernel/query/filter";
import { type RowsAsked, recordKeys, useRecordCalls } from "@/surfaces/rpc/records";
import type { RecordScreen } from "./record-screen";
import { rowsOnce } from "./rows-once";
import { sortAsked } from "./use-list-state";
import { useQuietRefresh } from "./use-quiet-refresh";

const pageSize = 100;
/** Beyond this, asking again for all that was scrolled through is left to the reader. */
export const mostPagesRefreshed = 5;

function askedOf(screen: RecordScreen, query: ListQuery): RowsAsked {
  const sort = sortAsked(screen, query.sort ?? []);
  return {
    ...(query.search ? { search: query.search } : {}),
    ...(query.filter ? { filter: query.filter } : {}),
    ...(sort.length > 0 ? { sort } : {}),
  };
}

/** What a list asks for: how its columns look is no part of the question. */
export function useAsked(screen: RecordScreen, { search, filter, sort }: ListQuery): RowsAsked {
  return useMemo(() => askedOf(screen, { search, filter, sort }), [screen, search, filter, sort]);
}

export function useRecordList(
  screen: RecordScreen,
  asked: RowsAsked,
  area: RefObject<HTMLElement | null>,
  isEnabled: boolean,
) {
  const calls = useRecordCalls(screen);
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
  const rows = useMemo(() => rowsOnce((data?.pages ?? []).map((page) => page.items)), [data]);

  const quiet = useQuietRefresh(screen, {
    area,
    isActive: isEnabled,
    isSmall: (data?.pages.length ?? 0) <= mostPagesRefreshed,
    mayMove: asked.filter !== undefined || asked.search !== undefined,
    refetch,
  });

  return {
    rows,
    total: data?.pages[0]?.total ?? undefined,
    totalIsExact: data?.pages[0]?.totalIsExact,
    isLoading: list.isLoading,
    error: list.error ?? undefined,
    hasNextPage: list.hasNextPage,
    isFetchingNextPage: list.isFetchingNextPage,
    fetchNextPage: useCallback(() => void fetchNext(), [fetchNext]),
    ...quiet,
  };
}
