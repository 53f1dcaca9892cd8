// Which tenant a public address (a web form, a calendar feed) belongs to: what a request without a credential needs
// before it can reach the tenant's tables.
import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, tenantIdColumn } from "@/kernel/tenancy/columns";

export const publicLinks = pgTable(
  "public_links",
  {
    id: uuid().primaryKey(),
    tenantId: tenantIdColumn(),
    kind: text().$type<"form" | "feed">().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [index("public_links_tenant").on(t.tenantId)],
);
