// What an import found fault with, row by row, and the links it still has to make. The job itself is a row of the
// control schema (kernel/jobs).

import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { idColumn, tenantIdColumn } from "@/kernel/tenancy";

export const importProblems = pgTable(
  "import_problems",
  {
    tenantId: tenantIdColumn(),
    jobId: idColumn("job").notNull(),
    id: idColumn("row").notNull(),
    /** 1 for the first row of data. */
    row: integer().notNull(),
    /** Line of the file on which the row begins; null when there are no lines. */
    line: integer(),
    /** Header of the column, as the file has it. */
    column: text(),
    field: text(),
    severity: text().$type<"error" | "warning">().notNull(),
    code: text().notNull(),
    message: text().notNull(),
    value: text(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("import_problems_job").on(t.tenantId, t.jobId, t.row, t.id),
    check("import_problems_severity", sql`${t.severity} in ('error', 'warning')`),
  ],
);

/** A link by name to a record that a later row of the file creates: made when all rows are in. */
export const importLinks = pgTable(
  "import_links",
  {
    tenantId: tenantIdColumn(),
    jobId: idColumn("job").notNull(),
    id: uuid().notNull(),
    row: integer().notNull(),
    line: integer(),
    column: text().notNull(),
    field: text().notNull(),
    recordId: uuid().notNull(),
    value: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("import_links_job").on(t.tenantId, t.jobId, t.id),
  ],
);
