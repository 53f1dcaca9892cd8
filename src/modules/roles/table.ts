// Roles: the six system roles, laid down when a tenant is made, and the tenant's own.
import { boolean, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy";

export const roles = pgTable(
  "roles",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("role").notNull(),
    /** `sales_rep`: what tokens and the API call it. */
    key: text().notNull(),
    name: text().notNull(),
    description: text().notNull().default(""),
    permissions: text().array().notNull(),
    isSystem: boolean().notNull().default(false),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), uniqueIndex("roles_key").on(t.tenantId, t.key)],
);
