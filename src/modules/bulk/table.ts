// What an import found fault with, row by row, and the links it still has to make. The job itself is a row of the
// control schema (kernel/jobs).

import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy";
import type { Fault } from "./decode";
import type { RowPart } from "./load-chunk";
import type { LoadTarget } from "./load-plan";
import type { TargetChoice } from "./plan-input";
import type { ImportFile, SourceForm } from "./source";

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
    recordType: text().notNull().default("account"),
    field: text().notNull(),
    recordId: uuid().notNull(),
    value: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("import_links_job").on(t.tenantId, t.jobId, t.id),
  ],
);

/** An import that is looked through before it is written. Where it stands is what its jobs say. */
export const imports = pgTable(
  "imports",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("import").notNull(),
    ownerId: idColumn("user"),
    fileName: text(),
    sourceKey: text().notNull(),
    form: jsonb().$type<SourceForm>().notNull(),
    columns: jsonb().$type<string[]>().notNull(),
    targets: jsonb().$type<LoadTarget[]>().notNull(),
    /** All its files, in the order in which they are written; empty before several could be one import. */
    files: jsonb().$type<ImportFile[]>().notNull().default([]),
    /** What was chosen since and is not planned yet. */
    draft: jsonb().$type<TargetChoice[]>(),
    /** The last job that planned it, and the one that writes it. */
    planJobId: idColumn("job"),
    commitJobId: idColumn("job"),
    changeId: idColumn("chg").notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("imports_created").on(t.tenantId, t.createdAt, t.id),
  ],
);

/** A row of the plan: its cells as they will be taken, and what becomes of it. */
export const importRows = pgTable(
  "import_rows",
  {
    tenantId: tenantIdColumn(),
    importId: idColumn("import").notNull(),
    row: integer().notNull(),
    line: integer(),
    file: smallint().notNull().default(0),
    cells: jsonb().$type<string[]>().notNull(),
    fault: jsonb().$type<Fault>(),
    /** The one word for the row, the gravest first: what the list is filtered by. */
    action: text().notNull(),
    parts: jsonb().$type<RowPart[]>().notNull(),
    /** Something in it is worth a look, whatever becomes of it. */
    hasWarning: boolean().notNull().default(false),
    isExcluded: boolean().notNull().default(false),
    isEdited: boolean().notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.importId, t.row] }),
    index("import_rows_action").on(t.tenantId, t.importId, t.action, t.row),
    index("import_rows_warning").on(t.tenantId, t.importId, t.row).where(sql`${t.hasWarning}`),
  ],
);

/** While a plan is made: what its rows so far will make, by what later rows may call it. */
export const importKeys = pgTable(
  "import_keys",
  {
    tenantId: tenantIdColumn(),
    importId: idColumn("import").notNull(),
    recordType: text().notNull(),
    /** A hash: what a record is matched by may be long. */
    key: uuid().notNull(),
    row: integer().notNull(),
    recordId: uuid().notNull(),
    name: text().notNull(),
    /** Whether it is called so by its name. */
    isName: boolean().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.importId, t.recordType, t.key] }),
    index("import_keys_name").on(t.tenantId, t.importId, t.recordType).where(sql`${t.isName}`),
  ],
);
