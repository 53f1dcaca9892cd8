// The distinct words and e-mail domains of a tenant's records: small where the records are many, so that a misspelt
// word or a part of a domain is compared with these, and the records are then found by their own indexes.
import { sql } from "drizzle-orm";
import { index, pgTable, text } from "drizzle-orm/pg-core";
import { tenantIdColumn } from "@/kernel/tenancy/columns";

/** Written by triggers. No unique key: a word that two writers bring at once is there twice, and neither waits. */
export const searchWords = pgTable(
  "search_words",
  {
    tenantId: tenantIdColumn(),
    recordType: text().notNull(),
    kind: text().$type<"word" | "domain">().notNull(),
    word: text().notNull(),
  },
  (t) => [
    index("search_words_word").on(t.tenantId, t.kind, t.recordType, t.word),
    index("search_words_like").using("gin", sql`word gin_trgm_ops`),
  ],
);
