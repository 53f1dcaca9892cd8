// What must be unique and was given up by a merge may be somebody else's by now: a record that comes back comes without it.
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { type RecordType, recordTypeOfId, type Wire } from "@/kernel/records";
import type { Unmerged } from "./schema";
import { tenantOf } from "./service";

/** By record, the custom values that it has lost. */
export type Lost = Map<string, Wire>;

/**
 * Takes from the deleted records what another one holds; what two of them hold stays with the older one, but
 * rather with the one whose link no merge has brought there: that of the other is known to the merge's journal.
 */
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
     moved as (
       select l.row_id, l.column_name from merge_links l join merges m on m.tenant_id = $1 and m.id = l.merge_id and m.undone_at is null
       where l.tenant_id = $1 and l.table_name = $4 and l.row_id = any($2::uuid[]) and l.removed_row is null),
     ranked as (
       select *, row_number() over (partition by field_id, unique_key order by exists (
         select 1 from moved where row_id = own.id and column_name = 'customFields.' || own.key), created_at, id) as rank from own)
     select r.id, r.key, r.label, r.value from ranked r
     where r.rank > 1 or exists (select 1 from field_values v where v.tenant_id = $1 and v.field_id = r.field_id
       and v.unique_key = r.unique_key and v.record_id <> all($2::uuid[]))`,
    [tenantOf(ctx), uuids, type.name, type.tableName],
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
  for (const [recordId, values] of lost) await linksCut(ctx, type, recordId, values);
  return lost;
}

/**
 * A link that another merge had moved, and that its record cannot hold any more because it must be unique: the journal
 * of that other merge learns that it is empty, so that taking it back still brings back where it led before.
 */
export async function linksCut(ctx: Ctx, type: RecordType, recordId: string, values: Wire): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    const target = typeof value === "string" ? recordTypeOfId(value) : undefined;
    const uuid = target && parseId(target.prefix, value as string);
    if (!uuid) continue;
    const about = [tenantOf(ctx), type.tableName, key, uuidOf(type.prefix, recordId), uuid];
    const moved = await ctx.tx.query(
      `update merge_links l set to_id = null from merges m
       where l.tenant_id = $1 and l.table_name = $2 and l.column_name = 'customFields.' || $3::text and l.row_id = $4 and l.to_id = $5
         and l.removed_row is null and m.tenant_id = $1 and m.id = l.merge_id and m.undone_at is null returning 1`,
      about,
    );
    if (moved.length > 0) continue;
    // It was its own, and a merge has given it to another record, by moving a link or by making that record what several
    // were: when that is taken back, it is free again.
    await ctx.tx.query(
      `insert into merge_links (tenant_id, merge_id, table_name, column_name, row_id, from_id, to_id)
       select $1, m.id, $2, 'customFields.' || $3::text, $4, $5, null from merges m
       where m.tenant_id = $1 and m.undone_at is null and exists (
         select 1 from custom_fields c
         join field_values v on v.tenant_id = $1 and v.field_id = c.id and v.uuid_value = $5 and v.record_id <> $4 and v.unique_key is not null
         where c.tenant_id = $1 and c.record_type = $6 and c.key = $3 and c.deleted_at is null and (
           exists (select 1 from merge_links l where l.tenant_id = $1 and l.merge_id = m.id and l.table_name = $2
             and l.column_name = 'customFields.' || $3::text and l.row_id = v.record_id and l.to_id = $5 and l.removed_row is null)
           or m.record_type = $6 and m.winner_id = v.record_id and m.winner_after #>> array['customFields', $3::text] = $7
             and m.winner_before #>> array['customFields', $3::text] is distinct from $7))
       order by m.id desc limit 1
       on conflict (tenant_id, merge_id, table_name, column_name, row_id) do update set from_id = excluded.from_id, to_id = null`,
      [...about, type.name, value],
    );
  }
}
