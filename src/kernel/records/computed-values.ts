// The computed fields of records that were just read or written, computed by the database in one statement for all of
// them. A type without such fields costs nothing.
import { customFieldsOf, isComputed } from "@/kernel/fields/custom";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { computedExpression } from "@/kernel/query/computed";
import { Params } from "@/kernel/query/params";
import { isDatabaseError } from "@/platform/database/failures";
import type { RecordType } from "./define";
import type { Wire } from "./rows";

/** Puts the values under `customFields`; answers the same records. */
export async function withComputed<R = Wire>(ctx: Ctx, type: RecordType, records: R[]): Promise<R[]> {
  const computed = (await customFieldsOf(ctx, type.name)).filter(isComputed);
  if (computed.length === 0 || records.length === 0) return records;
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const values = computed.map((f, i) => `${computedExpression(type, f, "t", params, tenant)} as c${i}`);
  const ids = (records as Wire[]).map((record) => uuidOf(type.prefix, record.id as string));
  let rows: Wire[];
  try {
    rows = await ctx.tx.query(
      `select t.id, ${values.join(", ")} from ${type.tableName} t where t.tenant_id = ${tenant} and t.id = any(${params.add(ids)}::uuid[])`,
      params.values,
    );
  } catch (error) {
    // A write before it failed: the commit says why.
    if (isDatabaseError(error) && error.code === "25P02") return records;
    throw error;
  }
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const [at, record] of (records as Wire[]).entries()) {
    const row = byId.get(ids[at]);
    const found: Wire = {};
    for (const [i, f] of computed.entries()) {
      const value = row?.[`c${i}`] ?? null;
      found[f.key] = f.kind === "money" && typeof value === "number" ? value / 100 : value;
    }
    record.customFields = { ...(record.customFields as Wire), ...found };
  }
  return records;
}
