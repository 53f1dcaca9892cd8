// Saved views: a named list query with its columns, widths and grouping; whose it is and who may see it.
import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { ListQuery } from "@/kernel/query/filter";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy";

export const views = pgTable(
  "views",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("view").notNull(),
    recordType: text().notNull(),
    name: text().notNull(),
    layout: text().notNull().default("table"),
    query: jsonb().$type<ListQuery>().notNull(),
    columns: text().array().notNull().default(sql`'{}'::text[]`),
    pinned: text().array().notNull().default(sql`'{}'::text[]`),
    widths: jsonb().$type<Record<string, number>>().notNull().default({}),
    groupBy: text(),
    calculations: jsonb().$type<Record<string, string>>().notNull().default({}),
    visibility: text().$type<"private" | "team" | "workspace">().notNull(),
    ownerId: idColumn("user"),
    teamId: idColumn("team"),
    position: integer().notNull().default(0),
    version: integer().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    deletedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("views_type").on(t.tenantId, t.recordType, t.position).where(sql`deleted_at is null`),
    check("views_visibility", sql`${t.visibility} in ('private', 'team', 'workspace')`),
  ],
);

/** Views that someone keeps in the sidebar. */
export const viewFavourites = pgTable(
  "view_favourites",
  {
    tenantId: tenantIdColumn(),
    userId: idColumn("user").notNull(),
    viewId: idColumn("view").notNull(),
    position: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.userId, t.viewId] })],
);

/** The view that someone's list of a type opens with. */
export const viewDefaults = pgTable(
  "view_defaults",
  {
    tenantId: tenantIdColumn(),
    userId: idColumn("user").notNull(),
    recordType: text().notNull(),
    viewId: idColumn("view").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.userId, t.recordType] })],
);
