// Custom fields: rows of the same description that a built-in field has, one set per tenant.
import { sql } from "drizzle-orm";
import { boolean, check, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy/columns";
import type { FieldKind, FieldOption } from "./descriptor";

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
