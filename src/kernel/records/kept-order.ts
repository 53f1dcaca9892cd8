// A list sorted by a computed field, or by a built-in one that no index holds in order, walks an order that is kept
// beside the records. The truth stays the field: what may have changed since is noted by the writes themselves and read
// anew with the list, so the answer is the one that sorting every record would give. While there is no whole order, that
// is what is done.
import { createHash } from "node:crypto";
import { everyRecord, mostNoted } from "@/kernel/fields/change-notes";
import { type CustomField, isComputed } from "@/kernel/fields/custom";
import { type KeptColumn, valueColumnOf, valueColumnTypes } from "@/kernel/fields/custom-value";
import { newId, newUuid, uuidOf } from "@/kernel/id";
import { enqueue } from "@/kernel/jobs/define";
import type { Ctx } from "@/kernel/operation/context";
import { inWrite } from "@/kernel/operation/operation";
import { systemActor } from "@/kernel/permissions";
import type { Read } from "@/kernel/query/computation";
import { computedExpression, readsOf } from "@/kernel/query/computed";
import { Params } from "@/kernel/query/params";
import type { SortKey } from "@/kernel/query/query-schema";
import type { TenantRef } from "@/kernel/tenancy/tenant";
import type { Transaction } from "@/kernel/tenancy/transaction";
import { log } from "@/platform/log";
import type { RecordType } from "./define";
import { keepOrderJob } from "./kept-order-job";

/** An order is kept where at least so many records are to be sorted. */
const leastRecords = 20_000;
/** So many changed records are computed with each page; with more of them, all are. */
export const mostChanges = 2_000;
/** From so many on, the worker is asked to take them into the order. */
const manyChanges = 100;
/** A sort that takes less needs no help. */
const slowMs = 100;
const askAgainMs = 5_000;

/** A field as it is kept. */
export type KeptDefinition = {
  /** The id of an own field, the name of a built-in one. */
  field: string;
  /** Its value over `t`. */
  expression: (params: Params, tenant: string) => string;
  /** What the value is made of. */
  reads: Read[];
  /** Stands for the expression with all that it is made of. */
  digest: string;
  column: KeptColumn;
};
export type KeptOrder = KeptDefinition & { id: string };

const ofComputed = new WeakMap<CustomField, KeptDefinition | null>();
const ofBuiltIn = new Map<string, KeptDefinition | null>();

/**
 * Null when no order is kept by the field: an index has it already, or what it is made of changes by itself, as today's
 * date does.
 */
export function definitionOf(type: RecordType, { field, custom }: SortKey): KeptDefinition | null {
  const name = `${type.name} ${field}`;
  const known = custom ? ofComputed.get(custom) : ofBuiltIn.get(name);
  if (known !== undefined) return known;
  const made = custom ? computedDefinition(type, custom) : builtInDefinition(type, field);
  if (custom) ofComputed.set(custom, made);
  else ofBuiltIn.set(name, made);
  return made;
}

function computedDefinition(type: RecordType, field: CustomField): KeptDefinition | null {
  const column = valueColumnOf(field.kind);
  const reads = readsOf(type, field);
  if (!isComputed(field) || !reads || column === "uuid_value") return null;
  const expression = (params: Params, tenant: string) => computedExpression(type, field, "t", params, tenant);
  const isSteady = !/\bnow\(\)/.test(expression(new Params(), "tenant"));
  return isSteady ? defined({ field: uuidOf("field", field.id), expression, reads, column }) : null;
}

function builtInDefinition(type: RecordType, field: string): KeptDefinition | null {
  const column = type.columns.find(({ key, part }) => key === field && part === null);
  if (!column?.keptIn || field === "id" || type.listedColumns.has(column.name)) return null;
  const expression = () => `t."${column.name}"::${valueColumnTypes[column.keptIn!]}`;
  const reads = [
    { table: type.tableName, link: "id", columns: new Set([column.name]), keys: new Set<string>() },
  ];
  return defined({ field, expression, reads, column: column.keptIn });
}

function defined(made: Omit<KeptDefinition, "digest">): KeptDefinition {
  const params = new Params();
  const parts = [made.expression(params, "tenant"), params.values];
  return { ...made, digest: createHash("sha256").update(JSON.stringify(parts)).digest("base64url") };
}

export type OrderState = {
  id: string;
  state: "building" | "whole" | "unfit";
  definition: string;
  noted: number;
  isSpoilt: boolean;
  isLongUnused: boolean;
};

const stateText = `select o.id, o.state, o.definition,
    (select count(*)::int from (select 1 from kept_order_changes c
      where c.tenant_id = o.tenant_id and c.order_id = o.id limit ${mostNoted + 1}) n) as noted,
    exists (select 1 from kept_order_changes c where c.tenant_id = o.tenant_id and c.order_id = o.id
      and c.record_id = '${everyRecord}') as "isSpoilt",
    o.used_at < clock_timestamp() - interval '1 day' as "isLongUnused"
  from kept_orders o
  where o.tenant_id = $1 and o.record_type = $2 and o.field_id = $3 and o.state <> 'dropped'`;

async function stateOf(
  { tx, tenant }: Pick<Ctx, "tx" | "tenant">,
  type: RecordType,
  { field }: KeptDefinition,
): Promise<OrderState | undefined> {
  const values = [uuidOf("tenant", tenant.id), type.name, field];
  const [found] = await tx.query<OrderState>(stateText, values, "kept_order");
  return found;
}

const isUsable = (found: OrderState | undefined, definition: KeptDefinition): found is OrderState =>
  found?.state === "whole" &&
  found.definition === definition.digest &&
  !found.isSpoilt &&
  found.noted <= mostChanges;

/**
 * Reads a list sorted by `sort`: along the kept order, or, where there is none, as `compute` does. An order that
 * was dropped while it was read is found out afterwards, and what was read along it is not used.
 */
export async function alongKeptOrder<R>(
  ctx: Ctx,
  type: RecordType,
  [first]: SortKey[],
  walk: (order: KeptOrder) => Promise<R>,
  compute: () => Promise<R>,
): Promise<R> {
  const definition = first ? definitionOf(type, first) : null;
  if (!definition) return compute();
  const before = await stateOf(ctx, type, definition);
  if (isUsable(before, definition)) {
    const walked = await walk({ ...definition, id: before.id });
    const after = await stateOf(ctx, type, definition);
    if (isUsable(after, definition) && after.id === before.id) {
      if (after.noted > manyChanges || after.isLongUnused) askLater(ctx.tenant, type, definition);
      return walked;
    }
  }
  const begun = performance.now();
  const computed = await compute();
  if (performance.now() - begun > slowMs && before?.state !== "unfit") askLater(ctx.tenant, type, definition);
  return computed;
}

const asked = new Map<string, number>();

/** Once the answer is on its way, and once in a while: a list is asked for many times. */
function askLater(tenant: TenantRef, type: RecordType, definition: KeptDefinition): void {
  const key = `${tenant.id} ${type.name} ${definition.field} ${definition.digest}`;
  const now = Date.now();
  if (now - (asked.get(key) ?? 0) < askAgainMs) return;
  if (asked.size > 10_000) asked.clear();
  asked.set(key, now);
  setImmediate(() => {
    keepOrder(tenant, type, definition).catch((error: unknown) =>
      log.warn({ err: error }, "an order of a list could not be asked for"),
    );
  });
}

/** Sees to it that the order is built, or brought up to date, where that is worth it. Answers the job's id, if any. */
export function keepOrder(
  tenant: TenantRef,
  type: RecordType,
  definition: KeptDefinition,
  least = leastRecords,
): Promise<string | null> {
  const request = {
    requestId: newId("req"),
    source: "job" as const,
    ip: "",
    userAgent: "",
    actor: null,
    operation: "records.keepOrder",
    idempotencyKey: null,
    bodyHash: null,
    ifMatch: null,
    responseHeaders: {},
  };
  return inWrite(systemActor(tenant), request, async (ctx) => {
    const found = await stateOf(ctx, type, definition);
    if (found && !isOver(found, definition)) return again(ctx, found);
    if (found) await dropOrder(ctx.tx, tenant, found.id);
    const made = await begin(ctx, type, definition, least);
    return made && enqueue(ctx, keepOrderJob, { orderId: made });
  });
}

/** Of no more use: a new one takes less than repairing it. */
const isOver = (found: OrderState, definition: KeptDefinition): boolean =>
  found.definition !== definition.digest || found.isSpoilt || found.noted > mostNoted;

async function again(ctx: Ctx, found: OrderState): Promise<string | null> {
  const [open] = await ctx.tx.query(
    `select 1 from control.jobs where tenant_id = $1 and status in ('queued', 'running') and name = $2
       and payload->>'orderId' = $3 limit 1`,
    [uuidOf("tenant", ctx.tenant.id), keepOrderJob.name, found.id],
  );
  await ctx.tx.query("update kept_orders set used_at = clock_timestamp() where tenant_id = $1 and id = $2", [
    uuidOf("tenant", ctx.tenant.id),
    found.id,
  ]);
  const isBehind = found.state === "building" || (found.state === "whole" && found.noted > manyChanges);
  return isBehind && !open ? enqueue(ctx, keepOrderJob, { orderId: found.id }) : null;
}

/** Nothing is noted for it from here on; what it holds is removed by and by. */
export async function dropOrder(tx: Transaction, tenant: TenantRef, id: string): Promise<void> {
  const values = [uuidOf("tenant", tenant.id), id];
  await tx.query("update kept_orders set state = 'dropped' where tenant_id = $1 and id = $2", values);
  await tx.query("delete from kept_order_reads where tenant_id = $1 and order_id = $2", values);
}

/** Each costs a write a statement. */
function oncePerLink(reads: Read[]): Read[] {
  const byLink = new Map<string, Read>();
  for (const { table, link, columns, keys } of reads) {
    const known = byLink.get(`${table} ${link}`);
    byLink.set(`${table} ${link}`, {
      table,
      link,
      columns: new Set([...(known?.columns ?? []), ...columns]),
      keys: new Set([...(known?.keys ?? []), ...keys]),
    });
  }
  return [...byLink.values()];
}

async function begin(
  ctx: Ctx,
  type: RecordType,
  { field, digest, reads: own }: KeptDefinition,
  least: number,
): Promise<string | null> {
  const tenant = uuidOf("tenant", ctx.tenant.id);
  // Inserts and deletions of the records themselves concern every order.
  const reads = oncePerLink([
    { table: type.tableName, link: "id", columns: new Set(), keys: new Set() },
    ...own,
  ]);
  const tables = [...new Set(reads.map(({ table }) => table))];
  const [fitting] = await ctx.tx.query<{ isLarge: boolean; areNoted: boolean }>(
    `select (select count(*) from (select 1 from ${type.tableName} where tenant_id = $1 limit $2) n) >= $2 as "isLarge",
       (select count(distinct c.relname) from pg_trigger t join pg_class c on c.oid = t.tgrelid
        join pg_namespace s on s.oid = c.relnamespace and s.nspname = $4
        where t.tgname = 'record_deleted' and c.relname = any($3)) = cardinality($3::text[]) as "areNoted"`,
    [tenant, least, tables, ctx.tenant.schema],
  );
  if (!fitting?.isLarge || !fitting.areNoted) return null;
  const id = newUuid();
  const [made] = await ctx.tx.query(
    `insert into kept_orders (tenant_id, id, record_type, field_id, definition, state, used_at, created_at)
     values ($1, $2, $3, $4, $5, 'building', clock_timestamp(), clock_timestamp())
     on conflict (tenant_id, record_type, field_id) where state <> 'dropped' do nothing returning 1`,
    [tenant, id, type.name, field, digest],
  );
  if (!made) return null;
  await ctx.tx.query(
    `insert into kept_order_reads (tenant_id, order_id, ordinal, table_name, link, columns, keys)
     select $1, $2, r.ordinal - 1, r.read->>'table', r.read->>'link',
       array(select jsonb_array_elements_text(r.read->'columns')), array(select jsonb_array_elements_text(r.read->'keys'))
     from jsonb_array_elements($3::jsonb) with ordinality r(read, ordinal)`,
    [
      tenant,
      id,
      JSON.stringify(reads.map((read) => ({ ...read, columns: [...read.columns], keys: [...read.keys] }))),
    ],
  );
  return id;
}
