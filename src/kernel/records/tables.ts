// What is kept beside the records of a tenant for finding them: the distinct words and e-mail domains, so that a misspelt
// word or a part of a domain is compared with few, and the orders of large lists by fields that no index holds (`kept-order.ts`).
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { instant, tenantIdColumn } from "@/kernel/tenancy/columns";

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

/** The records of a type in the order of a field. A changed definition makes a new one. */
export const keptOrders = pgTable(
  "kept_orders",
  {
    tenantId: tenantIdColumn(),
    id: uuid().notNull(),
    recordType: text().notNull(),
    /** The id of an own field, the name of a built-in one. */
    fieldId: text().notNull(),
    /** A digest of the expression that its values were computed by. */
    definition: text().notNull(),
    /** `unfit`: its values are too long to be kept. `dropped`: what is left of it waits to be removed. */
    state: text().$type<"building" | "whole" | "unfit" | "dropped">().notNull(),
    /** A transaction that began after every write had begun to be noted. */
    barrier: bigint({ mode: "number" }),
    /** The last record that was built. */
    builtTo: uuid(),
    /** To the day: an order that nobody uses is dropped. */
    usedAt: instant().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("kept_orders_field").on(t.tenantId, t.recordType, t.fieldId).where(sql`state <> 'dropped'`),
    check("kept_orders_state", sql`${t.state} in ('building', 'whole', 'unfit', 'dropped')`),
  ],
);

/** What the values of an order are made of: read by the triggers that note changed records. */
export const keptOrderReads = pgTable(
  "kept_order_reads",
  {
    tenantId: tenantIdColumn(),
    orderId: uuid().notNull(),
    ordinal: smallint().notNull(),
    tableName: text().notNull(),
    /** The column that names the record whose value it is. */
    link: text().notNull(),
    columns: text().array().notNull(),
    keys: text().array().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.orderId, t.ordinal] }),
    index("kept_order_reads_table").on(t.tenantId, t.tableName),
  ],
);

/** One row per record, its value in the column of the field's kind. */
export const keptOrderValues = pgTable(
  "kept_order_values",
  {
    tenantId: tenantIdColumn(),
    orderId: uuid().notNull(),
    recordId: uuid().notNull(),
    isEmpty: boolean().notNull(),
    textValue: text(),
    integerValue: bigint({ mode: "number" }),
    numberValue: doublePrecision(),
    /** As exact as it is computed. */
    timeValue: timestamp({ withTimezone: true }),
    boolValue: boolean(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.orderId, t.recordId] }),
    index("kept_order_values_text")
      .on(t.tenantId, t.orderId, t.textValue, t.recordId)
      .where(sql`text_value is not null`),
    index("kept_order_values_integer")
      .on(t.tenantId, t.orderId, t.integerValue, t.recordId)
      .where(sql`integer_value is not null`),
    index("kept_order_values_number")
      .on(t.tenantId, t.orderId, t.numberValue, t.recordId)
      .where(sql`number_value is not null`),
    index("kept_order_values_time")
      .on(t.tenantId, t.orderId, t.timeValue, t.recordId)
      .where(sql`time_value is not null`),
    index("kept_order_values_bool")
      .on(t.tenantId, t.orderId, t.boolValue, t.recordId)
      .where(sql`bool_value is not null`),
    index("kept_order_values_empty").on(t.tenantId, t.orderId, t.recordId).where(sql`is_empty`),
  ],
);

/**
 * Records whose value may be another than the kept one. No unique key: two writers that note the same record must not
 * wait for each other, and what one noted must not be taken for the other's.
 */
export const keptOrderChanges = pgTable(
  "kept_order_changes",
  {
    tenantId: tenantIdColumn(),
    orderId: uuid().notNull(),
    recordId: uuid().notNull(),
    mark: uuid().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.orderId, t.recordId, t.mark] })],
);
