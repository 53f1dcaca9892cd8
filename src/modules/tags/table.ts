// Tags: every word that records carry, with a colour. A trigger of the record tables adds new words.
import { sql } from "drizzle-orm";
import { pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy";

export const tags = pgTable(
  "tags",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("tag").notNull(),
    name: text().notNull(),
    /** A colour name of the theme; null: chosen from the name. */
    color: text(),
    description: text(),
    createdAt: instant().notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] }), uniqueIndex("tags_name").on(t.tenantId, t.name)],
);
