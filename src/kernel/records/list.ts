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
  placeOf,
  type Stretch,
  stretchesOf,
  whereWithin,
} from "./order";
import { columnList, fromRow, type Wire } from "./rows";
import { isNarrowed, liesScattered, tried, type Way, waysOf } from "./scattered";
import { behind, nextShared, type Shared } from "./shared";

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
    tried: `from ${firstRows(type, order, `${all}${within}${after}`)} and ${narrower.join(" and ")}`,
    // As a subquery of its own it is planned without an eye to the order.
    sorted: `from (select * from ${type.tableName} t where ${some}${within}${after} offset 0) t`,
  };
  const text = `select ${columnList(type, "t.")}${sortValues(order)} ${rows[way]}
     order by ${order.by} limit ${limit}${skipped ? ` offset ${skipped}` : ""}`;
  // With all that names a parameter.
  return { text, order, from: `select 1${sortValues(order)} ${from}` };
}

/** The first records of the order, of those that `where` leaves. */
function firstRows(type: RecordType, { columns, by }: Order, where: string): string {
  const [first] = columns;
  const rows = (what: string, order: string, some: string) =>
    `(select ${what} from ${type.tableName} t where ${where} order by ${order} ${some})`;
  if (!first || first.isNullable || columns.length <= 2)
    return `${rows("*", by, `limit ${tried}`)} t where true`;
  // By the first key and the id, as the index has them; of the last value some may be missing, so it is left out.
  const walked = `${first.expression} ${first.order}, t.id ${first.order}`;
  const last = rows(first.expression, walked, `offset ${tried} limit 1`);
  return `${rows("*", walked, `limit ${tried}`)} t where (${first.expression} ${first.order === "asc" ? "<" : ">"} ${last}) is not false`;
}

/** The values of own fields that a cursor needs, beside the record's columns. */
export const sortValues = ({ columns }: Order): string =>
  columns
    .filter((s) => s.custom)
    .map((s) => `, ${s.expression} as ${s.name}`)
    .join("");

type Found = { row: Record<string, unknown>; place: () => unknown[] };
/** What is asked for behind a place in the order, and what of that is still to be skipped when it has ended. */
type Wanted = {
  cursor: unknown[] | null;
  wanted: number;
  skipped: number;
  /** They have a value in common by which an index lists them. */
  areListed?: boolean;
};
type Rows = { found: Found[]; skipped: number };

/** The rows that are wanted, as far as there are any. */
const rowsOf = (ctx: Ctx, type: RecordType, query: RecordQuery, rows: Wanted): Promise<Rows> =>
  alongKeptOrder(
    ctx,
    type,
    query.sort,
    (order) => rowsIn(ctx, type, query, rows, order),
    () => rowsIn(ctx, type, query, rows),
  );

async function rowsIn(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  rows: Wanted,
  along?: KeptOrder,
): Promise<Rows> {
  const { cursor, wanted, skipped } = rows;
  const isScattered = await liesScattered(ctx, type, query, { cursor, wanted: wanted + skipped, along });
  if (isScattered) return stretchAfterStretch(ctx, type, query, rows, { isScattered });
  const from = cursor && { value: cursor[0], isBehind: false };
  const shared = isNarrowed(ctx, type, query) ? null : await nextShared(ctx, type, query, from, along);
  if (!shared) return stretchAfterStretch(ctx, type, query, rows, { along });
  const first = await valueAfterValue(ctx, type, query, rows, shared, along);
  if (first.found.length === wanted) return first;
  const rest = { cursor: first.end, wanted: wanted - first.found.length, skipped: first.skipped };
  const last = await stretchAfterStretch(ctx, type, query, rest, { along });
  return { found: [...first.found, ...last.found], skipped: last.skipped };
}

/** The rows of values that many records share in the first key, each value a list sorted by the rest. */
async function valueAfterValue(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  { cursor, wanted, skipped }: Wanted,
  first: Shared,
  along?: KeptOrder,
): Promise<Rows & { end: unknown[] | null }> {
  const found: Found[] = [];
  let left = skipped;
  let end = cursor;
  for (let next: Shared | null = first; next && found.length < wanted; ) {
    const { value, condition } = next;
    const ofValue = {
      ...query,
      sort: query.sort.slice(1),
      condition: { kind: "and" as const, of: [query.condition, condition] },
    };
    const isBegun = end !== null && end[0] === value;
    const rows = await rowsOf(ctx, type, ofValue, {
      cursor: isBegun && end ? end.slice(1) : null,
      wanted: wanted - found.length,
      skipped: left,
      areListed: query.sort[0]?.custom !== undefined,
    });
    found.push(...rows.found.map(({ row, place }) => ({ row, place: () => [value, ...place()] })));
    left = rows.skipped;
    end = behind(query.sort, value);
    if (found.length < wanted) next = await nextShared(ctx, type, query, { value, isBehind: true }, along);
  }
  return { found, skipped: left, end };
}

async function stretchAfterStretch(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  { cursor, wanted, skipped: toSkip, areListed }: Wanted,
  { isScattered = false, along }: { isScattered?: boolean; along?: KeptOrder },
): Promise<Rows> {
  let skipped = toSkip;
  const found: Found[] = [];
  const ways = waysOf(ctx, type, query, wanted + skipped, areListed);
  for (const stretch of stretchesOf(type, query.sort, cursor, along !== undefined, isScattered)) {
    const piece = { stretch, cursor, limit: wanted - found.length, skipped };
    const { rows, order, from, params } = await firstFull(
      ctx,
      piece.limit,
      along
        ? [(to) => keptPage(ctx, type, query, along, piece, to)]
        : ways.map((way) => (to: Params) => plainPage(ctx, type, query, piece, to, way)),
    );
    found.push(...rows.map((row) => ({ row, place: () => placeOf(order, row, stretch) })));
    if (found.length === wanted) break;
    if (rows.length > 0 || skipped === 0) skipped = 0;
    else {
      // The page begins after all of this stretch: how much is left to skip?
      const counted = `select count(*)::int as n from (${from} limit ${skipped}) c`;
      const [passed] = await ctx.tx.query<{ n: number }>(counted, params.values);
      skipped -= passed?.n ?? 0;
    }
  }
  return { found, skipped };
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
  const cursor = query.cursor ? decodeCursor(query.sort, query.cursor) : null;
  const rowsSent = rowsOf(ctx, type, query, { cursor, wanted: query.limit + 1, skipped: offset });
  const totalSent = query.count === "none" || isLikelyShort ? null : count();
  const [{ found }, counted] = await Promise.all([rowsSent, totalSent]);
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
    nextCursor: hasNext ? encodeCursor(query.sort, kept.at(-1)!.place()) : null,
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
