// Teams inside departments: what the scopes `team` and `department` mean.
import { foreignKey, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy";

export const departments = pgTable(
  "departments",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("dept").notNull(),
    name: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("departments_name").on(t.tenantId, t.name),
  ],
);

export const teams = pgTable(
  "teams",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("team").notNull(),
    name: text().notNull(),
    departmentId: idColumn("dept"),
    managerId: idColumn("user"),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("teams_name").on(t.tenantId, t.name),
    foreignKey({
      columns: [t.tenantId, t.departmentId],
      foreignColumns: [departments.tenantId, departments.id],
    }),
  ],
);
