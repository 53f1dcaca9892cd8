/** A field as plain data: what the browser needs to show, edit, filter, sort, import and describe it. */
import type { Rollup } from "./rollup";

/** Kinds whose value stands by itself; the others point to something, or are made of several values. */
export const plainKinds = [
  "text",
  "longText",
  "integer",
  "number",
  "money",
  "boolean",
  "date",
  "dateTime",
  "select",
  "multiSelect",
  "url",
  "email",
  "phone",
] as const;
export const fieldKinds = [...plainKinds, "user", "record", "address", "tags", "id"] as const;

export type FieldKind = (typeof fieldKinds)[number];

export interface FieldOption {
  value: string;
  label: string;
  /** A colour name of the theme ("blue", "teal", …). */
  color?: string;
}

export interface FieldDescriptor {
  /** The key in the record; a custom field's is "customFields.<key>". */
  key: string;
  /** The id of a custom field's definition: `field_…`. */
  id?: string;
  label: string;
  kind: FieldKind;
  /** One sentence for people and for the API reference. */
  description: string;
  example?: unknown;
  isRequired: boolean;
  isReadOnly: boolean;
  isSearchable: boolean;
  isFilterable: boolean;
  isSortable: boolean;
  isImportable: boolean;
  isPersonal: boolean;
  isCustom: boolean;
  /** No two records may hold the same value. */
  isUnique?: boolean;
  /** What a new record gets when a custom field is absent. */
  defaultValue?: unknown;
  /** The expression of a field that the database computes. */
  formula?: string;
  /** What a roll-up gathers over related records. */
  rollup?: Rollup;
  /** The closed list of a select or multiSelect. */
  options?: FieldOption[];
  /** A recurrence rule (RFC 5545): shown in words and edited by its parts. */
  isRecurrence?: boolean;
  /** The type of record that a record field points to ("account"). */
  recordType?: string;
  /** The name of the relation that filters and columns may step through ("account" in "account.industry"). */
  relation?: string;
  /** ISO 4217 code of a money field when the record does not carry its own. */
  currency?: string;
  /** What a number counts, as it is written behind it: "%". */
  unit?: string;
  /** Preferred column width in pixels. */
  width?: number;
}
