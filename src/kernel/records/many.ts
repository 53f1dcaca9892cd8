// Many records at once: the same guarantees as for one (scope, audit row, event, links), in a few statements however
// many there are.
import { type EventDefinition, eventRegistry } from "@/kernel/events/define";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { scopeOf } from "@/kernel/permissions";
import { heldWithin, Params } from "@/kernel/query/compile";
import type { RecordType } from "./define";
import { recordsetOf } from "./recordset";
import { referencesTo } from "./registry";
import { columnList, fromRow, type Wire } from "./rows";
import { computedOf, diffOf, writableOf } from "./store";

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);
const userOf = (ctx: Ctx): string | null => (ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null);
const aboutOf = (type: RecordType, record: Wire) => ({
  recordType: type.name,
  recordId: record.id as string,
  ownerId: record.ownerId as string | null,
});
export const recordEvent = (type: RecordType, verb: string): EventDefinition<Wire> =>
  eventRegistry.get(`${type.name}.${verb}`) as unknown as EventDefinition<Wire>;

/** Locks those of `ids` that may be read, in the order of their ids, and says which may be written with `permission`. */
export async function lockMany(
  ctx: Ctx,
  type: RecordType,
  ids: string[],
  permission: string,
  { isDeleted = false, isLocked = true } = {},
): Promise<{ record: Wire; isWritable: boolean }[]> {
  if (ids.length === 0) return [];
  const params = new Params();
  const tenant = `${params.add(tenantOf(ctx))}::uuid`;
  const within = (required: string) => {
    const scope = scopeOf(ctx.actor, required);
    return scope ? heldWithin(scope, ctx.actor, params, tenant, "t", type) : "false";
  };
  const [readable, writable] = [within(`${type.resource}:read`), within(permission)];
  const rows = await ctx.tx.query(
    `select ${columnList(type, "t.")}, (${writable}) as is_writable from ${type.tableName} t
     where t.tenant_id = ${tenant} and t.id = any(${params.add(ids.map((id) => uuidOf(type.prefix, id)))}::uuid[])
       and t.deleted_at is ${isDeleted ? "not " : ""}null and (${readable})
       ${isDeleted ? `and not exists (select 1 from merged_records m where m.tenant_id = ${tenant} and m.loser_id = t.id)` : ""}
     order by t.id ${isLocked ? "for update of t" : ""}`,
    params.values,
  );
  return rows.map((row) => ({ record: fromRow(type, row), isWritable: row.is_writable === true }));
}

export type Patched = { current: Wire; patch: Wire };

/** What the patches change, record by record; those that change nothing are left out. */
export const differencesOf = (type: RecordType, patched: Patched[]) =>
  patched.flatMap(({ current, patch }) => {
    const { before, after } = diffOf(type, current, patch);
    return Object.keys(after).length > 0 ? [{ current, before, after }] : [];
  });

/** Writes checked patches of locked records in one statement; answers how many records differ afterwards. */
export async function updateMany(ctx: Ctx, type: RecordType, patched: Patched[]): Promise<number> {
  const differing = differencesOf(type, patched);
  await writeMany(ctx, type, differing);
  return differing.length;
}

export type Changed = { current: Wire; before: Wire; after: Wire };

/** Writes these differences in one statement, with their audit rows and events; answers the records as they are then. */
export async function writeMany(ctx: Ctx, type: RecordType, changed: Changed[]): Promise<Wire[]> {
  if (changed.length === 0) return [];
  const keys = new Set(changed.flatMap(({ after }) => Object.keys(after)));
  for (const key of ["updatedAt", "updatedBy", "version"]) keys.add(key);
  // The currency decides what an amount is in minor units.
  for (const column of type.columns)
    if (column.currencyField && (keys.has(column.key) || keys.has(column.currencyField)))
      keys.add(column.key).add(column.currencyField);
  const columns = type.columns.filter((column) => keys.has(column.key));
  const records = changed.map(({ current, before, after }) => {
    const next: Wire = {
      ...current,
      ...after,
      updatedAt: ctx.now,
      updatedBy: ctx.actor.userId,
      version: (current.version as number) + 1,
    };
    computedOf(type, next);
    const changes = { before: writableOf(type, before), after: writableOf(type, after) };
    ctx.record({ recordType: type.name, recordId: next.id as string, action: "updated", ...changes });
    ctx.emit(recordEvent(type, "updated"), aboutOf(type, next), { [type.name]: next, changes });
    return next;
  });
  const id = type.columns.find((column) => column.key === "id")!;
  const rows = await recordsetOf(ctx, type, [id, ...columns], records, 2);
  const assignments = columns.map((column, i) => `"${column.name}" = ${rows.expressions[i + 1]}`).join(", ");
  await ctx.tx.query(
    `update ${type.tableName} t set ${assignments} from ${rows.from} where t.tenant_id = $1 and t.id = x.id`,
    [tenantOf(ctx), ...rows.values],
  );
  return records;
}

/** Deletes locked records; what pointed to them loses the link. */
export async function deleteMany(ctx: Ctx, type: RecordType, records: Wire[]): Promise<void> {
  if (records.length === 0) return;
  const ids = records.map((record) => uuidOf(type.prefix, record.id as string));
  await ctx.tx.query(
    `update ${type.tableName} set deleted_at = $3, updated_at = $3, updated_by = $4, version = version + 1
     where tenant_id = $1 and id = any($2::uuid[])`,
    [tenantOf(ctx), ids, ctx.now, userOf(ctx)],
  );
  for (const record of records) {
    ctx.record({
      recordType: type.name,
      recordId: record.id as string,
      action: "deleted",
      before: {},
      after: null,
    });
    ctx.emit(recordEvent(type, "deleted"), aboutOf(type, record), { [type.name]: record });
  }
  // Asked for together: most of the time nothing points to them.
  await Promise.all(referencesTo(type).map((reference) => unlink(ctx, type, reference, ids)));
}

/**
 * Cuts what points to deleted records. First found by the index of the link and only then changed, by id: as one
 * statement that changes a table joined with itself, it would walk through all records of the tenant.
 */
async function unlink(
  ctx: Ctx,
  type: RecordType,
  { from, field }: ReturnType<typeof referencesTo>[number],
  ids: string[],
): Promise<void> {
  const column = from.columns.find((one) => one.key === field)!.name;
  const cut = await ctx.tx.query<{ id: string; former: string }>(
    `select id, ${column} as former from ${from.tableName}
     where tenant_id = $1 and ${column} = any($2::uuid[]) and deleted_at is null for update`,
    [tenantOf(ctx), ids],
  );
  if (cut.length === 0) return;
  ctx.tx.send(
    `update ${from.tableName} set ${column} = null, updated_at = $3, version = version + 1
     where tenant_id = $1 and id = any($2::uuid[])`,
    [tenantOf(ctx), cut.map(({ id }) => id), ctx.now],
  );
  for (const row of cut) {
    ctx.record({
      recordType: from.name,
      recordId: toPublicId(from.prefix, row.id),
      action: "updated",
      before: { [field]: toPublicId(type.prefix, row.former) },
      after: { [field]: null },
    });
  }
}

/** Brings deleted records back. */
export async function restoreMany(ctx: Ctx, type: RecordType, records: Wire[]): Promise<void> {
  if (records.length === 0) return;
  await ctx.tx.query(
    `update ${type.tableName} set deleted_at = null, updated_at = $3, updated_by = $4, version = version + 1
     where tenant_id = $1 and id = any($2::uuid[])`,
    [tenantOf(ctx), records.map((record) => uuidOf(type.prefix, record.id as string)), ctx.now, userOf(ctx)],
  );
  for (const record of records) {
    const next = computedOf(type, {
      ...record,
      updatedAt: ctx.now,
      updatedBy: ctx.actor.userId,
      version: (record.version as number) + 1,
    });
    ctx.record({
      recordType: type.name,
      recordId: next.id as string,
      action: "restored",
      before: null,
      after: {},
    });
    ctx.emit(recordEvent(type, "restored"), aboutOf(type, next), { [type.name]: next });
  }
}
