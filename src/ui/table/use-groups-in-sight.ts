"use client";
/** Asks for the next rows of a group when their place comes into sight, and not before. */
import type { VirtualItem } from "@tanstack/react-virtual";
import { useEffect } from "react";
import type { RecordLike } from "../fields/read-value";
import type { TableEntry } from "./table-groups";

export function useGroupsInSight<R extends RecordLike>(
  items: VirtualItem[],
  entries: TableEntry<R>[],
  onMoreOfGroup: ((id: string) => void) | undefined,
): void {
  const wanted = items
    .flatMap(({ index }) => {
      const entry = entries[index];
      return entry?.kind === "more" && !entry.group.isFetching && !entry.group.error ? entry.group.id : [];
    })
    .join("\n");
  useEffect(() => {
    if (wanted) for (const id of wanted.split("\n")) onMoreOfGroup?.(id);
  }, [wanted, onMoreOfGroup]);
}
