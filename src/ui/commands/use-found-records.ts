"use client";
/** Searches records while someone types: waits 120 ms, drops answers that come too late. */
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { describeError } from "../feedback/describe-error";
import type { FoundRecord, SearchRecords } from "./command-provider";

interface Found {
  query: string;
  records: FoundRecord[];
  error?: string;
}

const nothing: FoundRecord[] = [];

export function useFoundRecords(search: SearchRecords | undefined, query: string) {
  const [settled] = useDebouncedValue(query, 120);
  const [found, setFound] = useState<Found>({ query: "", records: nothing });
  const isSearching = search !== undefined && query.length >= 2;

  useEffect(() => {
    if (!search || settled.length < 2) return;
    let isCurrent = true;
    search(settled).then(
      (records) => isCurrent && setFound({ query: settled, records }),
      (error) =>
        isCurrent && setFound({ query: settled, records: nothing, error: describeError(error).detail }),
    );
    return () => {
      isCurrent = false;
    };
  }, [search, settled]);

  return {
    // The last answer stays while the next one is on its way, so that the list does not blink.
    records: isSearching ? found.records : nothing,
    isLoading: isSearching && found.query !== query,
    error: isSearching ? found.error : undefined,
  };
}
