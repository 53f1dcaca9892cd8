// The records of a narrowed list may lie far apart in its order: walking that until a page is full may then mean all of a
// million, where sorting the list's own records does not. No statistics tell how conditions hang together, so a stretch
// of the walk is tried. It only chooses the way; the answer is the same by both.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { scopeOf } from "@/kernel/permissions";
import { searchWords } from "@/kernel/query/compile";
import { byStoredValue, moreThan } from "@/kernel/query/custom";
import { Params } from "@/kernel/query/params";
import { comparisonsOf, demandsOf, isPattern, nameOfRepeated } from "@/kernel/query/prepared";
import type { RecordQuery } from "@/kernel/query/query-schema";
import { withinBounds } from "./bounds";
import type { RecordType } from "./define";
import type { KeptOrder } from "./kept-order";
import { partsOfWhere } from "./list";
import { walkOf } from "./shared";

/** Where a page is full within so many records or values, it is walked. */
export const tried = 5_000;
/** So many where so many match that sorting them takes longer. */
const triedOfMany = 50_000;
/** Fewer are sorted in less time than it takes to try. */
const manyValues = 10_000;

/**
 * How a page is found: as the planner likes; by sorting all that match; or within the first `tried` records of the order
 * alone.
 */
export type Way = "planned" | "sorted" | { tried: number };
/** The tries one after another, and what is done when none of them has filled the page. */
export type Ways = { tries: number[]; last: "planned" | "sorted" };

/** What narrows a list: how many conditions, and whether one of them is of somebody's own records or a part of a text. */
function narrowingOf(ctx: Ctx, type: RecordType, { search, condition }: RecordQuery) {
  const compared = comparisonsOf(condition);
  const isOwn = scopeOf(ctx.actor, `${type.resource}:read`) !== "tenant";
  const fields = new Set(compared.map((one) => (one.kind === "unresolved" ? one.key : one.field)));
  const conditions = fields.size + searchWords(search).length + (isOwn ? 1 : 0);
  return { compared, isOwn, conditions, hasPattern: compared.some(isPattern) };
}

/** The ways to a page of a list by built-in fields. `areListed`: an index finds the records by a value of theirs. */
export async function waysOf(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  wanted: number,
  areListed = false,
): Promise<Ways> {
  const { sort } = query;
  const column = type.columns.find(({ key, part }) => key === sort[0]?.field && part === null);
  if (!column || sort.some(({ custom }) => custom)) return { tries: [], last: "planned" };
  const { compared, isOwn, conditions, hasPattern } = narrowingOf(ctx, type, query);
  // Of one condition the statistics tell enough, of common words those of the search text, and an owner's
  // records are held in the order of their making.
  const isPlain = isOwn
    ? conditions === 1 && column.name === "created_at"
    : compared.length === 0 || conditions < 2;
  const isWalkable = type.listedColumns.has(column.name) && wanted <= tried / 5;
  const ways = (last: Ways["last"], ...tries: number[]): Ways => ({ tries: isWalkable ? tries : [], last });
  const mayBeMany = !isOwn && !areListed && !hasPattern && compared.some(({ kind }) => kind === "custom");
  const areMany = mayBeMany ? await haveMany(ctx, query) : null;
  if (areMany !== null) return areMany ? ways("sorted", tried, triedOfMany) : ways("sorted");
  if (!hasPattern && isPlain && !areListed) return ways("planned");
  return ways(mayBeMany ? "planned" : "sorted", tried);
}

/**
 * Whether many records meet all that is asked of own fields, as far as the index of their values tells; null where it is
 * asked for no value.
 */
async function haveMany(ctx: Ctx, { condition }: RecordQuery): Promise<boolean | null> {
  const { values } = byStoredValue(demandsOf(condition));
  if (values.length === 0) return null;
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const text = `select ${values.map((asked) => moreThan(manyValues, asked, params, tenant)).join(" and ")} as many`;
  const [row] = await ctx.tx.query<{ many: boolean }>(text, params.values, nameOfRepeated(text));
  return row!.many;
}

/** The way to a list whose first records in the order have been looked at in vain: what may be most of all is planned. */
export function wayOfScattered(ctx: Ctx, type: RecordType, query: RecordQuery): Ways["last"] {
  const { compared, isOwn, conditions, hasPattern } = narrowingOf(ctx, type, query);
  const isFew = isOwn || hasPattern || query.search.trim() !== "";
  return !isFew && (conditions < 2 || compared.some(({ kind }) => kind === "custom")) ? "planned" : "sorted";
}

/** Whether a list by an own field, along a kept order or by several fields is better sorted than walked. */
export async function liesScattered(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  { cursor, wanted, along }: { cursor: unknown[] | null; wanted: number; along?: KeptOrder },
): Promise<boolean> {
  const [first] = query.sort;
  // Behind a cursor without a value there are only records that have none.
  if (!first || cursor?.[0] === null) return false;
  const params = new Params();
  const { all, narrower } = partsOfWhere(
    ctx,
    type,
    along ? query : withinBounds(type, query),
    params,
    `${type.resource}:read`,
  );
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const isByMany = query.sort.length > 1;
  const values = walkOf(type, query, along, params, tenant, isByMany);
  if (!values || narrower.length === 0) return false;
  // To a value that many share the walk would sort all of them, for a few of one's own.
  if (isByMany && scopeOf(ctx.actor, `${type.resource}:read`) !== "tenant") return true;
  const { column } = values;
  const from = cursor ? ` and ${column} ${first.order === "asc" ? ">=" : "<="} ${params.add(cursor[0])}` : "";
  const walk = (some: string) =>
    `select ${values.recordId} as record_id from ${values.from} and ${column} is not null${from} order by ${column} ${first.order} ${some}`;
  const text = `select n.found < ${wanted} and exists (${walk(`offset ${tried} limit 1`)}) as scattered
    from (select count(*) as found from (select 1 from (${walk(`limit ${tried}`)}) w
      cross join lateral (select * from ${type.tableName} t where ${all} and t.id = w.record_id offset 0) t
      where ${narrower.join(" and ")} limit ${wanted}) f) n`;
  const [row] = await ctx.tx.query<{ scattered: boolean }>(text, params.values, nameOfRepeated(text));
  return row!.scattered;
}
