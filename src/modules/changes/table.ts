import { sql } from "drizzle-orm";
import { check, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { idColumn, tenantIdColumn } from "@/kernel/tenancy/columns";

/** What an undo left as it was, and why; what it did put back is in the audit log. */
export const revertOutcomes = pgTable(
  "revert_outcomes",
  {
    tenantId: tenantIdColumn(),
    /** The change set that the undo itself is. */
    changeId: idColumn("chg").notNull(),
    id: idColumn("aud").notNull(),
    outcome: text().$type<"kept" | "failed">().notNull(),
    recordType: text().notNull(),
    recordId: text().notNull(),
    fields: text().array().notNull(),
    reason: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.changeId, t.outcome, t.id] }),
    check("revert_outcomes_outcome", sql`${t.outcome} in ('kept', 'failed')`),
  ],
);
