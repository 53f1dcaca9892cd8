// Products: what a tenant sells, at list price.
import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { minorUnits, recordColumns } from "@/kernel/tenancy";
import { users } from "@/modules/users/table";

const live = sql`deleted_at is null`;

export const products = pgTable(
  "products",
  {
    ...recordColumns("product"),
    name: text().notNull(),
    sku: text(),
    category: text(),
    unitPrice: minorUnits(),
    currency: text().notNull(),
    isActive: boolean().notNull().default(true),
    description: text(),
    searchText: text()
      .notNull()
      .generatedAlwaysAs(
        sql`control.fold(' ' || name || ' ' || coalesce(sku, '') || ' ' || coalesce(category, ''))`,
      ),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("products_sku").on(t.tenantId, sql`lower(sku)`).where(live),
    index("products_name").on(t.tenantId, t.name, t.id).where(live),
    index("products_created").on(t.tenantId, t.createdAt, t.id).where(live),
    index("products_owner").on(t.tenantId, t.ownerId).where(live),
    index("products_deleted").on(t.tenantId, t.deletedAt).where(sql`deleted_at is not null`),
    index("products_search").using("gin", sql`search_text gin_trgm_ops`).where(live),
    foreignKey({
      columns: [t.tenantId, t.ownerId],
      foreignColumns: [users.tenantId, users.id],
      name: "products_owner_fk",
    }),
  ],
);
