"use client";
/** The heading of the group that is read stays in sight: it sticks inside a track as long as its group. */
import { defaultRangeExtractor, type Range, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useMemo } from "react";
import type { RecordLike } from "../fields/read-value";
import type { TableEntry } from "./table-groups";

/** Where the headings stand among the entries. */
export function headingsOf<R extends RecordLike>(entries: TableEntry<R>[]): number[] {
  return entries.flatMap(({ kind }, index) => (kind === "group" ? [index] : []));
}

/** The heading over an entry: the last one at or before it. */
export function headingOver(headings: number[], entry: number): number | undefined {
  let low = 0;
  let high = headings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (headings[middle]! <= entry) low = middle + 1;
    else high = middle;
  }
  return headings[low - 1];
}

/** What is drawn: the entries in sight, the heading over the first of them, and one that must stay mounted. */
export function useDrawnRange(headings: number[], kept: number | undefined) {
  return useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      const more = [headingOver(headings, range.startIndex), kept].filter(
        (index): index is number => index !== undefined && index < range.count && !indexes.includes(index),
      );
      return more.length === 0 ? indexes : [...new Set([...indexes, ...more])].sort((a, b) => a - b);
    },
    [headings, kept],
  );
}

/** How far the group of a heading reaches, itself included. */
export function extentOf(
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  headings: number[],
  item: { index: number; start: number },
): number {
  const next = headings[headings.indexOf(item.index) + 1];
  const end = next === undefined ? undefined : virtualizer.measurementsCache[next]?.start;
  return (end ?? virtualizer.getTotalSize()) - item.start;
}

/** Closing a group from the middle of it goes back to where it begins, or other rows would stand there at once. */
export function useGroupActions(
  scroller: RefObject<HTMLDivElement | null> | HTMLDivElement | null,
  onToggle: ((id: string) => void) | undefined,
  onMore: ((id: string) => void) | undefined,
) {
  return useMemo(
    () => ({
      toggle: (id: string, start?: number) => {
        const element = scroller && "current" in scroller ? scroller.current : scroller;
        if (element && start !== undefined && element.scrollTop > start) element.scrollTop = start;
        onToggle?.(id);
      },
      more: (id: string) => onMore?.(id),
    }),
    [scroller, onToggle, onMore],
  );
}
