"use client";
/** The grid itself: keyboard, selection, editing, endless loading. Only the rows in sight exist. */
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef } from "react";
import { usePreloadedEditors } from "../fields/lazy-field-editor";
import type { RecordLike } from "../fields/read-value";
import { LoadMoreNotice } from "./load-more-notice";
import classes from "./table.module.css";
import { TableHeader } from "./table-header";
import { describeTotal, isNumeric, type RecordTableProps, rowHeight } from "./table-props";
import { cellStyle, isEdge, TableRow } from "./table-row";
import { useGridKeys } from "./use-grid-keys";
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

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    getItemKey: useCallback((index: number) => rows[index]?.id ?? index, [rows]),
    // The active row stays mounted wherever the list is scrolled to, or the keyboard would lose its place.
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const indexes = defaultRangeExtractor(range);
        if (activeRow === undefined || activeRow >= range.count || indexes.includes(activeRow))
          return indexes;
        return [...indexes, activeRow].sort((a, b) => a - b);
      },
      [activeRow],
    ),
  });
  const items = virtualizer.getVirtualItems();
  const lastInSight = virtualizer.range?.endIndex ?? 0;

  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !props.error && lastInSight >= rows.length - loadAhead)
      fetchNextPage?.();
  }, [hasNextPage, isFetchingNextPage, props.error, lastInSight, rows.length, fetchNextPage]);

  const keys = useGridKeys({
    grid,
    columns: shown,
    rowCount: rows.length,
    scroller,
    noun,
    scrollToRow: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
  });

  const loadedSelected = rows.reduce((count, row) => count + (selection.has(row.id) ? 1 : 0), 0);
  const headers = new Map(columns.table.getFlatHeaders().map((header) => [header.column.id, header]));

  return (
    <div ref={scroller} className={classes.scroller} style={style}>
      <div
        role="grid"
        aria-label={noun.many}
        aria-rowcount={props.totalIsExact === false ? -1 : (total ?? rows.length) + 1}
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
            const row = rows[item.index];
            if (!row) return null;
            return (
              <TableRow
                key={row.id}
                row={row}
                rowIndex={item.index}
                top={item.start}
                columns={shown}
                actions={grid.actions}
                isSelected={selection.has(row.id)}
                isOpen={props.openId === row.id}
                isChanged={props.changedIds?.has(row.id) ?? false}
                activeColumn={
                  active?.row === item.index
                    ? active.column
                    : !active && item.index === 0
                      ? shown.findIndex((column) => column.field)
                      : undefined
                }
                editingKey={edits.editing?.rowId === row.id ? edits.editing.key : undefined}
                pending={edits.pending.get(row.id)}
                href={props.hrefOf(row)}
                name={grid.nameOf(row)}
              />
            );
          })}
        </div>
        {props.footer ? (
          <div role="rowgroup" className={classes.foot}>
            <div role="row" tabIndex={-1} className={classes.headRow}>
              {shown.map((column, index) => (
                <div
                  key={column.id}
                  role="gridcell"
                  tabIndex={-1}
                  className={classes.footCell}
                  data-pinned={column.isPinned || undefined}
                  data-edge={isEdge(shown, index) || undefined}
                  data-number={(column.field && isNumeric(column.field)) || undefined}
                  style={cellStyle(index, column.isPinned)}
                >
                  {column.field ? props.footer?.(column.field) : null}
                </div>
              ))}
            </div>
          </div>
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
