// Paging for lists that are not record types (people, roles, keys, the security log): the same parameters and page as
// everywhere, by number or by cursor, always bounded.
import { z } from "zod";
import { invalidField } from "@/kernel/errors";
import type { Row, Transaction } from "@/kernel/tenancy";
import { countBound, defaultLimit, maxLimit } from "./query-schema";

/** The paging parameters; query strings spell numbers as text. */
export const paging = {
  page: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .meta({ description: "Page number, from 1", examples: [1] }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(maxLimit)
    .default(defaultLimit)
    .meta({ description: "Rows per page", examples: [50] }),
  cursor: z
    .string()
    .max(500)
    .optional()
    .meta({ description: "`meta.pagination.nextCursor` of the page before", examples: ["WyJhYmMiXQ"] }),
};

export type RowsAsked = { page: number; limit: number; cursor?: string | undefined };

export type RowSource = {
  columns: string;
  from: string;
  where: string;
  values: unknown[];
  /** The column it is sorted by, never null; `type` as in a cast. */
  sort: { sql: string; type: "text" | "timestamptz"; order: "asc" | "desc" };
  /** The uuid column that makes the order total. */
  id: string;
};

export type PagedRows<R> = {
  items: R[];
  page: number;
  limit: number;
  total: number;
  totalIsExact: boolean;
  hasNext: boolean;
  nextCursor: string | null;
};

const Cursor = z.tuple([z.string(), z.uuid()]);

function readCursor(cursor: string): [string, string] {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw invalidField("cursor", "cursor does not belong to this list");
  }
}

/** One page of rows, each through `present`. */
export async function pagedRows<R extends Row, T>(
  tx: Transaction,
  source: RowSource,
  asked: RowsAsked,
  present: (row: R) => T,
): Promise<PagedRows<T>> {
  const { columns, from, where, values, sort, id } = source;
  const after = asked.cursor ? readCursor(asked.cursor) : null;
  const n = values.length;
  const beyond = after
    ? ` and (${sort.sql}, ${id}) ${sort.order === "asc" ? ">" : "<"} ($${n + 1}::${sort.type}, $${n + 2}::uuid)`
    : "";
  const [rows, [count]] = await Promise.all([
    tx.query<R & { sort_key: string; sort_id: string }>(
      `select ${columns}, (${sort.sql})::text as sort_key, ${id} as sort_id from ${from} where ${where}${beyond}
       order by ${sort.sql} ${sort.order}, ${id} ${sort.order}
       limit ${asked.limit + 1} offset ${after ? 0 : (asked.page - 1) * asked.limit}`,
      [...values, ...(after ?? [])],
    ),
    tx.query<{ n: number }>(
      `select count(*)::int as n from (select 1 from ${from} where ${where} limit ${countBound}) c`,
      values,
    ),
  ]);
  const hasNext = rows.length > asked.limit;
  const kept = hasNext ? rows.slice(0, asked.limit) : rows;
  const last = kept.at(-1);
  const total = count?.n ?? 0;
  return {
    items: kept.map(present),
    page: asked.page,
    limit: asked.limit,
    total: Math.min(total, countBound - 1),
    totalIsExact: total < countBound,
    hasNext,
    nextCursor:
      hasNext && last
        ? Buffer.from(JSON.stringify([last.sort_key, last.sort_id])).toString("base64url")
        : null,
  };
}
