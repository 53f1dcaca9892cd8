"use client";
/** Searches records while someone types: waits 120 ms, drops answers that come too late. */
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { describeError } from "../feedback/describe-error";
import type { FoundRecords, SearchRecords } from "./command-provider";

interface Found {
  query: string;
  answer: FoundRecords;
  error?: string;
}

const nothing: FoundRecords = { records: [], lists: [] };

export function useFoundRecords(search: SearchRecords | undefined, query: string) {
  const [settled] = useDebouncedValue(query, 120);
  const [found, setFound] = useState<Found>({ query: "", answer: nothing });
  const isSearching = search !== undefined && query.length >= 2;

  useEffect(() => {
    if (!search || settled.length < 2) return;
    const waiting = new AbortController();
    const { signal } = waiting;
    search(settled, signal).then(
      (answer) => !signal.aborted && setFound({ query: settled, answer }),
      (error) =>
        !signal.aborted && setFound({ query: settled, answer: nothing, error: describeError(error).detail }),
    );
    return () => waiting.abort();
  }, [search, settled]);

  return {
    // The last answer stays while the next one is on its way, so that the list does not blink.
    answer: isSearching ? found.answer : nothing,
    isLoading: isSearching && found.query !== query,
    error: isSearching ? found.error : undefined,
  };
}
