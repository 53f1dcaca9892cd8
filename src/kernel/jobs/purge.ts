// What is removed by the clock: deleted records after 30 days, events after 30 days, idempotency keys after a day. In
// small steps, so that no lock is held for long.
import { clock } from "@/kernel/clock";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { RecordType } from "@/kernel/records/define";
import { recordTypes, referencesTo } from "@/kernel/records/registry";
import { keptDays } from "@/kernel/records/remove";
import { type TenantRef, type Transaction, withSystem, withTenant } from "@/kernel/tenancy";
import { defineScheduled } from "./define";

const stepSize = 1000;
const eventsKeptDays = 30;
const keysKeptHours = 24;

const before = (hours: number): string => new Date(clock.nowMs() - hours * 3_600_000).toISOString();

export async function allTenants(): Promise<TenantRef[]> {
  const rows = await withSystem("read", (tx) =>
    tx.query<{ id: string; schema_name: string }>("select id, schema_name from tenants order by created_at"),
  );
  return rows.map((row) => ({ id: toPublicId("tenant", row.id), schema: row.schema_name }));
}

/** Removes for good what was deleted longer ago than it can be restored. Answers how many records went. */
export async function purgeDeletedRecords(): Promise<number> {
  let removed = 0;
  for (const tenant of await allTenants()) {
    for (const type of recordTypes()) {
      for (let step = stepSize; step === stepSize; removed += step) {
        step = await withTenant(tenant, "write", (tx) => purgeStep(tx, tenant, type));
      }
    }
  }
  return removed;
}

async function purgeStep(tx: Transaction, tenant: TenantRef, type: RecordType): Promise<number> {
  const tenantId = uuidOf("tenant", tenant.id);
  const rows = await tx.query<{ id: string }>(
    `select id from ${type.tableName} t where tenant_id = $1 and deleted_at < $2
       and not exists (select 1 from merged_records m where m.tenant_id = $1 and m.loser_id = t.id) order by deleted_at limit ${stepSize} for update skip locked`,
    [tenantId, before(keptDays * 24)],
  );
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.id);
  // Other deleted records may still name them; rows that only link records go with what they link.
  const ofRecords = new Set<string>();
  for (const { from, field } of referencesTo(type)) {
    const column = from.columns.find((c) => c.key === field)!.name;
    ofRecords.add(`${from.tableName}.${column}`);
    await tx.query(
      `update ${from.tableName} set ${column} = null where tenant_id = $1 and ${column} = any($2::uuid[])`,
      [tenantId, ids],
    );
  }
  for (const link of await linksTo(tx, type)) {
    if (ofRecords.has(`${link.table_name}.${link.column_name}`)) continue;
    await tx.query(
      `delete from "${link.table_name}" where tenant_id = $1 and "${link.column_name}" = any($2::uuid[])`,
      [tenantId, ids],
    );
  }
  // What was merged into a record is kept as long as the record: un-merging brings it back.
  await tx.query("delete from merged_records where tenant_id = $1 and winner_id = any($2::uuid[])", [
    tenantId,
    ids,
  ]);
  await tx.query(`delete from ${type.tableName} where tenant_id = $1 and id = any($2::uuid[])`, [
    tenantId,
    ids,
  ]);
  return ids.length;
}

/** Every foreign key of the schema that points to the type's table: its last column is the one that names the record. */
const linksTo = (tx: Transaction, type: RecordType): Promise<{ table_name: string; column_name: string }[]> =>
  tx.query(
    `select c.conrelid::regclass::text as table_name, a.attname as column_name
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[array_length(c.conkey, 1)]
     where c.contype = 'f' and c.confrelid = $1::regclass`,
    [type.tableName],
  );

/** Removes events that are older than the log is kept: the log's own order is that of time, close enough. */
export async function purgeEvents(): Promise<number> {
  let removed = 0;
  for (let step = stepSize; step === stepSize; removed += step) {
    const rows = await withSystem("write", (tx) =>
      tx.query(
        `delete from events e using (select xid, seq, created_at from events order by xid, seq limit ${stepSize}) first
         where e.xid = first.xid and e.seq = first.seq and first.created_at < $1 returning 1`,
        [before(eventsKeptDays * 24)],
      ),
    );
    step = rows.length;
  }
  return removed;
}

/** Removes idempotency keys that no longer bind. */
export async function purgeIdempotencyKeys(): Promise<number> {
  let removed = 0;
  for (const tenant of await allTenants()) {
    const rows = await withTenant(tenant, "write", (tx) =>
      tx.query("delete from idempotency_keys where tenant_id = $1 and created_at < $2 returning 1", [
        uuidOf("tenant", tenant.id),
        before(keysKeptHours),
      ]),
    );
    removed += rows.length;
  }
  return removed;
}

defineScheduled("purge_deleted_records", "17 3 * * *", async () => void (await purgeDeletedRecords()));
defineScheduled("purge_events", "*/30 * * * *", async () => void (await purgeEvents()));
defineScheduled("purge_idempotency_keys", "41 * * * *", async () => void (await purgeIdempotencyKeys()));
