// The people of one tenant, as its records know them. Signing in is the control schema's (kernel/tenancy).
import { sql } from "drizzle-orm";
import { check, foreignKey, index, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy";
import { roles } from "@/modules/roles/table";
import { departments, teams } from "@/modules/teams/table";

export const users = pgTable(
  "users",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("user").notNull(),
    email: text().notNull(),
    name: text().notNull(),
    title: text(),
    status: text().$type<"active" | "invited" | "deactivated">().notNull().default("active"),
    teamId: idColumn("team"),
    departmentId: idColumn("dept"),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("users_email").on(t.tenantId, t.email),
    index("users_team").on(t.tenantId, t.teamId),
    index("users_department").on(t.tenantId, t.departmentId),
    foreignKey({ columns: [t.tenantId, t.teamId], foreignColumns: [teams.tenantId, teams.id] }),
    foreignKey({
      columns: [t.tenantId, t.departmentId],
      foreignColumns: [departments.tenantId, departments.id],
    }),
    check("users_status", sql`${t.status} in ('active', 'invited', 'deactivated')`),
  ],
);

export const userRoles = pgTable(
  "user_roles",
  {
    tenantId: tenantIdColumn(),
    userId: idColumn("user").notNull(),
    roleId: idColumn("role").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.userId, t.roleId] }),
    index("user_roles_role").on(t.tenantId, t.roleId),
    foreignKey({ columns: [t.tenantId, t.userId], foreignColumns: [users.tenantId, users.id] }).onDelete(
      "cascade",
    ),
    foreignKey({ columns: [t.tenantId, t.roleId], foreignColumns: [roles.tenantId, roles.id] }),
  ],
);
