// In an order by several fields many records may have the same value in the first: the others order most of what is read
// then, and no index holds them together. The records of such a value are a list of its own, sorted by the rest.
import { isComputed } from "@/kernel/fields/custom";
import { type ValueColumn, valueColumnOf } from "@/kernel/fields/custom-value";
import type { FieldKind } from "@/kernel/fields/descriptor";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { Params } from "@/kernel/query/params";
import type { Condition } from "@/kernel/query/parse";
import { nameOfRepeated } from "@/kernel/query/prepared";
import type { RecordQuery, SortKey } from "@/kernel/query/query-schema";
import { boundsOf, idPrefixOf } from "./bounds";
import type { RecordType } from "./define";
import type { KeptOrder } from "./kept-order";

/** Fewer that share a value are sorted faster than asked for by themselves. */
export const leastShared = 2_000;

/** What is equal in the index is equal in the record: not so of long texts, rounded numbers and amounts. */
const builtInKinds: FieldKind[] = [
  "text",
  "select",
  "email",
  "phone",
  "url",
  "user",
  "record",
  "boolean",
  "integer",
];
const ownKinds: FieldKind[] = ["select", "user", "record", "boolean", "integer"];

/** The values of a field as an index holds them, each with its record's id. */
export type Walk = { column: string; from: string; recordId: string };

/**
 * Along a kept order, by the index of an own field's values or, for `isPlain`, by that of a column; null for what is
 * computed and not kept.
 */
export function walkOf(
  type: RecordType,
  { sort: [first], condition }: Pick<RecordQuery, "sort" | "condition">,
  along: KeptOrder | undefined,
  params: Params,
  tenant: string,
  isPlain: boolean,
): Walk | null {
  if (!first) return null;
  const { field, custom } = first;
  const within = (expression: string, of: ValueColumn | null) =>
    boundsOf(type, first, condition, params, expression, of);
  if (along) {
    const column = `k."${along.column}"`;
    const from = `kept_order_values k where k.order_id = ${params.add(along.id)}::uuid and k.tenant_id = ${tenant}${within(column, along.column)}`;
    return { column, from, recordId: "k.record_id" };
  }
  if (custom) {
    if (isComputed(custom)) return null;
    const column = `k."${valueColumnOf(custom.kind)}"`;
    const from = `field_values k where k.field_id = ${params.add(uuidOf("field", custom.id))}::uuid and k.tenant_id = ${tenant}${within(column, valueColumnOf(custom.kind))}`;
    return { column, from, recordId: "k.record_id" };
  }
  const name = type.columns.find(({ key, part }) => key === field && part === null)?.name;
  if (!isPlain || !name || !type.listedColumns.has(name)) return null;
  const column = `k."${name}"`;
  const from = `${type.tableName} k where k.tenant_id = ${tenant} and k.deleted_at is null${within(column, null)}`;
  return { column, from, recordId: "k.id" };
}

/** A part of the order by its first key: from a value on or behind it, and before another. */
export type Range = { from?: { value: unknown; isBehind: boolean }; until?: unknown };

export const withinRange = (
  { from, until }: Range,
  expression: string,
  order: SortKey["order"],
  params: Params,
): string => {
  const [later, earlier] = order === "asc" ? [">", "<"] : ["<", ">"];
  const begin = from
    ? ` and ${expression} ${later}${from.isBehind ? "" : "="} ${params.add(from.value)}`
    : "";
  return until === undefined ? begin : `${begin} and ${expression} ${earlier} ${params.add(until)}`;
};

/** Of a range with an end there are few, and their ids are read first: what the planner believes of it does not matter. */
export function amongFew(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  range: Range,
  along: KeptOrder | undefined,
  params: Params,
): string {
  if (range.until === undefined) return "";
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const [first] = query.sort;
  const walk = walkOf(type, query, along, params, tenant, true);
  if (!first || !walk) return "";
  const within = withinRange(range, walk.column, first.order, params);
  return ` and t.id = any(array(select ${walk.recordId} from ${walk.from} and ${walk.column} is not null${within}))`;
}

/** Many that share a value, or few before the next value that may be shared. */
export type Next = { value: unknown; condition: Condition } | { until: unknown };

/** What comes next in the order of the first key, of everybody's records; null when few are left, or none can be told apart. */
export async function nextOf(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  from: Range["from"],
  along?: KeptOrder,
): Promise<Next | null> {
  const { sort } = query;
  const [first] = sort;
  if (!first || sort.length === 1 || from?.value === null || !canBeShared(type, sort, along)) return null;
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const walk = walkOf(type, query, along, params, tenant, true);
  if (!walk) return null;
  const values = (column: string, of: string) =>
    `(select ${column} as v from ${of} and ${column} is not null${withinRange({ from }, column, first.order, params)}
      order by ${column} ${first.order} limit ${leastShared})`;
  const changed = along
    ? ` union all ${values(
        "n.v",
        `(select distinct c.record_id from kept_order_changes c where c.tenant_id = ${tenant} and c.order_id = ${params.add(along.id)}::uuid) c
         join ${type.tableName} t on t.tenant_id = ${tenant} and t.id = c.record_id
         cross join lateral (select ${along.expression(params, tenant)} as v offset 0) n where t.deleted_at is null`,
      )}`
    : "";
  const text = `with walk as materialized (${values(walk.column, walk.from)}${changed})
    select (select v from walk order by v ${first.order} limit 1) as next,
      (select v from walk order by v ${first.order} offset ${leastShared - 1} limit 1) as later`;
  const [row] = await ctx.tx.query<{ next: unknown; later: unknown }>(
    text,
    params.values,
    nameOfRepeated(text),
  );
  if (!row || row.later === null) return null;
  return row.next === row.later
    ? { value: row.next, condition: equals(type, first, row.next) }
    : { until: row.later };
}

function canBeShared(type: RecordType, sort: SortKey[], along?: KeptOrder): boolean {
  const [first] = sort;
  if (!first || sort.some((key) => key.field === "id")) return false;
  if (first.custom) return !along && ownKinds.includes(first.custom.kind);
  const kind = type.fields[first.field as keyof typeof type.fields]?.kind;
  return kind !== undefined && builtInKinds.includes(kind);
}

function equals(type: RecordType, key: SortKey, stored: unknown): Condition {
  const prefix = idPrefixOf(type, key);
  const value = prefix ? toPublicId(prefix, stored as string) : stored;
  return key.custom
    ? { kind: "custom", field: key.custom, operator: "eq", value }
    : { kind: "compare", field: key.field, part: null, operator: "eq", value };
}
