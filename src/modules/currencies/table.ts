// The workspace's base currency and what other currencies are worth in it.
import { sql } from "drizzle-orm";
import { check, numeric, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy";

export const currencySettings = pgTable("currency_settings", {
  tenantId: uuid().primaryKey(),
  baseCurrency: text().notNull(),
});

export const currencyRates = pgTable(
  "currency_rates",
  {
    tenantId: tenantIdColumn(),
    currency: text().notNull(),
    /** What one unit is worth in the base currency. */
    rate: numeric({ precision: 30, scale: 15 }).notNull(),
    updatedAt: instant().notNull(),
    updatedBy: idColumn("user"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.currency] }), check("currency_rates_positive", sql`rate > 0`)],
);
