// The first answer to each idempotency key, kept for 24 hours.
import { index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, tenantIdColumn } from "@/kernel/tenancy/columns";

export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    tenantId: tenantIdColumn(),
    credentialId: text().notNull(),
    key: text().notNull(),
    operation: text().notNull(),
    bodyHash: text().notNull(),
    /** What the operation answered; null only inside the transaction that is working on it. */
    answer: jsonb().$type<{ value: unknown }>(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.credentialId, t.key] }),
    index("idempotency_keys_created").on(t.tenantId, t.createdAt),
  ],
);
