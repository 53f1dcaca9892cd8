"use client";
// What an update of an import changes in a record: each field by its name, the old value and the new one.
import { useScreens } from "@/modules/records/ui/record-screen";
import { useDescribedFields } from "@/modules/records/ui/use-fields";
import { FieldValue } from "@/ui/fields/field-value";
import classes from "./import.module.css";

export interface PlannedChange {
  field: string;
  from?: unknown;
  to?: unknown;
}

interface PlanChangesProps {
  /** "contacts" */
  recordType: string;
  changes: readonly PlannedChange[];
}

export function PlanChanges({ recordType, changes }: PlanChangesProps) {
  const screen = useScreens().find(({ plural }) => plural === recordType);
  if (changes.length === 0) return null;
  return screen ? (
    <Described name={screen.name} changes={changes} />
  ) : (
    changes.map(({ field, from, to }) => (
      <span key={field} className={classes.problem}>
        {field}: {textOf(from)} → {textOf(to)}
      </span>
    ))
  );
}

const textOf = (value: unknown): string =>
  value === null || value === undefined ? "—" : typeof value === "string" ? value : JSON.stringify(value);

function Described({ name, changes }: { name: string; changes: readonly PlannedChange[] }) {
  const { fields } = useDescribedFields(name);
  return changes.map(({ field, from, to }) => {
    const described = fields.find(({ key }) => key === field);
    const shownValue = (value: unknown) =>
      described ? <FieldValue field={described} value={value} isPlain /> : textOf(value);
    return (
      <span key={field} className={classes.changed}>
        {described?.label ?? field}: {shownValue(from)} → {shownValue(to)}
      </span>
    );
  });
}
