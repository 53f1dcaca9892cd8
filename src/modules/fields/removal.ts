// Deleting a field takes it off every record and puts its values aside; restoring it brings them back.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { audit, done, findField, tenantOf, typeNamed } from "./definitions";
import { fieldError } from "./errors";
import type { CustomFieldDefinition } from "./schema";

/** Takes the field off every record; the values are put aside. */
export async function deleteField(
  ctx: Ctx,
  { fieldId }: { fieldId: string },
): Promise<{ id: string; recordCount: number }> {
  const f = await findField(ctx, fieldId, { lock: true });
  const { tableName } = typeNamed(f.recordType);
  const values = [tenantOf(ctx), uuidOf("field", fieldId)];
  await ctx.tx.query("update custom_fields set deleted_at = $3 where tenant_id = $1 and id = $2", [
    ...values,
    ctx.now,
  ]);
  const taken = await ctx.tx.query<{ n: number }>(
    `with held as (
       update ${tableName} t set custom_fields = t.custom_fields - $3::text
       from (select id, custom_fields -> $3::text as value from ${tableName} where tenant_id = $1 and custom_fields ? $3::text) b
       where t.tenant_id = $1 and t.id = b.id returning t.id, b.value),
     kept as (
       insert into deleted_field_values (tenant_id, field_id, record_id, value) select $1, $2, id, value from held
       on conflict (tenant_id, field_id, record_id) do update set value = excluded.value returning 1)
     select count(*)::int as n from kept`,
    [...values, f.key],
  );
  await ctx.tx.query("delete from field_values where tenant_id = $1 and field_id = $2", values);
  done(ctx);
  ctx.record({ recordType: "field", recordId: fieldId, action: "deleted", before: audit(f), after: null });
  ctx.summary = `Deleted the field ${f.label}`;
  return { id: fieldId, recordCount: taken[0]?.n ?? 0 };
}

export async function restoreField(
  ctx: Ctx,
  { fieldId }: { fieldId: string },
): Promise<CustomFieldDefinition> {
  const f = await findField(ctx, fieldId, { lock: true, isDeleted: true });
  const { tableName } = typeNamed(f.recordType);
  const values = [tenantOf(ctx), uuidOf("field", fieldId)];
  const taken = await ctx.tx.query(
    "select 1 from custom_fields where tenant_id = $1 and record_type = $2 and key = $3 and deleted_at is null",
    [tenantOf(ctx), f.recordType, f.key],
  );
  if (taken.length > 0) throw fieldError("FIELD_KEY_TAKEN");
  await ctx.tx.query("update custom_fields set deleted_at = null where tenant_id = $1 and id = $2", values);
  await ctx.tx.query(
    `update ${tableName} t set custom_fields = t.custom_fields || jsonb_build_object($3::text, d.value)
     from deleted_field_values d where t.tenant_id = $1 and d.tenant_id = $1 and d.field_id = $2 and d.record_id = t.id`,
    [...values, f.key],
  );
  await ctx.tx.query("delete from deleted_field_values where tenant_id = $1 and field_id = $2", values);
  done(ctx);
  ctx.record({ recordType: "field", recordId: fieldId, action: "restored", before: null, after: {} });
  ctx.summary = `Restored the field ${f.label}`;
  return { ...f, deletedAt: null };
}
