// What must be unique and was given up by a merge may be somebody else's by now: a record that comes back comes without it.
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { RecordType, Wire } from "@/kernel/records";
import type { Unmerged } from "./schema";
import { tenantOf } from "./service";

/** By record, the custom values that it has lost. */
export type Lost = Map<string, Wire>;

/** Takes from the deleted records what another one holds; what two of them hold stays with the older one. */
export async function giveUpTaken(
  ctx: Ctx,
  type: RecordType,
  uuids: string[],
  kept: Unmerged["kept"],
): Promise<Lost> {
  const taken = await ctx.tx.query<{ id: string; key: string; label: string; value: unknown }>(
    `with own as (
       select t.id, c.id as field_id, c.key, c.label, t.custom_fields -> c.key as value,
         case when length(x.text) <= 300 then lower(x.text) else md5(lower(x.text)) end as unique_key, t.created_at
       from ${type.tableName} t
       join custom_fields c on c.tenant_id = $1 and c.record_type = $3 and c.is_unique and c.deleted_at is null and t.custom_fields ? c.key
       cross join lateral (select t.custom_fields ->> c.key as text) x
       where t.tenant_id = $1 and t.id = any($2::uuid[]) and jsonb_typeof(t.custom_fields -> c.key) not in ('null', 'array')),
     ranked as (select *, row_number() over (partition by field_id, unique_key order by created_at, id) as rank from own)
     select r.id, r.key, r.label, r.value from ranked r
     where r.rank > 1 or exists (select 1 from field_values v where v.tenant_id = $1 and v.field_id = r.field_id
       and v.unique_key = r.unique_key and v.record_id <> all($2::uuid[]))`,
    [tenantOf(ctx), uuids, type.name],
  );
  const lost: Lost = new Map();
  for (const { id, key, label, value } of taken) {
    const recordId = toPublicId(type.prefix, id);
    lost.set(recordId, { ...lost.get(recordId), [key]: value });
    kept.push({
      recordType: type.name,
      recordId,
      field: `customFields.${key}`,
      reason: `${label}: another ${type.label.toLowerCase()} has this value by now`,
    });
  }
  for (const [recordId, values] of lost)
    await ctx.tx.query(
      `update ${type.tableName} set custom_fields = custom_fields - $3::text[] where tenant_id = $1 and id = $2`,
      [tenantOf(ctx), uuidOf(type.prefix, recordId), Object.keys(values)],
    );
  return lost;
}
