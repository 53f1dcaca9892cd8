// Whether the records of a narrowed list lie far apart in the order by their own field: walking it until a page is full
// may then mean all of a million, where sorting the list's own records does not. No statistics tell this, so a stretch of
// the walk is tried. It only chooses the way; the answer is the same by both.
import { isComputed } from "@/kernel/fields/custom";
import { valueColumnOf } from "@/kernel/fields/custom-value";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { Params } from "@/kernel/query/params";
import { nameOfRepeated } from "@/kernel/query/prepared";
import type { RecordQuery } from "@/kernel/query/query-schema";
import type { RecordType } from "./define";
import type { KeptOrder } from "./kept-order";
import { partsOfWhere } from "./list";

/** Where a page is full within so many values, it is walked. */
const tried = 5_000;

export async function liesScattered(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  { cursor, wanted, along }: { cursor: unknown[] | null; wanted: number; along?: KeptOrder },
): Promise<boolean> {
  const [first] = query.sort;
  // Behind a cursor without a value there are only records that have none.
  if (!first?.custom || (isComputed(first.custom) && !along) || cursor?.[0] === null) return false;
  const params = new Params();
  const { all, narrower } = partsOfWhere(ctx, type, query, params, `${type.resource}:read`);
  if (narrower.length === 0) return false;
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const column = `k."${along?.column ?? valueColumnOf(first.custom.kind)}"`;
  const values = along
    ? `kept_order_values k where k.order_id = ${params.add(along.id)}::uuid`
    : `field_values k where k.field_id = ${params.add(uuidOf("field", first.custom.id))}::uuid`;
  const from = cursor ? ` and ${column} ${first.order === "asc" ? ">=" : "<="} ${params.add(cursor[0])}` : "";
  const walk = (some: string) => `select k.record_id from ${values} and k.tenant_id = ${tenant}
      and ${column} is not null${from} order by ${column} ${first.order} ${some}`;
  const text = `select n.found < ${wanted} and exists (${walk(`offset ${tried} limit 1`)}) as scattered
    from (select count(*) as found from (select 1 from (${walk(`limit ${tried}`)}) w
      join ${type.tableName} t on t.id = w.record_id where ${[all, ...narrower].join(" and ")} limit ${wanted}) f) n`;
  const [row] = await ctx.tx.query<{ scattered: boolean }>(text, params.values, nameOfRepeated(text));
  return row!.scattered;
}
