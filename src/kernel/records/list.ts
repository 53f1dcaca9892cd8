// Lists: one query object behind list, search, board and export. Pages by number or by cursor; counts stop at a bound.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { compileCondition, compileScope, compileSearch, Params } from "@/kernel/query/compile";
import { resolveQuery } from "@/kernel/query/custom";
import type { Condition } from "@/kernel/query/parse";
import { isPatternQuery, nameOfRepeated } from "@/kernel/query/prepared";
import { countBound, type RecordQuery, type SortKey, searchCountBound } from "@/kernel/query/query-schema";
import { withComputed } from "./computed-values";
import { countRows } from "./count";
import type { RecordType } from "./define";
import { alongKeptOrder, type KeptOrder } from "./kept-order";
import { keptPage } from "./kept-page";
import { decodeCursor, encodeCursor, orderWithin, placeOf, type Stretch, stretchesOf } from "./order";
import { type PageText, type Piece, plainPage } from "./plain-page";
import { fromRow, type Wire } from "./rows";
import { liesScattered, type Way, type Ways, wayOfScattered, waysOf } from "./scattered";
import { leastShared, type Next, nextOf, type Range } from "./shared";

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
  const found: Found[] = [];
  let rest = rows;
  let range: Range = {};
  for (;;) {
    const begin = rest.cursor ? { value: rest.cursor[0], isBehind: false } : range.from;
    const told = await nextOf(ctx, type, query, begin, along);
    // A page far behind is not come to by few at a time.
    const next = told && "until" in told && rest.skipped > leastShared ? null : told;
    const isPart = next !== null;
    const of = isPart && "value" in next ? next : null;
    const until = isPart && "until" in next ? next.until : undefined;
    const part = of
      ? await sharing(ctx, type, query, rest, of)
      : await stretchAfterStretch(ctx, type, query, rest, { along, range: { ...range, until }, isPart });
    found.push(...part.found);
    if (!isPart || found.length === wanted) return { found, skipped: part.skipped };
    rest = { cursor: null, wanted: wanted - found.length, skipped: part.skipped };
    range = { from: of ? { value: of.value, isBehind: true } : { value: until, isBehind: false } };
  }
}

/** The records that have a value in common in the first key: a list by the other keys. */
async function sharing(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  { cursor, wanted, skipped }: Wanted,
  { value, condition }: Extract<Next, { condition: Condition }>,
): Promise<Rows> {
  const rows = await rowsOf(
    ctx,
    type,
    { ...query, sort: query.sort.slice(1), condition: { kind: "and", of: [query.condition, condition] } },
    {
      cursor: cursor && cursor[0] === value ? cursor.slice(1) : null,
      wanted,
      skipped,
      areListed: query.sort[0]?.custom !== undefined,
    },
  );
  return { ...rows, found: rows.found.map(({ row, place }) => ({ row, place: () => [value, ...place()] })) };
}

async function stretchAfterStretch(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  { cursor, wanted, skipped: toSkip, areListed }: Wanted,
  {
    isScattered = false,
    isPart = false,
    along,
    range = {},
  }: { isScattered?: boolean; isPart?: boolean; along?: KeptOrder; range?: Range },
): Promise<Rows> {
  const { tries, last }: Ways = isScattered
    ? { tries: [], last: wayOfScattered(ctx, type, query) }
    : along || isPart
      ? { tries: [], last: "planned" }
      : await waysOf(ctx, type, query, wanted + toSkip, areListed);
  const stretches = stretchesOf(type, query, cursor, along !== undefined, isScattered);
  const ask = (piece: Piece, way: Way) =>
    answerTo(ctx, piece.stretch, (params) =>
      along
        ? keptPage(ctx, type, query, along, piece, params)
        : plainPage(ctx, type, query, piece, params, way),
    );
  let piece: Piece = { stretch: stretches[0]!, cursor, range, limit: wanted, skipped: toSkip };
  for (const tried of tries) {
    const { found } = await ask(piece, { tried });
    if (found.length === wanted) return { found, skipped: 0 };
  }
  const found: Found[] = [];
  // What is sorted anyway is found once, with the empty values.
  for (const stretch of last === "sorted" ? (["whole"] as const) : stretches) {
    if (isPart && stretch === "empty") break;
    piece = { ...piece, stretch, limit: wanted - found.length };
    const part = await ask(piece, last);
    found.push(...part.found);
    if (found.length === wanted) break;
    if (part.found.length > 0 || piece.skipped === 0) piece.skipped = 0;
    else {
      // The page begins after all of this stretch: how much is left to skip?
      const counted = `select count(*)::int as n from (${part.from} limit ${piece.skipped}) c`;
      const [passed] = await ctx.tx.query<{ n: number }>(counted, part.params.values);
      piece.skipped -= passed?.n ?? 0;
    }
  }
  return { found, skipped: piece.skipped };
}

async function answerTo(
  ctx: Ctx,
  stretch: Stretch,
  asked: (params: Params) => PageText,
): Promise<{ found: Found[]; from: string; params: Params }> {
  const params = new Params();
  const { text, order, from } = asked(params);
  const rows = await ctx.tx.query<Record<string, unknown>>(text, params.values, nameOfRepeated(text));
  return { found: rows.map((row) => ({ row, place: () => placeOf(order, row, stretch) })), from, params };
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
