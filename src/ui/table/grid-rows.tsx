"use client";
/** The part of the grid that changes while it is scrolled, and nothing else: only the rows in sight exist. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useImperativeHandle, useMemo } from "react";
import type { RecordLike } from "../fields/read-value";
import { extentOf, headingsOf, useDrawnRange, useGroupActions } from "./group-headings";
import { GroupRow, MoreRow } from "./group-row";
import classes from "./table.module.css";
import type { TableEntry } from "./table-groups";
import { type RecordTableProps, rowHeight } from "./table-props";
import { TableRow } from "./table-row";
import { useGroupsInSight } from "./use-groups-in-sight";
import type { GridState } from "./use-row-actions";
import type { ShownColumn } from "./use-table-columns";

export interface ScrollTo {
  entry: (index: number) => void;
}

interface GridRowsProps<R extends RecordLike> {
  /** What the page gives to the table. */
  table: RecordTableProps<R>;
  entries: TableEntry<R>[];
  entryOfRow: number[];
  grid: GridState<R>;
  columns: ShownColumn[];
  selection: ReadonlySet<string>;
  scroller: HTMLDivElement | null;
  scrollTo: RefObject<ScrollTo | null>;
}

const loadAhead = 25;

export function GridRows<R extends RecordLike>(props: GridRowsProps<R>) {
  const { table, entries, entryOfRow, grid, columns, selection, scroller, scrollTo } = props;
  const { active, edits } = grid;
  const activeEntry = active ? entryOfRow[active.row] : undefined;

  const headings = useMemo(() => headingsOf(entries), [entries]);
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count: entries.length,
    getScrollElement: () => scroller,
    estimateSize: (index) => {
      const entry = entries[index];
      return entry?.kind === "more" ? entry.height : rowHeight;
    },
    overscan: 8,
    getItemKey: useCallback((index: number) => entries[index]?.key ?? index, [entries]),
    // What the keyboard goes to must not end up under the heading that stays in sight.
    scrollPaddingStart: table.groups ? rowHeight : 0,
    // The active row stays mounted wherever the list is scrolled to, or the keyboard would lose its place.
    rangeExtractor: useDrawnRange(headings, activeEntry),
  });
  useImperativeHandle(
    scrollTo,
    () => ({ entry: (index) => virtualizer.scrollToIndex(index, { align: "auto" }) }),
    [virtualizer],
  );
  const items = virtualizer.getVirtualItems();
  const lastInSight = virtualizer.range?.endIndex ?? 0;

  const { rows, groups, hasNextPage, isFetchingNextPage, fetchNextPage, error } = table;
  useEffect(() => {
    // A group asks for its own.
    if (groups) return;
    if (hasNextPage && !isFetchingNextPage && !error && lastInSight >= rows.length - loadAhead)
      fetchNextPage?.();
  }, [groups, hasNextPage, isFetchingNextPage, error, lastInSight, rows.length, fetchNextPage]);

  const { onToggleGroup, onMoreOfGroup } = table;
  const groupActions = useGroupActions(scroller, onToggleGroup, onMoreOfGroup);
  useGroupsInSight(items, entries, onMoreOfGroup);
  const firstField = columns.findIndex((column) => column.field);

  return (
    <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
      {items.map((item) => {
        const entry = entries[item.index];
        if (!entry) return null;
        const place = { top: item.start, rowNumber: item.index + 2 };
        if (entry.kind === "group")
          return (
            <GroupRow
              key={entry.key}
              {...place}
              extent={extentOf(virtualizer, headings, item)}
              group={entry.group}
              columns={columns}
              actions={groupActions}
              cell={table.groupCell}
            />
          );
        if (entry.kind === "more")
          return (
            <MoreRow
              key={entry.key}
              {...place}
              group={entry.group}
              height={entry.height}
              actions={groupActions}
            />
          );
        const { row, rowIndex } = entry;
        const isActive = active?.row === rowIndex;
        // A record of two groups is edited where it was asked for.
        const isEditing =
          edits.editing?.rowId === row.id && (isActive || !groups || edits.editing.refused !== undefined);
        return (
          <TableRow
            key={entry.key}
            {...place}
            row={row}
            rowIndex={rowIndex}
            columns={columns}
            actions={grid.actions}
            isSelected={selection.has(row.id)}
            isOpen={table.openId === row.id}
            isChanged={table.changedIds?.has(row.id) ?? false}
            activeColumn={isActive ? active.column : !active && rowIndex === 0 ? firstField : undefined}
            editing={isEditing ? edits.editing : undefined}
            pending={edits.pending.get(row.id)}
            href={table.hrefOf(row)}
            name={grid.nameOf(row)}
          />
        );
      })}
    </div>
  );
}
