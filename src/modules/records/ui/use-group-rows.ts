"use client";
// The rows of several groups, each a list of its own that pages by itself. Only groups that were asked for are read.
import {
  InfiniteQueryObserver,
  type InfiniteQueryObserverResult,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { type RowsAsked, type RowsPage, recordKeys, useRecordCalls } from "@/surfaces/rpc/records";
import { groupPageSize } from "@/ui/table/table-groups";
import type { ListData } from "./cache";
import type { RecordScreen } from "./record-screen";
import { mostPagesRefreshed } from "./use-record-list";

type Key = ReturnType<typeof recordKeys.list>;
type Observer = InfiniteQueryObserver<RowsPage, Error, ListData, Key, string | undefined>;
export type GroupRows = InfiniteQueryObserverResult<ListData, Error>;

interface Watched {
  observer: Observer;
  stop: () => void;
  /** What it reads, to notice that the group of this id now means another question. */
  question: string;
}

const nextPageSize = 100;

const nothing: ReadonlyMap<string, GroupRows> = new Map();

export function useGroupRows(screen: RecordScreen, wanted: ReadonlyMap<string, RowsAsked>) {
  const client = useQueryClient();
  const calls = useRecordCalls(screen);
  const watched = useRef(new Map<string, Watched>());
  const [results, setResults] = useState<ReadonlyMap<string, GroupRows>>(nothing);

  useEffect(() => {
    const all = watched.current;
    const look = () =>
      setResults(new Map([...all].map(([id, { observer }]) => [id, observer.getCurrentResult()])));
    for (const [id, { stop, question }] of all) {
      const asked = wanted.get(id);
      if (asked && JSON.stringify(asked) === question) continue;
      stop();
      all.delete(id);
    }
    for (const [id, asked] of wanted) {
      if (all.has(id)) continue;
      const observer: Observer = new InfiniteQueryObserver(client, {
        queryKey: recordKeys.list(screen.plural, asked),
        queryFn: ({ pageParam, signal }) =>
          calls.list(
            {
              ...asked,
              count: "none",
              ...(pageParam ? { cursor: pageParam, limit: nextPageSize } : { limit: groupPageSize }),
            },
            signal,
          ),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (last: RowsPage) => last.nextCursor ?? undefined,
        refetchOnWindowFocus: (query) => (query.state.data?.pages.length ?? 0) <= mostPagesRefreshed,
      });
      all.set(id, { observer, stop: observer.subscribe(look), question: JSON.stringify(asked) });
    }
    look();
  }, [client, calls, screen.plural, wanted]);

  useEffect(() => {
    const all = watched.current;
    return () => {
      for (const { stop } of all.values()) stop();
      all.clear();
    };
  }, []);

  const more = useCallback((id: string) => {
    const observer = watched.current.get(id)?.observer;
    const result = observer?.getCurrentResult();
    if (!observer || !result || result.isFetching) return;
    if (result.data) void observer.fetchNextPage();
    else void observer.refetch();
  }, []);
  return { results, more };
}
