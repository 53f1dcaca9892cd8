"use client";
/**
 * Cell edits: which cell is being edited, and what was saved but not yet confirmed by the server. What was typed and
 * refused is asked for again in its cell, as soon as no other cell is being edited.
 */
import { useCallback, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { describeError } from "../feedback/describe-error";
import { announce } from "../feedback/live-announcer";
import { notifyError } from "../feedback/notify";
import { isEmptyValue, type RecordLike, readValue } from "../fields/read-value";
import type { RecordTableProps } from "./table-props";

export interface EditedCell {
  rowId: string;
  key: string;
  /** The value that the editor started from. */
  base?: unknown;
  /** What was typed there before, and why it could not be saved. */
  refused?: { value: unknown; problem: string };
}

/** These are decided by one choice: nothing is typed that could be lost. */
const isTyped = ({ kind }: FieldDescriptor): boolean =>
  !["select", "user", "record", "date", "boolean"].includes(kind);

export function canEdit<R extends RecordLike>(
  props: Pick<RecordTableProps<R>, "onEditCell" | "canEditCell">,
  row: R,
  field: FieldDescriptor,
): boolean {
  if (!props.onEditCell || field.isReadOnly || field.kind === "id") return false;
  return props.canEditCell?.(row, field) ?? true;
}

export function useCellEdits<R extends RecordLike>(onEditCell: RecordTableProps<R>["onEditCell"]) {
  const [chosen, setChosen] = useState<EditedCell | null>(null);
  const [refused, setRefused] = useState<EditedCell[]>([]);
  const editing = chosen ?? refused[0] ?? null;
  /** Null ends the edit, and what was refused in it; another cell's edit only comes before that. */
  const setEditing = useCallback(
    (next: EditedCell | null) => {
      setChosen(next);
      if (!next && editing?.refused) setRefused((all) => all.filter((one) => one !== editing));
    },
    [editing],
  );
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
        const { fields, detail } = describeError(error);
        const problem = fields[field.key];
        if (isTyped(field)) {
          const again = {
            rowId: row.id,
            key: field.key,
            base,
            refused: { value, problem: problem ?? detail },
          };
          setRefused((all) => [...all, again]);
        }
        // What is not about the value itself has more to say, such as the request to quote.
        if (!problem || !isTyped(field)) notifyError(error);
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
