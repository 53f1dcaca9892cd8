// Soft deletion and restoring. A deleted record leaves every list at once and can come back for 30 days; what pointed
// to it loses the link, or goes with it when the caller says so.
import { invalidField } from "@/kernel/errors";
import type { EventDefinition } from "@/kernel/events/define";
import { eventRegistry } from "@/kernel/events/define";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { nearest } from "@/kernel/query/nearest";
import type { RecordType } from "./define";
import { referencesTo } from "./registry";
import type { Wire } from "./rows";
import { computedOf, lockRecord } from "./store";

export const keptDays = 30;

/** What may be named in `cascade` when a record of this type is deleted. */
export const cascadeNames = (type: RecordType): string[] => [
  ...new Set(
    referencesTo(type)
      .filter(({ from }) => from.name !== type.name)
      .map(({ from }) => from.resource),
  ),
];

/** `contacts,deals` → the names, checked. */
export function readCascade(type: RecordType, sent: string | undefined): string[] {
  const names = (sent ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const known = cascadeNames(type);
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw invalidField(
      "cascade",
      `cascade knows ${known.join(", ") || "nothing here"}, not "${name}"${near ? `. Did you mean "${near}"?` : ""}`,
    );
  }
  return names;
}

export type Deleted = { id: string; deletedAt: string; restorableUntil: string };

/** Deletes a record the actor may delete; links to it are cleared, or followed for the names in `cascade`. */
export async function deleteRecord(
  ctx: Ctx,
  type: RecordType,
  id: string,
  event: EventDefinition<Wire>,
  cascade: string[] = [],
  permission = `${type.resource}:delete`,
): Promise<Deleted> {
  const record = await lockRecord(ctx, type, id, permission);
  await removeRow(ctx, type, record, event, cascade);
  return {
    id,
    deletedAt: ctx.now,
    restorableUntil: new Date(Date.parse(ctx.now) + keptDays * 86_400_000).toISOString(),
  };
}

async function removeRow(
  ctx: Ctx,
  type: RecordType,
  record: Wire,
  event: EventDefinition<Wire>,
  cascade: string[],
): Promise<void> {
  const uuid = uuidOf(type.prefix, record.id as string);
  const tenant = uuidOf("tenant", ctx.tenant.id);
  ctx.tx.send(
    `update ${type.tableName} set deleted_at = $3, updated_at = $3, updated_by = $4, version = version + 1 where tenant_id = $1 and id = $2`,
    [tenant, uuid, ctx.now, ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null],
  );
  ctx.record({
    recordType: type.name,
    recordId: record.id as string,
    action: "deleted",
    before: {},
    after: null,
  });
  ctx.emit(
    event,
    { recordType: type.name, recordId: record.id as string, ownerId: record.ownerId as string | null },
    { [type.name]: record },
  );
  for (const { from, field } of referencesTo(type)) {
    if (cascade.includes(from.resource)) await removeReferring(ctx, from, field, uuid, cascade);
    else await unlinkReferring(ctx, from, field, record.id as string, uuid);
  }
}

const columnName = (type: RecordType, field: string): string =>
  type.columns.find((c) => c.key === field)!.name;

async function removeReferring(
  ctx: Ctx,
  from: RecordType,
  field: string,
  uuid: string,
  cascade: string[],
): Promise<void> {
  const rows = await ctx.tx.query<{ id: string }>(
    `select id from ${from.tableName} where tenant_id = $1 and ${columnName(from, field)} = $2 and deleted_at is null`,
    [uuidOf("tenant", ctx.tenant.id), uuid],
  );
  const event = eventRegistry.get(`${from.name}.deleted`) as unknown as EventDefinition<Wire>;
  for (const row of rows) {
    const record = await lockRecord(ctx, from, toPublicId(from.prefix, row.id), `${from.resource}:delete`);
    await removeRow(ctx, from, record, event, cascade);
  }
}

async function unlinkReferring(
  ctx: Ctx,
  from: RecordType,
  field: string,
  publicId: string,
  uuid: string,
): Promise<void> {
  const column = columnName(from, field);
  const rows = await ctx.tx.query<{ id: string }>(
    `update ${from.tableName} set ${column} = null, updated_at = $3, version = version + 1
     where tenant_id = $1 and ${column} = $2 and deleted_at is null returning id`,
    [uuidOf("tenant", ctx.tenant.id), uuid, ctx.now],
  );
  for (const row of rows) {
    ctx.record({
      recordType: from.name,
      recordId: toPublicId(from.prefix, row.id),
      action: "updated",
      before: { [field]: publicId },
      after: { [field]: null },
    });
  }
}

/** Brings a deleted record back; whoever may delete it may. */
export async function restoreRecord<R = Wire>(
  ctx: Ctx,
  type: RecordType,
  id: string,
  event: EventDefinition<Wire>,
): Promise<R> {
  const record = await lockRecord(ctx, type, id, `${type.resource}:delete`, { isDeleted: true });
  ctx.tx.send(
    `update ${type.tableName} set deleted_at = null, updated_at = $3, updated_by = $4, version = version + 1 where tenant_id = $1 and id = $2`,
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf(type.prefix, id),
      ctx.now,
      ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null,
    ],
  );
  const next = computedOf(type, {
    ...record,
    updatedAt: ctx.now,
    updatedBy: ctx.actor.userId,
    version: (record.version as number) + 1,
  });
  ctx.record({ recordType: type.name, recordId: id, action: "restored", before: null, after: {} });
  ctx.emit(
    event,
    { recordType: type.name, recordId: id, ownerId: record.ownerId as string | null },
    { [type.name]: next },
  );
  return next as R;
}
