"use client";
/** What rows may ask of the table, as one object that never changes, over state that does. */
import { useMemo, useRef, useState } from "react";
import { formatValue } from "../fields/format";
import { useLocale } from "../fields/locale";
import { type RecordLike, readValue } from "../fields/read-value";
import type { RecordTableProps } from "./table-props";
import type { RowActions } from "./table-row";
import { canEdit, useCellEdits } from "./use-cell-edits";
import type { ShownColumn } from "./use-table-columns";

export interface ActiveCell {
  row: number;
  column: number;
}

export function useRowActions<R extends RecordLike>(props: RecordTableProps<R>, columns: ShownColumn[]) {
  const { tag: locale } = useLocale();
  const [active, setActive] = useState<ActiveCell | null>(null);
  const edits = useCellEdits<R>(props.onEditCell);
  const anchor = useRef<number | null>(null);
  // Set by the keyboard and after an edit: the cell should take the focus once it is on the page.
  const wantsFocus = useRef(false);

  const latest = useRef({ props, columns, edits });
  latest.current = { props, columns, edits };

  const nameField = props.fields.find((field) => field.key === props.columns[0]);
  const nameOf = (row: R) =>
    nameField ? formatValue(nameField, readValue(row, nameField.key), locale, row) : row.id;

  const actions = useMemo<RowActions>(() => {
    function edit(rowIndex: number, columnIndex: number) {
      const { props: now, columns: shown, edits: state } = latest.current;
      const row = now.rows[rowIndex];
      const field = shown[columnIndex]?.field;
      if (!row || !field || !canEdit(now, row, field)) return;
      setActive({ row: rowIndex, column: columnIndex });
      if (field.kind === "boolean") void state.save(row, field, readValue(row, field.key) !== true);
      else state.setEditing({ rowId: row.id, key: field.key, base: readValue(row, field.key) });
    }
    return {
      edit,
      activate: (row, column) =>
        setActive((before) => (before?.row === row && before.column === column ? before : { row, column })),
      open(rowIndex, isNewTab) {
        const { props: now } = latest.current;
        const row = now.rows[rowIndex];
        if (row && isNewTab) window.open(now.hrefOf(row), "_blank", "noopener");
        else if (row) now.onOpen(row);
      },
      save(rowIndex, columnIndex, value, after) {
        const { props: now, columns: shown, edits: state } = latest.current;
        const row = now.rows[rowIndex];
        const field = shown[columnIndex]?.field;
        state.setEditing(null);
        if (row && field) void state.save(row, field, value, state.editing ? state.editing.base : undefined);
        wantsFocus.current = true;
        const step = after === "previous" ? -1 : 1;
        if (after === "stay" || !row) return setActive({ row: rowIndex, column: columnIndex });
        for (let index = columnIndex + step; index >= 0 && index < shown.length; index += step) {
          const candidate = shown[index]?.field;
          if (!candidate || !canEdit(now, row, candidate) || candidate.kind === "boolean") continue;
          wantsFocus.current = false;
          setActive({ row: rowIndex, column: index });
          return state.setEditing({ rowId: row.id, key: candidate.key, base: readValue(row, candidate.key) });
        }
        setActive({ row: rowIndex, column: columnIndex });
      },
      cancelEdit() {
        wantsFocus.current = true;
        latest.current.edits.setEditing(null);
      },
      select(rowIndex, isRange) {
        const { props: now } = latest.current;
        const { rows, selection, onSelectionChange } = now;
        const row = rows[rowIndex];
        if (!row || !onSelectionChange) return;
        const next = new Set(selection);
        if (isRange) {
          const start = anchor.current ?? rowIndex;
          for (const one of rows.slice(Math.min(start, rowIndex), Math.max(start, rowIndex) + 1))
            next.add(one.id);
        } else if (next.has(row.id)) next.delete(row.id);
        else next.add(row.id);
        anchor.current = rowIndex;
        onSelectionChange(next);
      },
      renderCell(rowIndex, field) {
        const { props: now } = latest.current;
        const row = now.rows[rowIndex];
        return row ? now.renderCell?.(row, field) : undefined;
      },
    };
  }, []);

  return { active, setActive, edits, actions, nameOf, wantsFocus, anchor, latest };
}

export type GridState<R extends RecordLike> = ReturnType<typeof useRowActions<R>>;
