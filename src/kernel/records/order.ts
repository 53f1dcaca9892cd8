// The order of a list and the place of a cursor in it. Empty values stand last in both directions, which no one index
// gives: so a list whose first key may be empty is read in two stretches, the rows that have a value and, when those are
// used up, the rows that have none. Each walks an index and reads no more than the page shows.
import { createHash } from "node:crypto";
import { invalidField } from "@/kernel/errors";
import { isComputed } from "@/kernel/fields/custom";
import { valueColumnOf } from "@/kernel/fields/custom-value";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import type { Params } from "@/kernel/query/compile";
import { customValue } from "@/kernel/query/custom";
import type { RecordQuery, SortKey } from "@/kernel/query/query-schema";
import { boundsOf, isBounded } from "./bounds";
import type { RecordType } from "./define";

/** `whole`: one statement reads them all, because no value is empty or no index holds them. */
export type Stretch = "whole" | "filled" | "empty";

/** One key of the order: `expression` is compared, `name` is what the row calls it, `join` brings it in. */
export type SortColumn = SortKey & { name: string; expression: string; join: string; isNullable: boolean };

/** Where the first key of an order is read from in place of its field; the stretch tells whether it is empty. */
export type FirstKey = { expression: string; join: string; id: string };

export type Order = { columns: SortColumn[]; joins: string; by: string };

const withId = (sort: SortKey[]): SortKey[] =>
  sort.some((key) => key.field === "id")
    ? sort
    : [...sort, { field: "id", order: sort.at(-1)?.order ?? "asc" }];

const isRequired = (type: RecordType, { field, custom }: SortKey): boolean =>
  !custom && type.fields[field as keyof typeof type.fields]?.isRequired === true;

const columnOf = (type: RecordType, { field }: SortKey): string =>
  type.columns.find((c) => c.key === field && c.part === null)!.name;

/** The stretches of the order that a page may still lie in: none before its cursor. */
export function stretchesOf(
  type: RecordType,
  { sort, condition }: Pick<RecordQuery, "sort" | "condition">,
  cursor: unknown[] | null,
  isKept: boolean,
  isScattered: boolean,
): Stretch[] {
  const [first] = withId(sort);
  const isIndexed = !first?.custom || isKept || !(isScattered || isComputed(first.custom));
  if (!first || !isIndexed) return ["whole"];
  if (isRequired(type, first)) return [isKept ? "filled" : "whole"];
  if (cursor?.[0] === null) return ["empty"];
  return isBounded(type, sort, condition) ? ["filled"] : ["filled", "empty"];
}

/** The order of a resolved query within one stretch. */
export function orderWithin(
  ctx: Ctx,
  type: RecordType,
  sort: SortKey[],
  params: Params,
  stretch: Stretch,
  first?: FirstKey,
): Order {
  const keys = withId(sort);
  const kept = stretch === "empty" ? keys.slice(1) : keys;
  const isWalked = stretch === "filled" && keys[0]?.custom !== undefined && !first;
  const columns = kept.map((key, i): SortColumn => {
    if (first && stretch === "filled" && i === 0) {
      const name = key.custom ? "sort_value_0" : columnOf(type, key);
      return { ...key, name, expression: first.expression, join: "", isNullable: false };
    }
    if (key.custom) {
      const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
      const as = `sort_${i}`;
      const isFirst = isWalked && i === 0;
      const value = customValue(type, key.custom, params, tenant, "t", as, isFirst ? "join" : "left join");
      return { ...key, ...value, name: `sort_value_${i}`, isNullable: !isFirst };
    }
    const name = columnOf(type, key);
    // The index of the values holds the record's id too: the order is that of one index.
    const ownId = isWalked ? 'sort_0."record_id"' : first?.id;
    const of = key.field === "id" && ownId ? ownId : `t."${name}"`;
    const isNullable = !isRequired(type, key) && !(stretch === "filled" && i === 0);
    return { ...key, name, expression: of, join: "", isNullable };
  });
  const joins = `${first?.join ?? ""}${columns.map(({ join }) => join).join("")}`;
  return { columns, joins, by: orderBy(columns) };
}

/** What holds for the rows of a stretch, beside what the query asks. */
export function whereWithin(
  ctx: Ctx,
  type: RecordType,
  { sort, condition }: Pick<RecordQuery, "sort" | "condition">,
  params: Params,
  stretch: Stretch,
  { columns }: Order,
): string {
  const [first] = withId(sort);
  if (stretch === "whole" || !first) return "";
  if (stretch === "filled") {
    const { expression } = columns[0]!;
    return first.custom
      ? boundsOf(type, first, condition, params, expression, valueColumnOf(first.custom.kind))
      : ` and ${expression} is not null`;
  }
  if (!first.custom) return ` and t."${columnOf(type, first)}" is null`;
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  return ` and not exists (${customValue(type, first.custom, params, tenant, "t", "sorted").rows})`;
}

// A column that is never empty says nothing of nulls, so that its index serves both directions.
export const orderBy = (
  columns: SortColumn[],
  of: (column: SortColumn) => string = (one) => one.expression,
): string =>
  columns
    .map((s) => `${of(s)} ${s.order}${s.isNullable && s.order === "desc" ? " nulls last" : ""}`)
    .join(", ");

const fingerprint = (sort: SortKey[]): string =>
  createHash("sha256")
    .update(
      withId(sort)
        .map((s) => `${s.field} ${s.order}`)
        .join(),
    )
    .digest("base64url")
    .slice(0, 8);

/** The place of a row in the order: a value for each key. */
export const placeOf = ({ columns }: Order, row: Record<string, unknown>, stretch: Stretch): unknown[] => [
  ...(stretch === "empty" ? [null] : []),
  ...columns.map((s) => row[s.name] ?? null),
];

export const encodeCursor = (sort: SortKey[], place: unknown[]): string =>
  Buffer.from(JSON.stringify([fingerprint(sort), ...place])).toString("base64url");

export function decodeCursor(sort: SortKey[], cursor: string): unknown[] {
  try {
    const [print, ...values] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[];
    const areScalars = values.every((v) => v === null || ["string", "number", "boolean"].includes(typeof v));
    const last = values.at(-1);
    const isId = typeof last === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(last);
    if (print === fingerprint(sort) && values.length === withId(sort).length && areScalars && isId)
      return values;
  } catch {
    // not ours: answered below like any other cursor that does not fit
  }
  throw invalidField("cursor", "cursor does not belong to this list and sort order");
}

/** Rows of the stretch after the cursor's. */
export function afterCursor({ columns }: Order, cursor: unknown[], params: Params, stretch: Stretch): string {
  if (stretch === "empty" && cursor[0] !== null) return "";
  const values = stretch === "empty" ? cursor.slice(1) : cursor;
  const bound = (i: number) => `${params.add(values[i])}${columns[i]!.field === "id" ? "::uuid" : ""}`;
  const signOf = (s: SortColumn) => (s.order === "asc" ? ">" : "<");
  const [first] = columns;
  // A row comparison is where an index scan begins; a chain of ors is only tested, row by row from the start.
  if (columns.every((s) => !s.isNullable && s.order === first?.order))
    return ` and (${columns.map((s) => s.expression).join(", ")}) ${signOf(first!)} (${columns.map((_, i) => bound(i)).join(", ")})`;
  const branches: string[] = [];
  const equal: string[] = [];
  for (const [i, s] of columns.entries()) {
    const name = s.expression;
    if (values[i] === null) {
      equal.push(`${name} is null`);
      continue;
    }
    const value = bound(i);
    const beyond = `${name} ${signOf(s)} ${value}`;
    branches.push(`(${[...equal, s.isNullable ? `(${beyond} or ${name} is null)` : beyond].join(" and ")})`);
    equal.push(`${name} = ${value}`);
  }
  const begin =
    first?.isNullable || values[0] === null ? "" : `${first!.expression} ${signOf(first!)}= ${bound(0)} and `;
  return branches.length > 0 ? ` and ${begin}(${branches.join(" or ")})` : " and false";
}
