"use client";
/** The column model (order, width, pin, sort) on react-table, wholly driven by the page's own state. */
import { useDebouncedCallback } from "@mantine/hooks";
import {
  type ColumnDef,
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type CSSProperties, useMemo, useState } from "react";
import { type RecordLike, readValue } from "../fields/read-value";
import { defaultWidth, type RecordTableProps, selectColumnId, type TableLayout } from "./table-props";

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnResizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
});

const emptyLayout: TableLayout = { widths: {}, pinned: [] };

type Update<T> = T | ((before: T) => T);

function next<T>(update: Update<T>, before: T): T {
  return typeof update === "function" ? (update as (before: T) => T)(before) : update;
}

export function useTableColumns<R extends RecordLike>(props: RecordTableProps<R>) {
  const { fields, rows, columns, onColumnsChange, sort, onSortChange, onLayoutChange } = props;
  // An edge that is being dragged is drawn from here; the page hears of it when it rests.
  const [draft, setDraft] = useState<TableLayout | null>(null);
  const settle = useDebouncedCallback((changed: TableLayout) => {
    onLayoutChange?.(changed);
    if (onLayoutChange) setDraft(null);
  }, 250);
  const layout = draft ?? props.layout ?? emptyLayout;
  const hasSelection = props.onSelectionChange !== undefined;

  const definitions = useMemo<ColumnDef<typeof features, R, unknown>[]>(() => {
    const byField = fields.map(
      (field): ColumnDef<typeof features, R, unknown> => ({
        id: field.key,
        accessorFn: (row) => readValue(row, field.key),
        size: defaultWidth(field),
        minSize: 70,
        maxSize: 640,
        enableSorting: field.isSortable,
      }),
    );
    return hasSelection
      ? [
          { id: selectColumnId, size: 40, enableResizing: false } as ColumnDef<typeof features, R, unknown>,
          ...byField,
        ]
      : byField;
  }, [fields, hasSelection]);

  const known = useMemo(() => new Map(fields.map((field) => [field.key, field])), [fields]);
  const visible = useMemo(() => columns.filter((key) => known.has(key)), [columns, known]);
  const first = visible[0];

  const pinnedKeys = layout.pinned;
  const start = useMemo(
    () => [
      ...(hasSelection ? [selectColumnId] : []),
      ...(first ? [first] : []),
      ...visible.filter((key) => key !== first && pinnedKeys.includes(key)),
    ],
    [hasSelection, first, visible, pinnedKeys],
  );
  // Apart from the widths, so that rows stay the same objects while an edge is dragged.
  const shown = useMemo(
    (): ShownColumn[] => [
      ...start.map((id) => ({ id, field: known.get(id), isPinned: true })),
      ...visible
        .filter((id) => !start.includes(id))
        .map((id) => ({ id, field: known.get(id), isPinned: false })),
    ],
    [start, visible, known],
  );

  const state = useMemo(() => {
    return {
      columnOrder: shown.map((column) => column.id),
      columnVisibility: Object.fromEntries(fields.map((field) => [field.key, visible.includes(field.key)])),
      columnSizing: layout.widths,
      columnPinning: { start, end: [] },
      sorting: sort.map(({ field, order }) => ({ id: field, desc: order === "desc" })),
    };
  }, [shown, start, visible, fields, layout.widths, sort]);

  function saveLayout(changed: typeof layout) {
    setDraft(changed);
    settle(changed);
  }

  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: (row) => row.id,
    manualSorting: true,
    columnResizeMode: "onChange",
    isMultiSortEvent: (event) => event instanceof Object && "shiftKey" in event && event.shiftKey === true,
    state,
    onSortingChange: (update: Update<SortingState>) =>
      onSortChange(
        next(update, state.sorting).map(({ id, desc }) => ({ field: id, order: desc ? "desc" : "asc" })),
      ),
    onColumnSizingChange: (update: Update<Record<string, number>>) =>
      saveLayout({ ...layout, widths: next(update, layout.widths) }),
  });

  const style: Record<string, string> = {};
  let width = 0;
  shown.forEach((column, index) => {
    // Cells read their width from these, so that dragging an edge does not render a single cell again.
    style[`--w${index}`] = `${table.getColumn(column.id)?.getSize() ?? 0}px`;
    style[`--l${index}`] = `${width}px`;
    width += table.getColumn(column.id)?.getSize() ?? 0;
    if (column.isPinned) style["--pinned-width"] = `${width}px`;
  });
  style["--row-width"] = `${width}px`;

  return {
    table,
    shown,
    style: style as CSSProperties,
    moveColumn(key: string, toIndex: number) {
      const rest = visible.filter((other) => other !== key);
      rest.splice(Math.max(0, Math.min(rest.length, toIndex)), 0, key);
      onColumnsChange(rest);
    },
    hideColumn: (key: string) => onColumnsChange(visible.filter((other) => other !== key)),
    togglePin: (key: string) =>
      saveLayout({
        ...layout,
        pinned: layout.pinned.includes(key)
          ? layout.pinned.filter((other) => other !== key)
          : [...layout.pinned, key],
      }),
    setWidth: (key: string, pixels: number) =>
      saveLayout({ ...layout, widths: { ...layout.widths, [key]: Math.max(70, Math.min(640, pixels)) } }),
    visible,
  };
}

export type TableColumns = ReturnType<typeof useTableColumns>;

export interface ShownColumn {
  id: string;
  /** Absent for the selection column. */
  field?: RecordTableProps<RecordLike>["fields"][number];
  isPinned: boolean;
}
