// Builds an order that is kept by a field and takes in what has changed since, in the background and in small transactions.
// What is noted when a batch begins is in what the batch computes; what is noted later stays noted.
import { z } from "zod";
import { everyRecord } from "@/kernel/fields/change-notes";
import { type CustomField, customFieldsOf, forgetCustomFields } from "@/kernel/fields/custom";
import { uuidOf } from "@/kernel/id";
import { defineJob, type JobRun } from "@/kernel/jobs/define";
import { Pace } from "@/kernel/jobs/pace";
import { Params } from "@/kernel/query/params";
import { analyzeTables } from "@/kernel/tenancy/migrate";
import type { TenantRef } from "@/kernel/tenancy/tenant";
import { type Transaction, withTenant } from "@/kernel/tenancy/transaction";
import { pools } from "@/platform/database/pools";
import type { RecordType } from "./define";
import { definitionOf, dropOrder, type KeptDefinition } from "./kept-order";
import { recordTypeNamed } from "./registry";

/** A text longer than this cannot be compared by the index: its order is not kept. */
const longestText = 300;
const drainStep = 1_000;
/** Fewer are left to the lists that compute them. */
const fewChanges = 20;
const removalStep = 10_000;
const waitMs = 50;

type Row = {
  id: string;
  record_type: string;
  field_id: string;
  definition: string;
  state: "building" | "whole" | "unfit" | "dropped";
  barrier: number | null;
  built_to: string | null;
  is_spoilt: boolean;
};

/** The order for this transaction alone: one worker at a time builds, drains or drops it. */
async function lockOrder(tx: Transaction, tenant: TenantRef, id: string): Promise<Row | undefined> {
  const values = [uuidOf("tenant", tenant.id), id];
  const locked = await tx.query(
    "select 1 from kept_orders where tenant_id = $1 and id = $2 for update",
    values,
  );
  if (locked.length === 0) return undefined;
  // A statement of its own: it sees what was committed while the lock was waited for.
  const [row] = await tx.query<Row>(
    `select id, record_type, field_id, definition, state, barrier, built_to, exists (select 1 from kept_order_changes c
       where c.tenant_id = $1 and c.order_id = $2 and c.record_id = '${everyRecord}') as is_spoilt
     from kept_orders where tenant_id = $1 and id = $2`,
    values,
  );
  return row;
}

type Kept = { tenant: TenantRef; id: string; type: RecordType; definition: KeptDefinition };
const inStep = <R>(tenant: TenantRef, work: (tx: Transaction) => Promise<R>): Promise<R> =>
  withTenant(tenant, "write", work);

export const keepOrderJob = defineJob(
  "records.keepOrder",
  z.strictObject({ orderId: z.string() }),
  async (run, { orderId }) => {
    const kept = await definedAs(run.tenant, orderId);
    if (kept && (await waitForWriters(run, kept))) await build(run, kept);
    if (kept) await drainOrder(kept, run.check);
    await removeDropped(run.tenant, run.check);
  },
);

/** Undefined when there is nothing more to do for it; an order whose field is another by now is dropped. */
async function definedAs(tenant: TenantRef, id: string): Promise<Kept | undefined> {
  forgetCustomFields(tenant.id);
  return inStep(tenant, async (tx) => {
    const row = await lockOrder(tx, tenant, id);
    if (!row || row.state === "dropped" || row.state === "unfit") return undefined;
    const type = recordTypeNamed(row.record_type);
    const known: CustomField[] = type ? await customFieldsOf({ tenant, tx }, type.name) : [];
    const custom = known.find((one) => uuidOf("field", one.id) === row.field_id);
    const definition = type && definitionOf(type, { field: row.field_id, order: "asc", custom });
    if (!definition || definition.digest !== row.definition || row.is_spoilt) {
      await dropOrder(tx, tenant, id);
      return undefined;
    }
    return { tenant, id, type, definition };
  });
}

/**
 * Waits for whoever may have written before the order's reads were there to see: every transaction older than one that
 * began after they were committed. Their changes are not noted, and are in what is computed afterwards.
 */
async function waitForWriters(run: JobRun, { tenant, id }: Kept): Promise<boolean> {
  const values = [uuidOf("tenant", tenant.id), id];
  const isBuilding = await inStep(tenant, async (tx) => {
    const row = await lockOrder(tx, tenant, id);
    if (row?.state !== "building") return false;
    if (row.barrier === null)
      await tx.query(
        "update kept_orders set barrier = pg_current_xact_id()::text::bigint where tenant_id = $1 and id = $2",
        values,
      );
    return true;
  });
  for (let isOver = !isBuilding; !isOver; ) {
    run.check();
    const [row] = await withTenant(tenant, "read", (tx) =>
      tx.query<{ is_over: boolean }>(
        `select pg_snapshot_xmin(pg_current_snapshot())::text::bigint > barrier as is_over
         from kept_orders where tenant_id = $1 and id = $2`,
        values,
      ),
    );
    isOver = row?.is_over ?? true;
    if (!isOver) await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  return isBuilding;
}

/** Inserts the values of the records that `rows` selects, and answers whether one was too long to be kept. */
const insertText = ({ type, definition, id }: Kept, rows: string, params: Params, tenant: string): string => {
  const { column } = definition;
  const expression = definition.expression(params, tenant);
  const value = column === "text_value" ? `left(v.x, ${longestText + 1})` : "v.x";
  return `insert into kept_order_values (tenant_id, order_id, record_id, is_empty, ${column})
    select ${tenant}, ${params.add(id)}::uuid, t.id, v.x is null, ${value}
    from (${rows}) p join ${type.tableName} t on t.tenant_id = ${tenant} and t.id = p.id
    cross join lateral (select ${expression} as x offset 0) v
    returning ${column === "text_value" ? `coalesce(length(text_value) > ${longestText}, false)` : "false"} as is_long`;
};

const tenantParam = (params: Params, tenant: TenantRef): string =>
  `${params.add(uuidOf("tenant", tenant.id))}::uuid`;

async function build(run: JobRun, kept: Kept): Promise<void> {
  const pace = new Pace(500, 20_000);
  for (let isMore = true; isMore; ) {
    run.check();
    const rows = pace.next;
    isMore = await pace.of(rows, () => inStep(kept.tenant, (tx) => buildStep(tx, kept, rows)));
  }
  // Fresh tables have no statistics, and a plan made without them would sort what the index has in order.
  await analyzeTables(pools().url, kept.tenant.schema, ["kept_order_values"]);
  await inStep(kept.tenant, async (tx) => {
    const row = await lockOrder(tx, kept.tenant, kept.id);
    if (row?.state !== "building") return;
    if (row.is_spoilt) return dropOrder(tx, kept.tenant, kept.id);
    await tx.query("update kept_orders set state = 'whole' where tenant_id = $1 and id = $2", [
      uuidOf("tenant", kept.tenant.id),
      kept.id,
    ]);
  });
}

async function buildStep(tx: Transaction, kept: Kept, rows: number): Promise<boolean> {
  const row = await lockOrder(tx, kept.tenant, kept.id);
  if (row?.state !== "building") return false;
  if (row.is_spoilt) return false;
  const params = new Params();
  const tenant = tenantParam(params, kept.tenant);
  const after = row.built_to ? ` and id > ${params.add(row.built_to)}::uuid` : "";
  const page = `select id from ${kept.type.tableName} where tenant_id = ${tenant}${after} order by id limit ${rows}`;
  const [done] = await tx.query<{ n: number; last: string | null; is_unfit: boolean }>(
    `with page as materialized (${page}), made as (${insertText(kept, "select id from page", params, tenant)})
     select (select count(*)::int from page) as n, (select id from page order by id desc limit 1) as last,
       (select coalesce(bool_or(is_long), false) from made) as is_unfit`,
    params.values,
  );
  if (done?.is_unfit) {
    await giveUp(tx, kept);
    return false;
  }
  if (done?.last)
    await tx.query("update kept_orders set built_to = $3 where tenant_id = $1 and id = $2", [
      uuidOf("tenant", kept.tenant.id),
      kept.id,
      done.last,
    ]);
  return (done?.n ?? 0) === rows;
}

async function giveUp(tx: Transaction, { tenant, id }: Kept): Promise<void> {
  await dropOrder(tx, tenant, id);
  await tx.query("update kept_orders set state = 'unfit' where tenant_id = $1 and id = $2", [
    uuidOf("tenant", tenant.id),
    id,
  ]);
}

/** Brings an order up to date, should it be whole. */
export async function catchUp(tenant: TenantRef, id: string): Promise<void> {
  const kept = await definedAs(tenant, id);
  if (kept) await drainOrder(kept, () => undefined);
}

async function drainOrder(kept: Kept, check: () => void): Promise<void> {
  for (let taken = drainStep; taken >= fewChanges; ) {
    check();
    taken = await inStep(kept.tenant, (tx) => drainStepOf(tx, kept));
  }
}

/** The rows of an order's first records, by a range of the key: a join with a table of no statistics may take minutes. */
const deleteFirst = (table: string, rows: number): string =>
  `delete from ${table} where tenant_id = $1 and order_id = $2 and record_id <= coalesce((
     select record_id from ${table} where tenant_id = $1 and order_id = $2 order by record_id offset ${rows - 1} limit 1),
     'ffffffff-ffff-ffff-ffff-ffffffffffff')`;

async function drainStepOf(tx: Transaction, kept: Kept): Promise<number> {
  const row = await lockOrder(tx, kept.tenant, kept.id);
  if (row?.state !== "whole") return 0;
  if (row.is_spoilt) {
    await dropOrder(tx, kept.tenant, kept.id);
    return 0;
  }
  const values = [uuidOf("tenant", kept.tenant.id), kept.id];
  // First what is noted goes, then what it stood for is computed, by a statement of its own: it sees every write whose
  // note is gone. A write that it does not see has a note that the first did not see either.
  const noted = await tx.query<{ record_id: string }>(
    `${deleteFirst("kept_order_changes", drainStep)} returning record_id`,
    values,
  );
  if (noted.length === 0) return 0;
  const ids = [...new Set(noted.map((one) => one.record_id))];
  await tx.query(
    "delete from kept_order_values where tenant_id = $1 and order_id = $2 and record_id = any($3::uuid[])",
    [...values, ids],
  );
  const params = new Params();
  const tenant = tenantParam(params, kept.tenant);
  const rows = `select id from unnest(${params.add(ids)}::uuid[]) as u(id)`;
  const made = await tx.query<{ is_long: boolean }>(insertText(kept, rows, params, tenant), params.values);
  if (made.some((one) => one.is_long)) {
    await giveUp(tx, kept);
    return 0;
  }
  return noted.length;
}

/** Removes what dropped orders left behind. */
export async function removeDropped(tenant: TenantRef, check: () => void): Promise<void> {
  const tenantId = uuidOf("tenant", tenant.id);
  const dropped = await withTenant(tenant, "read", (tx) =>
    tx.query<{ id: string; state: string }>(
      "select id, state from kept_orders where tenant_id = $1 and state in ('dropped', 'unfit')",
      [tenantId],
    ),
  );
  for (const { id, state } of dropped) {
    for (const table of ["kept_order_values", "kept_order_changes"])
      for (let step = removalStep; step === removalStep; ) {
        check();
        const gone = await inStep(tenant, (tx) =>
          tx.query(`${deleteFirst(table, removalStep)} returning 1`, [tenantId, id]),
        );
        step = Math.min(gone.length, removalStep);
      }
    if (state === "dropped")
      await inStep(tenant, (tx) =>
        tx.query("delete from kept_orders where tenant_id = $1 and id = $2 and state = 'dropped'", [
          tenantId,
          id,
        ]),
      );
  }
}
