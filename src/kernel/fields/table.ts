// Custom fields: rows of the same description that a built-in field has, one set per tenant, and the narrow typed
// table of their values by which lists are filtered, sorted and grouped.
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy/columns";
import type { FieldKind, FieldOption } from "./descriptor";
import type { Rollup } from "./rollup";

export const customFields = pgTable(
  "custom_fields",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("field").notNull(),
    recordType: text().notNull(),
    /** The key under `customFields` on the API. */
    key: text().notNull(),
    label: text().notNull(),
    kind: text().$type<FieldKind>().notNull(),
    description: text().notNull().default(""),
    options: jsonb().$type<FieldOption[]>(),
    isRequired: boolean().notNull().default(false),
    /** No two live records may hold the same value. */
    isUnique: boolean().notNull().default(false),
    /** What a new record gets when the field is absent. */
    defaultValue: jsonb(),
    /** The type of record that a record link points to. */
    targetType: text(),
    /** ISO 4217 code of a money field. */
    currency: text(),
    /** The expression of a computed field, as its author wrote it. */
    formula: text(),
    /** What a roll-up gathers over related records. */
    rollup: jsonb().$type<Rollup>(),
    position: integer().notNull().default(0),
    createdAt: instant().notNull(),
    deletedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("custom_fields_key").on(t.tenantId, t.recordType, t.key).where(sql`deleted_at is null`),
    check("custom_fields_key_shape", sql`${t.key} ~ '^[a-zA-Z][a-zA-Z0-9_]{0,62}$'`),
  ],
);

/**
 * One row per value (a multi-select has one per chosen option), kept in step with `custom_fields` of the record by a
 * trigger. Comparisons of these types are leakproof, so a filter uses its index under row-level security, which a
 * jsonb index cannot.
 */
export const fieldValues = pgTable(
  "field_values",
  {
    tenantId: tenantIdColumn(),
    fieldId: uuid().notNull(),
    recordId: uuid().notNull(),
    ordinal: smallint().notNull().default(0),
    /** The first 300 characters: a key of an index has a bound. */
    textValue: text(),
    /** Whole numbers, and money in minor units. */
    integerValue: bigint({ mode: "number" }),
    numberValue: doublePrecision(),
    timeValue: instant(),
    boolValue: boolean(),
    uuidValue: uuid(),
    /** Set while the field is unique and the record is not deleted. */
    uniqueKey: text(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.recordId, t.fieldId, t.ordinal] }),
    index("field_values_text")
      .on(t.tenantId, t.fieldId, t.textValue, t.recordId)
      .where(sql`text_value is not null`),
    index("field_values_integer")
      .on(t.tenantId, t.fieldId, t.integerValue, t.recordId)
      .where(sql`integer_value is not null`),
    index("field_values_number")
      .on(t.tenantId, t.fieldId, t.numberValue, t.recordId)
      .where(sql`number_value is not null`),
    index("field_values_time")
      .on(t.tenantId, t.fieldId, t.timeValue, t.recordId)
      .where(sql`time_value is not null`),
    index("field_values_bool")
      .on(t.tenantId, t.fieldId, t.boolValue, t.recordId)
      .where(sql`bool_value is not null`),
    index("field_values_uuid")
      .on(t.tenantId, t.fieldId, t.uuidValue, t.recordId)
      .where(sql`uuid_value is not null`),
    uniqueIndex("field_values_unique")
      .on(t.tenantId, t.fieldId, t.uniqueKey)
      .where(sql`unique_key is not null`),
  ],
);

/** What records held in a field that was deleted: restoring the field gives it back. */
export const deletedFieldValues = pgTable(
  "deleted_field_values",
  {
    tenantId: tenantIdColumn(),
    fieldId: uuid().notNull(),
    recordId: uuid().notNull(),
    value: jsonb().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.fieldId, t.recordId] })],
);
