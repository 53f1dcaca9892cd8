// A piece of a list by the record's own columns and own fields: one statement, by one of the ways to it.
import type { Ctx } from "@/kernel/operation/context";
import type { Params } from "@/kernel/query/params";
import type { RecordQuery } from "@/kernel/query/query-schema";
import { withinBounds } from "./bounds";
import type { RecordType } from "./define";
import { partsOfWhere } from "./list";
import { afterCursor, type Order, orderWithin, type Stretch, whereWithin } from "./order";
import { columnList } from "./rows";
import type { Way } from "./scattered";
import { amongFew, type Range, withinRange } from "./shared";

/** The part of a stretch that a page asks for. */
export type Piece = {
  stretch: Stretch;
  cursor: unknown[] | null;
  range: Range;
  limit: number;
  skipped: number;
};

/** `from`: a statement with a row for each of the stretch, without order. */
export type PageText = { text: string; order: Order; from: string };

export function plainPage(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  { stretch, cursor, range, limit, skipped }: Piece,
  params: Params,
  way: Way,
): PageText {
  const order = orderWithin(ctx, type, query.sort, params, stretch);
  const asked = stretch === "filled" ? withinBounds(type, query) : query;
  const { all, narrower } = partsOfWhere(ctx, type, asked, params, `${type.resource}:read`);
  const within = whereWithin(ctx, type, query, params, stretch, order);
  const few = amongFew(ctx, type, query, range, undefined, params);
  const after = `${afterAll(order, { stretch, cursor, range }, params)}${few}`;
  const some = [all, ...narrower].join(" and ");
  const from = `from ${type.tableName} t${order.joins} where ${some}${within}${after}`;
  const rowsBy = () => {
    if (way === "planned") return from;
    // As a subquery of its own it is planned without an eye to the order.
    if (way === "sorted")
      return `from (select * from ${type.tableName} t where ${some} offset 0) t${order.joins} where true${within}${after}`;
    return `from (select * from ${type.tableName} t where ${all}${within}${after} order by ${order.by} limit ${way.tried}) t
      where ${narrower.join(" and ")}`;
  };
  const text = `select ${columnList(type, "t.")}${sortValues(order)} ${rowsBy()}
     order by ${order.by} limit ${limit}${skipped ? ` offset ${skipped}` : ""}`;
  // With all that names a parameter.
  return { text, order, from: `select 1${sortValues(order)} ${from}` };
}

/** Behind the cursor, and within the range of the first key. */
export function afterAll(
  order: Order,
  { stretch, cursor, range }: Pick<Piece, "stretch" | "cursor" | "range">,
  params: Params,
): string {
  const [first] = order.columns;
  const after = cursor ? afterCursor(order, cursor, params, stretch) : "";
  return first && stretch !== "empty"
    ? `${after}${withinRange(range, first.expression, first.order, params)}`
    : after;
}

/** The values of own fields that a cursor needs, beside the record's columns. */
export const sortValues = ({ columns }: Order): string =>
  columns
    .filter((s) => s.custom)
    .map((s) => `, ${s.expression} as ${s.name}`)
    .join("");
