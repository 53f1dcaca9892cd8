"use client";
// One field of a merge: the values of all records side by side, and which of them is taken.
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { RecordRow } from "@/surfaces/rpc/records";
import { FieldValue } from "@/ui/fields/field-value";
import { formatValue } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { isEmptyValue } from "@/ui/fields/read-value";
import type { MergePreview } from "../schema";
import classes from "./merge.module.css";

/** As the preview says it. */
export type PlannedField = Pick<
  MergePreview["fields"][number],
  "field" | "label" | "values" | "from" | "isConflict" | "together"
>;

interface MergeFieldProps {
  planned: PlannedField;
  /** Absent while the fields are still being described. */
  field: FieldDescriptor | undefined;
  records: RecordRow[];
  /** What the records are called, in the same order. */
  names: string[];
  /** The record whose value is taken; null: all of them, united. */
  chosen: string | null;
  onChoose: (id: string | null) => void;
}

export function MergeField({ planned, field, records, names, chosen, onChoose }: MergeFieldProps) {
  const { tag: locale } = useLocale();
  // Only what is united by itself can be so again after a choice.
  const canUnite = field?.kind === "tags";
  const show = (value: unknown, record?: RecordRow) =>
    field ? (
      <FieldValue field={field} value={value} record={record} isPlain />
    ) : (
      formatValue(undefined, value, locale)
    );
  return (
    <div
      role="radiogroup"
      aria-label={planned.label}
      className={classes.row}
      data-conflict={planned.isConflict || undefined}
    >
      <span className={classes.label}>{planned.label}</span>
      {records.map((record, at) => {
        const value = planned.values[record.id];
        return (
          <label
            key={record.id}
            className={classes.choice}
            data-chosen={chosen === record.id || chosen === null || undefined}
            data-empty={isEmptyValue(value) || undefined}
          >
            <input
              type="radio"
              name={planned.field}
              checked={chosen === record.id}
              onChange={() => onChoose(record.id)}
            />
            <span className={classes.whose}>{names[at]}: </span>
            <span className={classes.value}>{show(value, record)}</span>
          </label>
        );
      })}
      {canUnite ? (
        <label className={classes.choice} data-united data-chosen={chosen === null || undefined}>
          <input
            type="radio"
            name={planned.field}
            checked={chosen === null}
            onChange={() => onChoose(null)}
          />
          <span>All of them</span>
        </label>
      ) : null}
    </div>
  );
}
