// The column types every table is made of. Comparisons of these types are leakproof, so row-level security never
// keeps an index from being used (design, section 5).
import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  customType,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { type IdPrefix, toPublicId, uuidOf } from "@/kernel/id";
import { instantFromPg } from "@/platform/database/values";

/** `timestamptz(3)` as RFC 3339 text. */
export const instant = customType<{ data: string; driverData: string }>({
  dataType: () => "timestamp(3) with time zone",
  fromDriver: (value) => (value.endsWith("Z") ? value : instantFromPg(value)),
});

/** A uuid column whose values wear a prefix in our code: `contact_…`. */
export const idColumn = (prefix: IdPrefix) =>
  customType<{ data: string; driverData: string }>({
    dataType: () => "uuid",
    toDriver: (value) => uuidOf(prefix, value),
    fromDriver: (value) => toPublicId(prefix, value),
  })();

/** Money in minor units of its currency. */
export const minorUnits = () => bigint({ mode: "number" });

export const tenantIdColumn = () => uuid("tenant_id").notNull();

/** What every CRM record has; `version` is its ETag, `deletedAt` its soft deletion. */
export const recordColumns = (prefix: IdPrefix) => ({
  tenantId: tenantIdColumn(),
  id: idColumn(prefix).notNull(),
  ownerId: idColumn("user"),
  tags: text().array().notNull().default(sql`'{}'::text[]`),
  customFields: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  version: integer().notNull().default(1),
  createdAt: instant().notNull(),
  updatedAt: instant().notNull(),
  createdBy: idColumn("user"),
  updatedBy: idColumn("user"),
  deletedAt: instant(),
});

export type RecordColumn = "tenantId" | "id" | "ownerId" | "tags" | "createdAt" | "updatedAt" | "deletedAt";

/**
 * The primary key and the indexes that every record type's lists stand on. The trigram index is without the tenant: with
 * it a rare word reads six times as many pages, and a common one is found by the newest rows of the tenant anyway. The
 * owner is in it for who may see only their own: what others own is not fetched to be left out.
 */
export function recordIndexes(table: string, t: Record<RecordColumn, AnyPgColumn>) {
  const live = sql`deleted_at is null`;
  return [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index(`${table}_created`).on(t.tenantId, t.createdAt, t.id).where(live),
    index(`${table}_updated`).on(t.tenantId, t.updatedAt, t.id).where(live),
    index(`${table}_owner`).on(t.tenantId, t.ownerId, t.createdAt).where(live),
    index(`${table}_deleted`).on(t.tenantId, t.deletedAt).where(sql`deleted_at is not null`),
    index(`${table}_search`).using("gin", sql`search_text gin_trgm_ops`, t.ownerId).where(live),
    index(`${table}_tags`).using("gin", t.tenantId, t.tags).where(live),
  ];
}
