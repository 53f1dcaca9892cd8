"use client";
/** Cell edits: which cell is being edited, and what was saved but not yet confirmed by the server. */
import { useCallback, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { announce } from "../feedback/live-announcer";
import { notifyError } from "../feedback/notify";
import { isEmptyValue, type RecordLike, readValue } from "../fields/read-value";
import type { RecordTableProps } from "./table-props";

export interface EditedCell {
  rowId: string;
  key: string;
  /** The value that the editor started from. */
  base?: unknown;
}

export function canEdit<R extends RecordLike>(
  props: Pick<RecordTableProps<R>, "onEditCell" | "canEditCell">,
  row: R,
  field: FieldDescriptor,
): boolean {
  if (!props.onEditCell || field.isReadOnly || field.kind === "id") return false;
  return props.canEditCell?.(row, field) ?? true;
}

export function useCellEdits<R extends RecordLike>(onEditCell: RecordTableProps<R>["onEditCell"]) {
  const [editing, setEditing] = useState<EditedCell | null>(null);
  const [pending, setPending] = useState<ReadonlyMap<string, Record<string, unknown>>>(new Map());

  const save = useCallback(
    async (row: R, field: FieldDescriptor, value: unknown, base: unknown = readValue(row, field.key)) => {
      const before = base ?? null;
      const after = isEmptyValue(value) ? null : value;
      if (!onEditCell || JSON.stringify(before) === JSON.stringify(after)) return;
      setPending((all) => new Map(all).set(row.id, { ...all.get(row.id), [field.key]: after }));
      try {
        await onEditCell(row, field, after, before);
        announce(`${field.label} saved`);
      } catch (error) {
        notifyError(error);
      } finally {
        setPending((all) => {
          const rest = { ...all.get(row.id) };
          delete rest[field.key];
          const copy = new Map(all);
          if (Object.keys(rest).length > 0) copy.set(row.id, rest);
          else copy.delete(row.id);
          return copy;
        });
      }
    },
    [onEditCell],
  );

  return { editing, setEditing, pending, save };
}
