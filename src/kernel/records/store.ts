// Reading and writing one record: what may be seen is decided in the query, what was changed is recorded with its
// values before and after, and every write notes its event.
import { createHash } from "node:crypto";
import {
  AppError,
  type FieldError,
  forbidden,
  notFound,
  preconditionFailed,
  validationFailed,
} from "@/kernel/errors";
import type { EventDefinition } from "@/kernel/events/define";
import { checkCustomFields } from "@/kernel/fields/custom";
import { newId, parseId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { scopeOf } from "@/kernel/permissions";
import { compileScope, heldWithin, ownedWithin, Params } from "@/kernel/query/compile";
import { withComputed } from "./computed-values";
import type { RecordType } from "./define";
import { mergedInto, recordMerged } from "./merged";
import { columnList, fromRow, toColumn, type Wire } from "./rows";
import { checkMoney } from "./rules";

const tenantUuid = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);
export const etagOf = (version: number): string => `"${version}"`;

const names = new Map<string, string>();
/** A prepared statement's name follows from its text: only for texts of which there are few. */
export function statementName(text: string): string {
  let name = names.get(text);
  if (!name) {
    name = `r_${createHash("sha256").update(text).digest("hex").slice(0, 20)}`;
    names.set(text, name);
  }
  return name;
}

/** Statement texts that depend only on the type (and a few variants) are built once and prepared by name. */
const texts = new Map<string, { name: string; text: string }>();
function prepared(key: string, build: () => string): { name: string; text: string } {
  let found = texts.get(key);
  if (!found) {
    found = { name: statementName(key), text: build() };
    texts.set(key, found);
  }
  return found;
}

/** The record, or 404: missing, deleted, of another tenant and out of scope all look the same. */
export async function getRecord<R = Wire>(ctx: Ctx, type: RecordType, id: string): Promise<R> {
  const uuid = parseId(type.prefix, id);
  if (!uuid) throw notFound(type.name);
  const permission = `${type.resource}:read`;
  const scope = scopeOf(ctx.actor, permission);
  if (scope === undefined) throw forbidden([permission], ctx.actor.permissionTexts);
  const rows =
    scope === "tenant" ? await getPrepared(ctx, type, uuid) : await getScoped(ctx, type, uuid, permission);
  if (!rows[0]) {
    const winner = await mergedInto(ctx, type, uuid);
    if (!winner) throw notFound(type.name);
    ctx.request.responseHeaders["X-Merged-Into"] = winner;
    return getRecord<R>(ctx, type, winner);
  }
  const [record] = await withComputed(ctx, type, [fromRow(type, rows[0]) as R]);
  return record as R;
}

/** The record, or null where `getRecord` refuses; whatever else goes wrong stays an error. */
export async function findRecord<R = Wire>(ctx: Ctx, type: RecordType, id: string): Promise<R | null> {
  try {
    return await getRecord<R>(ctx, type, id);
  } catch (error) {
    if (error instanceof AppError && [403, 404].includes(error.status)) return null;
    throw error;
  }
}

function getPrepared(ctx: Ctx, type: RecordType, uuid: string) {
  const { name, text } = prepared(
    `get ${type.tableName}`,
    () =>
      `select ${columnList(type)} from ${type.tableName} where tenant_id = $1 and id = $2 and deleted_at is null`,
  );
  return ctx.tx.query(text, [tenantUuid(ctx), uuid], name);
}

function getScoped(ctx: Ctx, type: RecordType, uuid: string, permission: string) {
  const params = new Params();
  const tenant = `${params.add(tenantUuid(ctx))}::uuid`;
  const scope = compileScope(ctx.actor, permission, params, tenant, "t", type);
  return ctx.tx.query(
    `select ${columnList(type, "t.")} from ${type.tableName} t
     where t.tenant_id = ${tenant} and t.id = ${params.add(uuid)} and t.deleted_at is null and ${scope}`,
    params.values,
  );
}

/** The record as it is now, locked until the commit; 404 when it may not be read, 403 when not written. */
export async function lockRecord<R = Wire>(
  ctx: Ctx,
  type: RecordType,
  id: string,
  permission: string,
  options: { isDeleted?: boolean; ifVersion?: number } = {},
): Promise<R> {
  const uuid = parseId(type.prefix, id);
  if (!uuid) throw notFound(type.name);
  const params = new Params();
  const tenant = `${params.add(tenantUuid(ctx))}::uuid`;
  const canRead = scopeOf(ctx.actor, `${type.resource}:read`);
  const canWrite = scopeOf(ctx.actor, permission);
  const readable = canRead ? heldWithin(canRead, ctx.actor, params, tenant, "t", type) : "false";
  const writable = canWrite ? heldWithin(canWrite, ctx.actor, params, tenant, "t", type) : "false";
  const text = `select ${columnList(type, "t.")}, (${readable}) as is_readable, (${writable}) as is_writable
    from ${type.tableName} t where t.tenant_id = ${tenant} and t.id = ${params.add(uuid)}
    and t.deleted_at is ${options.isDeleted ? "not " : ""}null for update of t`;
  const statement = prepared(text, () => text);
  const [row] = await ctx.tx.query(text, params.values, statement.name);
  if (!row || (!row.is_readable && !row.is_writable)) {
    const winner = row || options.isDeleted ? undefined : await mergedInto(ctx, type, uuid);
    if (!winner) throw notFound(type.name);
    // Only to someone who may see what it became.
    await getRecord(ctx, type, winner);
    throw recordMerged(type, winner);
  }
  const winner = options.isDeleted ? await mergedInto(ctx, type, uuid) : undefined;
  if (winner) throw recordMerged(type, winner);
  if (!row.is_writable)
    throw forbidden([permission], ctx.actor.permissionTexts, `You may not change this ${type.name}`);
  const record = fromRow(type, row);
  checkVersion(ctx, record.version as number, options.ifVersion);
  return record as R;
}

/** `If-Match` and the `ifVersion` input: 412 with the current ETag when the record has moved on. */
function checkVersion(ctx: Ctx, version: number, ifVersion: number | undefined): void {
  const current = etagOf(version);
  const header = ctx.request.ifMatch;
  const matches =
    header === null ||
    header.trim() === "*" ||
    header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === current);
  if (!matches || (ifVersion !== undefined && ifVersion !== version)) throw preconditionFailed(current);
}

/** Whom a record may be given to: narrower than tenant-wide write, only within the scope. */
export async function checkOwner(ctx: Ctx, type: RecordType, ownerId: unknown): Promise<void> {
  const permission = `${type.resource}:write`;
  const scope = scopeOf(ctx.actor, permission);
  if (scope === undefined) throw forbidden([permission], ctx.actor.permissionTexts);
  if (scope === "tenant" || ownerId === ctx.actor.userId) return;
  const params = new Params();
  const tenant = `${params.add(tenantUuid(ctx))}::uuid`;
  const owner = ownerId ? `${params.add(uuidOf("user", ownerId as string))}::uuid` : "null::uuid";
  const [row] = await ctx.tx.query<{ ok: boolean | null }>(
    `select (${ownedWithin(scope, ctx.actor, params, tenant, owner)}) and ${tenant} is not null as ok`,
    params.values,
  );
  if (!row?.ok) {
    throw forbidden(
      [permission],
      ctx.actor.permissionTexts,
      `With ${permission}:${scope} you may not give a ${type.name} to this person`,
    );
  }
}

/** Every record named by a reference field must be there: the same answer for missing and for another tenant's. */
export async function checkReferences(
  ctx: Ctx,
  type: RecordType,
  values: Wire,
  sent: Wire = {},
): Promise<void> {
  const { recordTypeOfId } = await import("./registry");
  const params = new Params();
  const tenant = `${params.add(tenantUuid(ctx))}::uuid`;
  const checks: string[] = [];
  for (const [key, f] of Object.entries(type.fields)) {
    const value = values[key];
    if (!f.idPrefix || f.isReadOnly || typeof value !== "string") continue;
    if (f.kind === "user") {
      if (value === ctx.actor.userId) continue;
      checks.push(`select ${params.add(key)}::text as field where not exists (select 1 from users u where u.tenant_id = ${tenant}
        and u.id = ${params.add(uuidOf("user", value))}::uuid and u.status <> 'deactivated')`);
      continue;
    }
    const target = recordTypeOfId(value);
    if (!target) continue;
    checks.push(`select ${params.add(key)}::text as field where not exists (select 1 from ${target.tableName} x where x.tenant_id = ${tenant}
      and x.id = ${params.add(uuidOf(target.prefix, value))}::uuid and x.deleted_at is null)`);
  }
  if (checks.length === 0) return;
  const missing = await ctx.tx.query<{ field: string }>(checks.join(" union all "), params.values);
  if (missing.length === 0) return;
  // What follows from a field that the caller gave is no fault of its own.
  const given = missing.filter(({ field }) => sent[field] !== undefined);
  throw missingReferences(
    type,
    (given.length > 0 ? given : missing).map(({ field }) => field),
  );
}

export const missingReferences = (type: RecordType, fields: string[]): AppError =>
  validationFailed(
    fields.map((field): FieldError => {
      const f = type.fields[field as keyof typeof type.fields];
      const noun = f?.kind === "user" ? "active person" : (f?.recordType ?? "record");
      return { field, code: "NOT_FOUND", message: `${field}: there is no such ${noun}` };
    }),
  );

/** A new record, complete as it will be stored: every field present, defaults filled in. */
export function newRecord(ctx: Ctx, type: RecordType, input: Wire): Wire {
  const record: Wire = { id: newId(type.prefix) };
  for (const [key, f] of Object.entries(type.fields)) {
    if (key !== "id") record[key] = input[key] ?? f.defaultValue ?? null;
  }
  record.ownerId = input.ownerId === undefined ? ctx.actor.userId : input.ownerId;
  record.createdAt = record.updatedAt = ctx.now;
  record.createdBy = record.updatedBy = ctx.actor.userId;
  record.version = 1;
  return record;
}

export const computedOf = (type: RecordType, record: Wire): Wire => {
  for (const [key, f] of Object.entries(type.fields))
    if (f.kind === "address") record[key] = wholeAddress(record[key]);
  for (const [key, { compute }] of Object.entries(type.computed)) record[key] = compute(record);
  return record;
};

const wholeAddress = (value: unknown): unknown => {
  if (value === null || value === undefined) return null;
  const { street = null, city = null, state = null, zipCode = null, country = null } = value as Wire;
  const parts = { street, city, state, zipCode, country };
  return Object.values(parts).every((part) => part === null) ? null : parts;
};

/** The values of a record worth keeping in the audit log: what was set. */
export const auditValues = (type: RecordType, record: Wire): Wire => {
  const values: Wire = {};
  for (const [key, f] of Object.entries(type.fields)) {
    if (f.isReadOnly || record[key] === null || record[key] === undefined) continue;
    values[key] = record[key];
  }
  return values;
};

type RecordEvent = EventDefinition<Wire>;

/** Stores a new record. All references and custom fields are checked; the insert leaves with the commit. */
export async function createRecord<R = Wire>(
  ctx: Ctx,
  type: RecordType,
  input: Wire,
  event: RecordEvent,
  aboutWrite: Wire = {},
): Promise<R> {
  const customFields = await checkCustomFields(ctx, type.name, input.customFields as Wire | undefined, true);
  const record = newRecord(ctx, type, { ...input, customFields: withoutNulls(customFields) });
  const write = { before: null, next: record, sent: input, about: aboutWrite };
  Object.assign(record, await type.rules?.complete?.(ctx, write));
  checkMoney(type, record);
  if (!type.rules?.mayGive?.(write)) await checkOwner(ctx, type, record.ownerId);
  await checkReferences(ctx, type, record, input);
  const { name, text } = prepared(`insert ${type.tableName}`, () => {
    const names = type.columns.map((column) => `"${column.name}"`).join(",");
    return `insert into ${type.tableName} (tenant_id,${names}) values ($1,${type.columns.map((_, i) => `$${i + 2}`).join(",")})`;
  });
  ctx.tx.send(text, [tenantUuid(ctx), ...type.columns.map((column) => toColumn(column, record))], name);
  computedOf(type, record);
  ctx.record({
    recordType: type.name,
    recordId: record.id as string,
    action: "created",
    before: null,
    after: auditValues(type, record),
  });
  ctx.emit(event, about(type, record), { [type.name]: record });
  await type.rules?.written?.(ctx, { ...write, after: record });
  await withComputed(ctx, type, [record]);
  return record as R;
}

/** What follows from other fields is not told as a change of its own. */
export const writableOf = (type: RecordType, values: Wire): Wire =>
  Object.fromEntries(
    Object.entries(values).filter(([key]) => !type.fields[key as keyof typeof type.fields]?.isReadOnly),
  );

export const withoutNulls = (values: Wire): Wire =>
  Object.fromEntries(Object.entries(values).filter(([, v]) => v !== null));
const about = (type: RecordType, record: Wire) => ({
  recordType: type.name,
  recordId: record.id as string,
  ownerId: record.ownerId as string | null,
});

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** What `patch` would change: the keys with their values before and after. */
export function diffOf(type: RecordType, current: Wire, patch: Wire): { before: Wire; after: Wire } {
  const before: Wire = {};
  const after: Wire = {};
  for (const [key, value] of Object.entries(patch)) {
    const f = type.fields[key as keyof typeof type.fields];
    if (value === undefined || !f || f.isReadOnly) continue;
    const next =
      f.kind === "address"
        ? wholeAddress(value === null ? null : { ...(current[key] as Wire | null), ...(value as Wire) })
        : value;
    if (same(current[key] ?? null, next ?? null)) continue;
    before[key] = current[key] ?? null;
    after[key] = next ?? null;
  }
  return { before, after };
}

/** Changes a locked record; answers it as it is afterwards. Without a difference nothing is written. */
export async function applyPatch<R = Wire>(
  ctx: Ctx,
  type: RecordType,
  current: Wire,
  patch: Wire,
  event: RecordEvent,
  aboutWrite: Wire = {},
): Promise<R> {
  const merged = { ...patch };
  if (patch.customFields !== undefined) {
    const checked = await checkCustomFields(
      ctx,
      type.name,
      patch.customFields as Wire,
      false,
      current.id as string,
    );
    merged.customFields = withoutNulls({ ...(current.customFields as Wire), ...checked });
  }
  const { before, after } = diffOf(type, current, merged);
  if (Object.keys(after).length === 0) return current as R;
  const write = { before: current, next: { ...current, ...after }, sent: { ...after }, about: aboutWrite };
  for (const [key, value] of Object.entries((await type.rules?.complete?.(ctx, write)) ?? {})) {
    after[key] = value;
    before[key] = current[key] ?? null;
    if (!same(before[key], value ?? null)) continue;
    delete after[key];
    delete before[key];
  }
  const keys = Object.keys(after);
  if (keys.length === 0) {
    await withComputed(ctx, type, [current]);
    return current as R;
  }
  if ("ownerId" in after && !type.rules?.mayGive?.(write)) await checkOwner(ctx, type, after.ownerId);
  await checkReferences(ctx, type, after, patch);
  const next: Wire = {
    ...current,
    ...after,
    updatedAt: ctx.now,
    updatedBy: ctx.actor.userId,
    version: (current.version as number) + 1,
  };
  checkMoney(type, next, keys);
  // Minor units are those of the currency: a new currency is another number for the same amount.
  const money = type.columns.filter((c) => c.currencyField && keys.includes(c.currencyField));
  updateRow(ctx, type, next, [...keys, ...money.map((c) => c.key), "updatedAt", "updatedBy", "version"]);
  computedOf(type, next);
  const changes = { before: writableOf(type, before), after: writableOf(type, after) };
  ctx.record({ recordType: type.name, recordId: next.id as string, action: "updated", ...changes });
  ctx.emit(event, about(type, next), { [type.name]: next, changes });
  await type.rules?.written?.(ctx, { ...write, after: next });
  await withComputed(ctx, type, [next]);
  return next as R;
}

/** Sends the update of the named keys of `record`. */
export function updateRow(ctx: Ctx, type: RecordType, record: Wire, keys: string[]): void {
  const columns = type.columns.filter((column) => keys.includes(column.key));
  const { name, text } = prepared(`update ${type.tableName} ${columns.map((c) => c.name).join()}`, () => {
    const assignments = columns.map((column, i) => `"${column.name}" = $${i + 3}`).join(", ");
    return `update ${type.tableName} set ${assignments} where tenant_id = $1 and id = $2`;
  });
  const uuid = uuidOf(type.prefix, record.id as string);
  ctx.tx.send(text, [tenantUuid(ctx), uuid, ...columns.map((column) => toColumn(column, record))], name);
}

/** Locks, checks and changes a record: the whole of a plain update. */
export async function updateRecord<R = Wire>(
  ctx: Ctx,
  type: RecordType,
  id: string,
  patch: Wire,
  event: RecordEvent,
  ifVersion?: number,
): Promise<R> {
  const current = await lockRecord(ctx, type, id, `${type.resource}:write`, { ifVersion });
  return applyPatch<R>(ctx, type, current, patch, event);
}
