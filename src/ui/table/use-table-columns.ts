"use client";
/** The columns in sight (order, width, pin), wholly driven by the page's own state. */
import { useDebouncedCallback } from "@mantine/hooks";
import { type CSSProperties, type PointerEvent, useMemo, useState } from "react";
import type { RecordLike } from "../fields/read-value";
import { defaultWidth, type RecordTableProps, selectColumnId, type TableLayout } from "./table-props";

const selectWidth = 40;
const narrowest = 70;
const widest = 640;
const settleMs = 250;

const fitting = (pixels: number): number => Math.round(Math.max(narrowest, Math.min(widest, pixels)));

const emptyLayout: TableLayout = { widths: {}, pinned: [] };

export function useTableColumns<R extends RecordLike>(props: RecordTableProps<R>) {
  const { fields, columns, onColumnsChange, onLayoutChange } = props;
  // An edge that is being dragged is drawn from here; the page hears of it when it rests.
  const [draft, setDraft] = useState<TableLayout | null>(null);
  const settle = useDebouncedCallback((changed: TableLayout) => {
    onLayoutChange?.(changed);
    if (onLayoutChange) setDraft(null);
  }, settleMs);
  const layout = draft ?? props.layout ?? emptyLayout;
  const hasSelection = props.onSelectionChange !== undefined;

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

  function saveLayout(changed: typeof layout) {
    setDraft(changed);
    settle(changed);
  }

  const widthOf = ({ field }: ShownColumn): number =>
    field ? (layout.widths[field.key] ?? fitting(defaultWidth(field))) : selectWidth;
  const setWidth = (key: string, pixels: number) =>
    saveLayout({ ...layout, widths: { ...layout.widths, [key]: fitting(pixels) } });

  const style: Record<string, string> = {};
  let width = 0;
  shown.forEach((column, index) => {
    // Cells read their width from these, so that dragging an edge does not render a single cell again.
    style[`--w${index}`] = `${widthOf(column)}px`;
    style[`--l${index}`] = `${width}px`;
    width += widthOf(column);
    if (column.isPinned) style["--pinned-width"] = `${width}px`;
  });
  style["--row-width"] = `${width}px`;

  return {
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
    setWidth,
    /** The width that the field has by itself. */
    resetWidth(key: string) {
      const { [key]: _, ...widths } = layout.widths;
      saveLayout({ ...layout, widths });
    },
    /** The edge of a column has been taken hold of. */
    startResize(column: ShownColumn, event: PointerEvent<HTMLElement>) {
      const { field } = column;
      if (!field || event.button !== 0) return;
      event.preventDefault();
      const handle = event.currentTarget;
      const from = event.clientX;
      const start = widthOf(column);
      const move = (to: globalThis.PointerEvent) => setWidth(field.key, start + to.clientX - from);
      const end = () => {
        handle.removeEventListener("pointermove", move);
        handle.removeEventListener("pointerup", end);
        handle.removeEventListener("pointercancel", end);
      };
      handle.setPointerCapture(event.pointerId);
      handle.addEventListener("pointermove", move);
      handle.addEventListener("pointerup", end);
      handle.addEventListener("pointercancel", end);
    },
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
