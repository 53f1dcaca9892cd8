// Who is looking at what: one row for each open tab, worth nothing once it is not refreshed.
import { index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy";

export const presences = pgTable(
  "presences",
  {
    tenantId: tenantIdColumn(),
    /** Made by the browser, for itself alone. */
    tab: uuid().notNull(),
    userId: idColumn("user").notNull(),
    recordType: text().notNull(),
    recordId: uuid().notNull(),
    /** The field that is being edited. */
    field: text(),
    seenAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.tab] }),
    index("presences_record").on(t.tenantId, t.recordId),
    index("presences_seen").on(t.tenantId, t.seenAt),
  ],
);
