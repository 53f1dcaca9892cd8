// What was done: change sets (one edit, one bulk edit, one import, one merge) and, under each, the records it
// touched with their values before and after. Append-only; kept for good.
import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy/columns";

export const changeSets = pgTable(
  "change_sets",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("chg").notNull(),
    operation: text().notNull(),
    summary: text().notNull(),
    actorId: text().notNull(),
    actorName: text().notNull(),
    userId: idColumn("user"),
    source: text().notNull(),
    requestId: text().notNull(),
    /** The change set that this one undoes. */
    reverts: idColumn("chg"),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    // Ids are made in the order of time, so the primary key lists all of them, the newest first.
    index("change_sets_user").on(t.tenantId, t.userId, t.id),
    // What neither pages nor programs did is rare, and looked for.
    index("change_sets_source").on(t.tenantId, t.source, t.id).where(sql`source not in ('rpc', 'rest')`),
    index("change_sets_reverts").on(t.tenantId, t.reverts).where(sql`reverts is not null`),
  ],
);

export const auditLog = pgTable(
  "audit_log",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("aud").notNull(),
    changeId: idColumn("chg").notNull(),
    recordType: text().notNull(),
    recordId: uuid().notNull(),
    action: text().notNull(),
    /** The keys that changed with their former values; null for a record that is new. */
    before: jsonb().$type<Record<string, unknown>>(),
    after: jsonb().$type<Record<string, unknown>>(),
    createdAt: instant().notNull(),
  },
  (t) => [
    // Nobody asks for an entry but as one of a record's or a change set's.
    primaryKey({ columns: [t.tenantId, t.recordId, t.id] }),
    index("audit_log_change").on(t.tenantId, t.changeId, t.id),
  ],
);
