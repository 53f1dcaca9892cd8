// Lists: one query object behind list, search, board and export. Pages by number or by cursor; counts stop at a bound.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { compileCondition, compileScope, compileSearch, Params } from "@/kernel/query/compile";
import { resolveQuery } from "@/kernel/query/custom";
import { isPatternQuery, nameOfRepeated } from "@/kernel/query/prepared";
import { countBound, type RecordQuery, type SortKey, searchCountBound } from "@/kernel/query/query-schema";
import { withComputed } from "./computed-values";
import { countRows } from "./count";
import type { RecordType } from "./define";
import { alongKeptOrder, type KeptOrder } from "./kept-order";
import { keptPage } from "./kept-page";
import {
  afterCursor,
  decodeCursor,
  encodeCursor,
  type Order,
  orderWithin,
  type Stretch,
  stretchesOf,
  whereWithin,
} from "./order";
import { columnList, fromRow, type Wire } from "./rows";
import { liesScattered, tried, type Way, waysOf } from "./scattered";

export type Page<T> = {
  items: T[];
  page: number;
  limit: number;
  /** Null when counting was not asked for. */
  total: number | null;
  /** False when counting stopped at the bound: there are more than `total`. */
  totalIsExact: boolean;
  hasNext: boolean;
  nextCursor: string | null;
};

/** The order of a resolved query, for statements that page in their own way. */
export function orderOf(
  ctx: Ctx,
  type: RecordType,
  sort: SortKey[],
  params: Params,
): { join: string; by: string } {
  const { joins, by } = orderWithin(ctx, type, sort, params, "whole");
  return { join: joins, by };
}

/** The `where` of a resolved query (`resolveQuery`): tenant, not deleted, what the actor may read, search and filter. */
export function whereOf(
  ctx: Ctx,
  type: RecordType,
  query: Pick<RecordQuery, "search" | "condition">,
  params: Params,
  permission: string,
): string {
  const { all, narrower } = partsOfWhere(ctx, type, query, params, permission);
  return [all, ...narrower].join(" and ");
}

/** The same in two: all of the tenant's records, and what a part of them it is; empty for all of them. */
export function partsOfWhere(
  ctx: Ctx,
  type: RecordType,
  query: Pick<RecordQuery, "search" | "condition">,
  params: Params,
  permission: string,
): { all: string; narrower: string[] } {
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const narrower = [
    compileScope(ctx.actor, permission, params, tenant, "t", type),
    compileSearch(query.search, params, "t"),
    compileCondition(type, query.condition, params, tenant, "t"),
  ];
  return {
    all: `t.tenant_id = ${tenant} and t.deleted_at is null`,
    narrower: narrower.filter((part) => part !== "true"),
  };
}

/** The part of a stretch that a page asks for. */
export type Piece = { stretch: Stretch; cursor: unknown[] | null; limit: number; skipped: number };

/** `from`: a statement with a row for each of the stretch, without order. */
export type PageText = { text: string; order: Order; from: string };

function plainPage(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  { stretch, cursor, limit, skipped }: Piece,
  params: Params,
  way: Way,
): PageText {
  const order = orderWithin(ctx, type, query.sort, params, stretch);
  const { all, narrower } = partsOfWhere(ctx, type, query, params, `${type.resource}:read`);
  const within = whereWithin(ctx, type, query.sort, params, stretch, order);
  const after = cursor ? afterCursor(order, cursor, params, stretch) : "";
  const some = [all, ...narrower].join(" and ");
  const from = `from ${type.tableName} t${order.joins} where ${some}${within}${after}`;
  const rows = {
    planned: from,
    tried: `from (select * from ${type.tableName} t where ${all}${within}${after} order by ${order.by} limit ${tried}) t
      where ${narrower.join(" and ")}`,
    // As a subquery of its own it is planned without an eye to the order.
    sorted: `from (select * from ${type.tableName} t where ${some}${within}${after} offset 0) t`,
  };
  const text = `select ${columnList(type, "t.")}${sortValues(order)} ${rows[way]}
     order by ${order.by} limit ${limit}${skipped ? ` offset ${skipped}` : ""}`;
  return { text, order, from: `select 1 ${from}` };
}

/** The values of own fields that a cursor needs, beside the record's columns. */
export const sortValues = ({ columns }: Order): string =>
  columns
    .filter((s) => s.custom)
    .map((s) => `, ${s.expression} as ${s.name}`)
    .join("");

type Found = { row: Record<string, unknown>; cursor: () => string };

/** The rows of the page and one more, if there is one, stretch after stretch of the order. */
const rowsOf = (ctx: Ctx, type: RecordType, query: RecordQuery): Promise<Found[]> =>
  alongKeptOrder(
    ctx,
    type,
    query.sort,
    (order) => rowsIn(ctx, type, query, order),
    () => rowsIn(ctx, type, query),
  );

async function rowsIn(ctx: Ctx, type: RecordType, query: RecordQuery, along?: KeptOrder): Promise<Found[]> {
  const cursor = query.cursor ? decodeCursor(query.sort, query.cursor) : null;
  const wanted = query.limit + 1;
  let skipped = cursor ? 0 : (query.page - 1) * query.limit;
  const found: Found[] = [];
  const isScattered = await liesScattered(ctx, type, query, { cursor, wanted: wanted + skipped, along });
  if (along && isScattered) return rowsIn(ctx, type, query);
  const ways = waysOf(ctx, type, query, wanted + skipped);
  for (const stretch of stretchesOf(type, query.sort, cursor, along !== undefined, isScattered)) {
    const piece = { stretch, cursor, limit: wanted - found.length, skipped };
    const { rows, order, from, params } = await firstFull(
      ctx,
      piece.limit,
      along
        ? [(to) => keptPage(ctx, type, query, along, piece, to)]
        : ways.map((way) => (to: Params) => plainPage(ctx, type, query, piece, to, way)),
    );
    found.push(...rows.map((row) => ({ row, cursor: () => encodeCursor(query.sort, order, row, stretch) })));
    if (found.length === wanted || stretch !== "filled") break;
    if (rows.length > 0 || skipped === 0) skipped = 0;
    else {
      // The page begins after all of this stretch: how much is left to skip?
      const counted = `select count(*)::int as n from (${from} limit ${skipped}) c`;
      const [passed] = await ctx.tx.query<{ n: number }>(counted, params.values);
      skipped -= passed?.n ?? 0;
    }
  }
  return found;
}

type Answer = Omit<PageText, "text"> & { rows: Record<string, unknown>[]; params: Params };

/** What the first of these statements finds that fills the page, else the last. */
async function firstFull(
  ctx: Ctx,
  limit: number,
  [first, ...others]: ((params: Params) => PageText)[],
): Promise<Answer> {
  const params = new Params();
  const { text, ...rest } = first!(params);
  const rows = await ctx.tx.query<Record<string, unknown>>(text, params.values, nameOfRepeated(text));
  return rows.length === limit || others.length === 0
    ? { ...rest, rows, params }
    : firstFull(ctx, limit, others);
}

/** One page of the records that match and that the actor may read. */
export async function listRecords<R = Wire>(
  ctx: Ctx,
  type: RecordType,
  asked: RecordQuery,
): Promise<Page<R>> {
  const query = await resolveQuery(ctx, type, asked);
  const offset = query.cursor ? 0 : (query.page - 1) * query.limit;
  const count = () => countRecords(ctx, type, query, `${type.resource}:read`);
  // A search that finds less than a page has counted itself; a plain list sends both questions at once.
  const isLikelyShort = query.count !== "none" && isPatternQuery(query) && !query.cursor;
  const rowsSent = rowsOf(ctx, type, query);
  const totalSent = query.count === "none" || isLikelyShort ? null : count();
  const [found, counted] = await Promise.all([rowsSent, totalSent]);
  const isWhole = found.length <= query.limit && (found.length > 0 || offset === 0);
  const total = isLikelyShort ? (isWhole ? offset + found.length : await count()) : counted;
  const bound = countBoundOf(query);
  const hasNext = found.length > query.limit;
  const kept = hasNext ? found.slice(0, query.limit) : found;
  return {
    items: await withComputed(
      ctx,
      type,
      kept.map(({ row }) => fromRow(type, row) as R),
    ),
    page: query.page,
    limit: query.limit,
    total: total === null ? null : Math.min(total, bound - 1),
    totalIsExact: total !== null && total < bound,
    hasNext,
    nextCursor: hasNext ? (kept.at(-1)?.cursor() ?? null) : null,
  };
}

const countBoundOf = ({ count, search }: Pick<RecordQuery, "count" | "search">): number =>
  count === "exact" ? Number.POSITIVE_INFINITY : search.trim() ? searchCountBound : countBound;

/** How many match; stops at the bound unless all are asked for. */
export async function countRecords(
  ctx: Ctx,
  type: RecordType,
  asked: Pick<RecordQuery, "search" | "condition" | "count">,
  permission: string,
): Promise<number> {
  const query = await resolveQuery(ctx, type, asked);
  const params = new Params();
  const where = whereOf(ctx, type, query, params, permission);
  return countRows(ctx, type.tableName, where, params, countBoundOf(query));
}
