// The journal of merges: what each record and each link was before, so that a merge can be taken back at any time.
import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy";

export const merges = pgTable(
  "merges",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("merge").notNull(),
    recordType: text().notNull(),
    winnerId: uuid().notNull(),
    loserIds: uuid().array().notNull(),
    /** The fields of the winner that the merge changed, before and after. */
    winnerBefore: jsonb().$type<Record<string, unknown>>().notNull(),
    winnerAfter: jsonb().$type<Record<string, unknown>>().notNull(),
    changeId: idColumn("chg").notNull(),
    createdAt: instant().notNull(),
    createdBy: idColumn("user"),
    undoneAt: instant(),
    undoneChangeId: idColumn("chg"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("merges_winner").on(t.tenantId, t.winnerId),
    index("merges_change").on(t.tenantId, t.changeId),
  ],
);

/** What an id that was merged away stands for now. */
export const mergedRecords = pgTable(
  "merged_records",
  {
    tenantId: tenantIdColumn(),
    loserId: uuid().notNull(),
    winnerId: uuid().notNull(),
    mergeId: idColumn("merge").notNull(),
    recordType: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.loserId] }),
    index("merged_records_winner").on(t.tenantId, t.winnerId),
  ],
);

/** Every link that a merge moved from a loser to the winner, or removed because the winner had it already. */
export const mergeLinks = pgTable(
  "merge_links",
  {
    tenantId: tenantIdColumn(),
    mergeId: idColumn("merge").notNull(),
    /** Table and column that held the link. */
    tableName: text().notNull(),
    columnName: text().notNull(),
    rowId: uuid().notNull(),
    fromId: uuid().notNull(),
    /** Where it leads since: the winner, or nowhere when it was cleared. */
    toId: uuid(),
    /** The whole row when it was removed rather than moved. */
    removedRow: jsonb().$type<Record<string, unknown>>(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.mergeId, t.tableName, t.columnName, t.rowId] })],
);

/** Pairs that someone has looked at and that are two different records. */
export const keptSeparate = pgTable(
  "kept_separate",
  {
    tenantId: tenantIdColumn(),
    recordType: text().notNull(),
    /** The smaller of the two ids. */
    firstId: uuid().notNull(),
    secondId: uuid().notNull(),
    createdAt: instant().notNull().default(sql`now()`),
    createdBy: idColumn("user"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.firstId, t.secondId] })],
);
