// Products: what a tenant sells, at list price.
import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { minorUnits, recordColumns, recordIndexes } from "@/kernel/tenancy";
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
    ...recordIndexes("products", t),
    uniqueIndex("products_sku").on(t.tenantId, sql`lower(sku)`).where(live),
    index("products_name").on(t.tenantId, t.name, t.id).where(live),
    foreignKey({
      columns: [t.tenantId, t.ownerId],
      foreignColumns: [users.tenantId, users.id],
      name: "products_owner_fk",
    }),
  ],
);
