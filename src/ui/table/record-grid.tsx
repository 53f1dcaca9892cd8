"use client";
/** The grid itself: keyboard, selection, editing, endless loading. Only the rows in sight exist. */
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { usePreloadedEditors } from "../fields/lazy-field-editor";
import type { RecordLike } from "../fields/read-value";
import { GroupRow, MoreRow } from "./group-row";
import { LoadMoreNotice } from "./load-more-notice";
import classes from "./table.module.css";
import { TableFooter } from "./table-footer";
import { tableEntries } from "./table-groups";
import { TableHeader } from "./table-header";
import { describeTotal, type RecordTableProps, rowHeight } from "./table-props";
import { TableRow } from "./table-row";
import { useGridKeys } from "./use-grid-keys";
import { useGroupsInSight } from "./use-groups-in-sight";
import { useRowActions } from "./use-row-actions";
import { useTableColumns } from "./use-table-columns";

const nothingSelected: ReadonlySet<string> = new Set();
const loadAhead = 25;

export function RecordGrid<R extends RecordLike>(props: RecordTableProps<R>) {
  const {
    rows,
    total,
    noun,
    selection = nothingSelected,
    hasNextPage,
    isFetchingNextPage,
    fetchNextPage,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  usePreloadedEditors();
  const columns = useTableColumns(props);
  const { shown, style } = columns;

  const grid = useRowActions(props, shown);
  const { active, edits } = grid;
  const activeRow = active?.row;

  const { entries, entryOfRow } = useMemo(
    () => tableEntries(rows, props.groups, rowHeight),
    [rows, props.groups],
  );
  const activeEntry = activeRow === undefined ? undefined : entryOfRow[activeRow];
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const entry = entries[index];
      return entry?.kind === "more" ? entry.height : rowHeight;
    },
    overscan: 10,
    getItemKey: useCallback((index: number) => entries[index]?.key ?? index, [entries]),
    // The active row stays mounted wherever the list is scrolled to, or the keyboard would lose its place.
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const indexes = defaultRangeExtractor(range);
        if (activeEntry === undefined || activeEntry >= range.count || indexes.includes(activeEntry))
          return indexes;
        return [...indexes, activeEntry].sort((a, b) => a - b);
      },
      [activeEntry],
    ),
  });
  const items = virtualizer.getVirtualItems();
  const lastInSight = virtualizer.range?.endIndex ?? 0;

  useEffect(() => {
    // A group asks for more by its own button.
    if (props.groups) return;
    if (hasNextPage && !isFetchingNextPage && !props.error && lastInSight >= rows.length - loadAhead)
      fetchNextPage?.();
  }, [props.groups, hasNextPage, isFetchingNextPage, props.error, lastInSight, rows.length, fetchNextPage]);

  const { onToggleGroup, onMoreOfGroup } = props;
  const groupActions = useMemo(
    () => ({ toggle: (id: string) => onToggleGroup?.(id), more: (id: string) => onMoreOfGroup?.(id) }),
    [onToggleGroup, onMoreOfGroup],
  );
  useGroupsInSight(items, entries, onMoreOfGroup);

  const keys = useGridKeys({
    grid,
    columns: shown,
    rowCount: rows.length,
    scroller,
    noun,
    scrollToRow: (index) => virtualizer.scrollToIndex(entryOfRow[index] ?? 0, { align: "auto" }),
  });

  const loadedSelected = rows.reduce((count, row) => count + (selection.has(row.id) ? 1 : 0), 0);
  const headers = new Map(columns.table.getFlatHeaders().map((header) => [header.column.id, header]));

  return (
    <div ref={scroller} className={classes.scroller} style={style}>
      <div
        role="grid"
        aria-label={noun.many}
        aria-rowcount={
          props.totalIsExact === false
            ? -1
            : (props.groups ? entries.length : (total ?? rows.length)) + (props.footer ? 2 : 1)
        }
        aria-colcount={shown.length}
        aria-multiselectable={props.onSelectionChange ? true : undefined}
        aria-busy={isFetchingNextPage || undefined}
        className={classes.grid}
        onKeyDown={keys.onKeyDown}
      >
        <TableHeader
          columns={columns}
          shown={shown}
          sort={props.sort}
          onSortChange={props.onSortChange}
          resizeHandlerOf={(id) => headers.get(id)?.getResizeHandler()}
          selected={loadedSelected === 0 ? "none" : loadedSelected === rows.length ? "all" : "some"}
          onSelectAll={() =>
            props.onSelectionChange?.(
              loadedSelected === rows.length ? new Set() : new Set(rows.map((row) => row.id)),
            )
          }
        />
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
                  group={entry.group}
                  columns={shown}
                  actions={groupActions}
                  cell={props.groupCell}
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
            return (
              <TableRow
                key={entry.key}
                {...place}
                row={row}
                rowIndex={rowIndex}
                columns={shown}
                actions={grid.actions}
                isSelected={selection.has(row.id)}
                isOpen={props.openId === row.id}
                isChanged={props.changedIds?.has(row.id) ?? false}
                activeColumn={
                  isActive
                    ? active.column
                    : !active && rowIndex === 0
                      ? shown.findIndex((column) => column.field)
                      : undefined
                }
                editingKey={
                  edits.editing?.rowId === row.id && (isActive || !props.groups)
                    ? edits.editing.key
                    : undefined
                }
                pending={edits.pending.get(row.id)}
                href={props.hrefOf(row)}
                name={grid.nameOf(row)}
              />
            );
          })}
        </div>
        {props.footer ? (
          <TableFooter shown={shown} rowNumber={entries.length + 2} footer={props.footer} />
        ) : null}
      </div>
      <LoadMoreNotice
        isFetching={isFetchingNextPage}
        error={props.error}
        onRetry={props.onRetry}
        end={hasNextPage ? undefined : describeTotal(total ?? rows.length, props.totalIsExact, noun)}
      />
    </div>
  );
}
