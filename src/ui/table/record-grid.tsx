"use client";
/** The grid itself: header, rows, footer, and the keyboard over them. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { usePreloadedEditors } from "../fields/lazy-field-editor";
import type { RecordLike } from "../fields/read-value";
import { GridRows, type ScrollTo } from "./grid-rows";
import { LoadMoreNotice } from "./load-more-notice";
import classes from "./table.module.css";
import { TableFooter } from "./table-footer";
import { tableEntries } from "./table-groups";
import { TableHeader } from "./table-header";
import { describeTotal, type RecordTableProps, rowHeight } from "./table-props";
import { useGridKeys } from "./use-grid-keys";
import { useRowActions } from "./use-row-actions";
import { useSteadyCells } from "./use-steady-cells";
import { useTableColumns } from "./use-table-columns";

const nothingSelected: ReadonlySet<string> = new Set();

export function RecordGrid<R extends RecordLike>(props: RecordTableProps<R>) {
  const { rows, groups, total, noun, selection = nothingSelected, hasNextPage, isFetchingNextPage } = props;
  const scroller = useRef<HTMLDivElement | null>(null);
  // The rows are drawn before this element is on the page: they must hear when it is.
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const hold = useCallback((found: HTMLDivElement | null) => {
    scroller.current = found;
    setElement(found);
  }, []);
  const scrollTo = useRef<ScrollTo>(null);
  usePreloadedEditors();
  const columns = useTableColumns(props);
  const { shown, style } = columns;
  const grid = useRowActions(props, shown);
  const laid = useMemo(() => tableEntries(rows, groups, rowHeight), [rows, groups]);
  const { entries, entryOfRow } = laid;
  useSteadyCells(laid, groups !== undefined, grid);

  const { setActive } = grid;
  const question = useRef(props.questionKey);
  useEffect(() => {
    if (question.current === props.questionKey) return;
    question.current = props.questionKey;
    element?.scrollTo({ top: 0 });
    setActive(null);
  }, [props.questionKey, element, setActive]);

  const keys = useGridKeys({
    grid,
    columns: shown,
    rowCount: rows.length,
    scroller,
    noun,
    scrollToRow: (index) => scrollTo.current?.entry(entryOfRow[index] ?? 0),
  });

  const loadedSelected = rows.reduce((count, row) => count + (selection.has(row.id) ? 1 : 0), 0);

  return (
    <div ref={hold} className={classes.scroller} data-grouped={groups ? true : undefined} style={style}>
      <div
        role="grid"
        aria-label={noun.many}
        aria-rowcount={
          props.totalIsExact === false
            ? -1
            : (groups ? entries.length : (total ?? rows.length)) + (props.footer ? 2 : 1)
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
          selected={loadedSelected === 0 ? "none" : loadedSelected === rows.length ? "all" : "some"}
          onSelectAll={() =>
            props.onSelectionChange?.(
              loadedSelected === rows.length ? new Set() : new Set(rows.map((row) => row.id)),
            )
          }
        />
        <GridRows
          table={props}
          entries={entries}
          entryOfRow={entryOfRow}
          grid={grid}
          columns={shown}
          selection={selection}
          scroller={element}
          scrollTo={scrollTo}
        />
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
