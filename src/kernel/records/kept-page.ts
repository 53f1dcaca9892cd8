// A piece of a list along a kept order: what is kept and not noted as changed, walked by its index, and what is noted,
// computed now. One statement, so both are of one moment.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import type { Params } from "@/kernel/query/params";
import type { RecordQuery } from "@/kernel/query/query-schema";
import { boundsOf } from "./bounds";
import type { RecordType } from "./define";
import { type KeptOrder, mostChanges } from "./kept-order";
import { whereOf } from "./list";
import { type FirstKey, orderBy, orderWithin } from "./order";
import { afterAll, type PageText, type Piece, sortValues } from "./plain-page";
import { columnList } from "./rows";
import { amongFew } from "./shared";

export function keptPage(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  kept: KeptOrder,
  { stretch, cursor, range, limit, skipped }: Piece,
  params: Params,
): PageText {
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const orderId = `${params.add(kept.id)}::uuid`;
  const isFilled = stretch === "filled";
  const where = whereOf(ctx, type, query, params, `${type.resource}:read`);
  const changes = `from kept_order_changes c where c.tenant_id = ${tenant} and c.order_id = ${orderId}`;
  const partOf = (first: FirstKey, condition: string): PageText => {
    const order = orderWithin(ctx, type, query.sort, params, stretch, first);
    const after = afterAll(order, { stretch, cursor, range }, params);
    const from = `${type.tableName} t${order.joins} where ${where} and ${condition}${after}`;
    const some = `select ${columnList(type, "t.")}${sortValues(order)} from ${from}`;
    return {
      order,
      from: `(${some})`,
      text: `${some} order by ${order.by} limit ${limit + skipped}`,
    };
  };
  const [first] = query.sort;
  const value = `k."${kept.column}"`;
  const bounds = first ? boundsOf(type, first, query.condition, params, value, kept.column) : "";
  const unchanged = partOf(
    {
      expression: value,
      id: "k.record_id",
      join: ` join kept_order_values k on k.tenant_id = ${tenant} and k.order_id = ${orderId} and k.record_id = t.id
        and ${isFilled ? `${value} is not null${bounds}` : "k.is_empty"}`,
    },
    // As a subquery of its own it is a look into a small set, whatever the planner believes: the walk stays a walk.
    `k.record_id not in (select c.record_id ${changes} limit ${mostChanges + 1})${amongFew(ctx, type, query, range, kept, params)}`,
  );
  const expression = kept.expression(params, tenant);
  const changed = partOf(
    {
      expression: "k.value",
      id: "t.id",
      join: ` join (select distinct c.record_id ${changes}) c on c.record_id = t.id
        cross join lateral (select ${expression} as value offset 0) k`,
    },
    `k.value is ${isFilled ? "not " : ""}null`,
  );
  const by = orderBy(unchanged.order.columns, ({ name }) => `"${name}"`);
  return {
    text: `select * from ((${unchanged.text}) union all (${changed.text})) page
     order by ${by} limit ${limit}${skipped ? ` offset ${skipped}` : ""}`,
    order: unchanged.order,
    from: `${unchanged.from} union all ${changed.from}`,
  };
}
