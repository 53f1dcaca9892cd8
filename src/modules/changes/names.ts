// What the records of a report are called: also those that are gone again, whose ids would tell nobody anything.
import { parseId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { compileScope, Params } from "@/kernel/query";
import { displayNames, recordTypeNamed } from "@/kernel/records";

type Told = { recordType: string; recordId: string };

/** Each with its record's name; null for what the actor may not read and what is gone for good. */
export async function withNames<T extends Told>(
  ctx: Ctx,
  told: T[],
): Promise<(T & { name: string | null })[]> {
  const names = new Map<string, string>();
  for (const name of new Set(told.map(({ recordType }) => recordType))) {
    const some = told.filter(({ recordType }) => recordType === name);
    const type = recordTypeNamed(name);
    if (!type || scopeOf(ctx.actor, `${type.resource}:read`) === undefined) continue;
    const ids = [...new Set(some.flatMap(({ recordId }) => parseId(type.prefix, recordId) ?? []))];
    const params = new Params();
    const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
    const scope = compileScope(ctx.actor, `${type.resource}:read`, params, tenant, "t", type);
    const readable = await ctx.tx.query<{ id: string }>(
      `select t.id from ${type.tableName} t where t.tenant_id = ${tenant} and t.id = any(${params.add(ids)}::uuid[]) and ${scope}`,
      params.values,
    );
    const found = await displayNames(
      ctx,
      type,
      readable.map(({ id }) => id),
    );
    for (const [id, called] of found) names.set(id, called);
  }
  return told.map((one) => {
    const prefix = recordTypeNamed(one.recordType)?.prefix;
    const id = prefix && parseId(prefix, one.recordId);
    return { ...one, name: (id && names.get(id)) ?? null };
  });
}
