// Lists: one query object behind list, search, board and export. Pages by number or by cursor; counts stop at a bound.
import { createHash } from "node:crypto";
import { invalidField } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { compileCondition, compileScope, compileSearch, Params } from "@/kernel/query/compile";
import { customValue, resolveQuery } from "@/kernel/query/custom";
import { isPatternSearch, nameOfRepeated } from "@/kernel/query/prepared";
import { countBound, type RecordQuery, type SortKey, searchCountBound } from "@/kernel/query/query-schema";
import { withComputed } from "./computed-values";
import { countRows } from "./count";
import type { RecordType } from "./define";
import { columnList, fromRow, type Wire } from "./rows";

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

/** One key of the order: `expression` is compared, `name` is what the row calls it, `join` brings it in. */
type SortColumn = SortKey & { name: string; expression: string; join: string; isNullable: boolean };

function sortColumns(ctx: Ctx, type: RecordType, sort: SortKey[], params: Params): SortColumn[] {
  const keys: SortKey[] = sort.some((key) => key.field === "id")
    ? sort
    : [...sort, { field: "id", order: sort.at(-1)?.order ?? "asc" }];
  return keys.map((key, i) => {
    if (key.custom) {
      const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
      const value = customValue(type, key.custom, params, tenant, "t", `sort_${i}`);
      return { ...key, ...value, name: `sort_value_${i}`, isNullable: true };
    }
    const { name } = type.columns.find((c) => c.key === key.field && c.part === null)!;
    const isNullable = !type.fields[key.field as keyof typeof type.fields]?.isRequired;
    return { ...key, name, expression: `t."${name}"`, join: "", isNullable };
  });
}

const fingerprint = (sort: SortColumn[]): string =>
  createHash("sha256")
    .update(sort.map((s) => `${s.field} ${s.order}`).join())
    .digest("base64url")
    .slice(0, 8);

function encodeCursor(sort: SortColumn[], row: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify([fingerprint(sort), ...sort.map((s) => row[s.name] ?? null)])).toString(
    "base64url",
  );
}

function decodeCursor(sort: SortColumn[], cursor: string): unknown[] {
  try {
    const [print, ...values] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[];
    const areScalars = values.every((v) => v === null || ["string", "number", "boolean"].includes(typeof v));
    const last = values.at(-1);
    const isId = typeof last === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(last);
    if (print === fingerprint(sort) && values.length === sort.length && areScalars && isId) return values;
  } catch {
    // not ours: answered below like any other cursor that does not fit
  }
  throw invalidField("cursor", "cursor does not belong to this list and sort order");
}

/** Rows after the cursor's, in an order with empty values last in both directions. */
function afterCursor(sort: SortColumn[], values: unknown[], params: Params): string {
  const branches: string[] = [];
  const equal: string[] = [];
  for (const [i, s] of sort.entries()) {
    const value = values[i];
    const name = s.expression;
    if (value === null) {
      equal.push(`${name} is null`);
      continue;
    }
    const bound = params.add(value);
    const typed = s.field === "id" ? `${bound}::uuid` : bound;
    const beyond = `${name} ${s.order === "asc" ? ">" : "<"} ${typed}`;
    branches.push(`(${[...equal, s.isNullable ? `(${beyond} or ${name} is null)` : beyond].join(" and ")})`);
    equal.push(`${name} = ${typed}`);
  }
  return branches.length > 0 ? `(${branches.join(" or ")})` : "false";
}

// A column that is never empty says nothing of nulls, so that its index serves both directions.
const orderBy = (sort: SortColumn[]): string =>
  sort
    .map((s) => `${s.expression} ${s.order}${s.isNullable && s.order === "desc" ? " nulls last" : ""}`)
    .join(", ");

/** The order of a resolved query, for statements that page in their own way. */
export function orderOf(
  ctx: Ctx,
  type: RecordType,
  sort: SortKey[],
  params: Params,
): { join: string; by: string } {
  const columns = sortColumns(ctx, type, sort, params);
  return { join: columns.map((s) => s.join).join(""), by: orderBy(columns) };
}

/** The `where` of a resolved query (`resolveQuery`): tenant, not deleted, what the actor may read, search and filter. */
export function whereOf(
  ctx: Ctx,
  type: RecordType,
  query: Pick<RecordQuery, "search" | "condition">,
  params: Params,
  permission: string,
): string {
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  return [
    `t.tenant_id = ${tenant}`,
    "t.deleted_at is null",
    compileScope(ctx.actor, permission, params, tenant, "t", type),
    compileSearch(query.search, params, "t"),
    compileCondition(type, query.condition, params, tenant, "t"),
  ]
    .filter((part) => part !== "true")
    .join(" and ");
}

/** One page of the records that match and that the actor may read. */
export async function listRecords<R = Wire>(
  ctx: Ctx,
  type: RecordType,
  asked: RecordQuery,
): Promise<Page<R>> {
  const permission = `${type.resource}:read`;
  const query = await resolveQuery(ctx, type, asked);
  const params = new Params();
  const sort = sortColumns(ctx, type, query.sort, params);
  const where = whereOf(ctx, type, query, params, permission);
  const after = query.cursor ? ` and ${afterCursor(sort, decodeCursor(sort, query.cursor), params)}` : "";
  const offset = query.cursor ? 0 : (query.page - 1) * query.limit;
  const selected = sort
    .filter((s) => s.custom)
    .map((s) => `, ${s.expression} as ${s.name}`)
    .join("");
  const text = `select ${columnList(type, "t.")}${selected} from ${type.tableName} t${sort.map((s) => s.join).join("")} where ${where}${after}
     order by ${orderBy(sort)} limit ${query.limit + 1}${offset ? ` offset ${offset}` : ""}`;
  const rowsSent = ctx.tx.query(text, params.values, nameOfRepeated(text));
  const count = () => countRecords(ctx, type, query, permission);
  // A search that finds less than a page has counted itself; a plain list sends both questions at once.
  const isLikelyShort = query.count !== "none" && isPatternSearch(text) && !query.cursor;
  const totalSent = query.count === "none" || isLikelyShort ? null : count();
  const [rows, counted] = await Promise.all([rowsSent, totalSent]);
  const isWhole = rows.length <= query.limit && (rows.length > 0 || offset === 0);
  const total = isLikelyShort ? (isWhole ? offset + rows.length : await count()) : counted;
  const bound = countBoundOf(query);
  const hasNext = rows.length > query.limit;
  const kept = hasNext ? rows.slice(0, query.limit) : rows;
  const last = kept.at(-1);
  return {
    items: await withComputed(
      ctx,
      type,
      kept.map((row) => fromRow(type, row) as R),
    ),
    page: query.page,
    limit: query.limit,
    total: total === null ? null : Math.min(total, bound - 1),
    totalIsExact: total !== null && total < bound,
    hasNext,
    nextCursor: hasNext && last ? encodeCursor(sort, last) : null,
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
