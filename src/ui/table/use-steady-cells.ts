"use client";
/** Cells are known by the number of their row: where a group above has got more rows, the numbers go with the rows. */
import { type RefObject, useLayoutEffect, useRef } from "react";
import type { RecordLike } from "../fields/read-value";
import type { TableEntries } from "./table-groups";
import type { ActiveCell } from "./use-row-actions";

interface SteadyCells {
  active: ActiveCell | null;
  setActive: (cell: ActiveCell) => void;
  /** Where a range of ticks began. */
  anchor: RefObject<number | null>;
}

export function useSteadyCells<R extends RecordLike>(
  laid: TableEntries<R>,
  isGrouped: boolean,
  { active, setActive, anchor }: SteadyCells,
): void {
  const before = useRef(laid);
  useLayoutEffect(() => {
    const { entries, entryOfRow } = before.current;
    if (before.current === laid) return;
    before.current = laid;
    if (!isGrouped) return;
    const rowNow = (row: number): number => {
      const key = entries[entryOfRow[row] ?? -1]?.key;
      const entry = laid.entries.find((one) => one.key === key);
      return entry?.kind === "row" ? entry.rowIndex : row;
    };
    if (anchor.current !== null) anchor.current = rowNow(anchor.current);
    if (!active) return;
    const row = rowNow(active.row);
    if (row !== active.row) setActive({ row, column: active.column });
  }, [laid, isGrouped, active, setActive, anchor]);
}
