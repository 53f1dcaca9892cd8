"use client";
/** One row of the grid. It renders again only when its own data, selection, edit or active cell changes. */
import { type CSSProperties, memo, type ReactNode } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { FieldValue } from "../fields/field-value";
import { type RecordLike, readValue } from "../fields/read-value";
import unseen from "../theme/spoken.module.css";
import { type AfterEdit, CellEditor } from "./cell-editor";
import classes from "./table.module.css";
import { isNumeric } from "./table-props";
import type { EditedCell } from "./use-cell-edits";
import type { ShownColumn } from "./use-table-columns";

/** What a row may ask of the table; the same object for its whole life. */
export interface RowActions {
  activate: (rowIndex: number, columnIndex: number) => void;
  open: (rowIndex: number, isNewTab: boolean) => void;
  edit: (rowIndex: number, columnIndex: number) => void;
  save: (rowIndex: number, columnIndex: number, value: unknown, after: AfterEdit) => void;
  cancelEdit: () => void;
  select: (rowIndex: number, isRange: boolean) => void;
  renderCell: (rowIndex: number, field: FieldDescriptor) => ReactNode | undefined;
}

interface TableRowProps {
  row: RecordLike;
  /** Its place among the loaded rows. */
  rowIndex: number;
  /** Its place in the whole grid, header and groups counted. */
  rowNumber: number;
  top: number;
  columns: ShownColumn[];
  actions: RowActions;
  isSelected: boolean;
  isOpen: boolean;
  isChanged: boolean;
  /** The column of the active cell when it is in this row. */
  activeColumn: number | undefined;
  editing: EditedCell | null | undefined;
  pending: Record<string, unknown> | undefined;
  href: string;
  name: string;
}

export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { row, rowIndex, top, columns, actions, isSelected, isOpen, isChanged, activeColumn, href, name } =
    props;
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={props.rowNumber}
      aria-selected={isSelected}
      data-open={isOpen || undefined}
      data-changed={isChanged || undefined}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map((column, columnIndex) => {
        const { field } = column;
        const isActive = activeColumn === columnIndex;
        const isPending = field !== undefined && props.pending !== undefined && field.key in props.pending;
        const value = field
          ? isPending
            ? props.pending?.[field.key]
            : readValue(row, field.key)
          : undefined;
        const isFirst = field !== undefined && columns[columnIndex - 1]?.field === undefined;
        // The keys are the grid's: it listens once for all cells.
        const cell = {
          role: isFirst ? "rowheader" : "gridcell",
          "aria-colindex": columnIndex + 1,
          tabIndex: isActive ? 0 : -1,
          "data-cell": `${rowIndex}:${columnIndex}`,
          "data-pinned": column.isPinned || undefined,
          "data-edge": isEdge(columns, columnIndex) || undefined,
          "data-number": (field && isNumeric(field)) || undefined,
          "data-pending": isPending || undefined,
          className: classes.cell,
          style: cellStyle(columnIndex, column.isPinned),
          onFocus: () => actions.activate(rowIndex, columnIndex),
          onDoubleClick: () => actions.edit(rowIndex, columnIndex),
        };
        return (
          <div key={column.id} {...cell}>
            {!field ? (
              <input
                type="checkbox"
                className={classes.check}
                tabIndex={-1}
                aria-label={`Select ${name}`}
                checked={isSelected}
                onChange={() => undefined}
                onClick={(event) => actions.select(rowIndex, event.shiftKey)}
              />
            ) : props.editing?.key === field.key ? (
              <CellEditor
                refused={props.editing.refused}
                row={row}
                field={field}
                onSave={(next, after) => actions.save(rowIndex, columnIndex, next, after)}
                onCancel={actions.cancelEdit}
              />
            ) : isFirst ? (
              <a
                href={href}
                tabIndex={-1}
                className={classes.title}
                onClick={(event) => {
                  const isNewTab = event.metaKey || event.ctrlKey;
                  if (isNewTab || event.shiftKey || event.button !== 0) return;
                  event.preventDefault();
                  actions.open(rowIndex, false);
                }}
              >
                {actions.renderCell(rowIndex, field) ?? (
                  <FieldValue field={field} value={value} record={row} isPlain />
                )}
              </a>
            ) : (
              (actions.renderCell(rowIndex, field) ?? (
                <FieldValue
                  field={field}
                  value={value}
                  // An unsaved reference is not the one that the record still names.
                  record={isPending ? undefined : row}
                  empty={<span className={unseen.spoken}>empty</span>}
                />
              ))
            )}
          </div>
        );
      })}
    </div>
  );
});

export function cellStyle(index: number, isPinned: boolean): CSSProperties {
  return isPinned ? { width: `var(--w${index})`, left: `var(--l${index})` } : { width: `var(--w${index})` };
}

/** The last column that stays in sight: a hairline parts it from what scrolls under it. */
export function isEdge(columns: ShownColumn[], index: number): boolean {
  return columns[index]?.isPinned === true && columns[index + 1]?.isPinned === false;
}
