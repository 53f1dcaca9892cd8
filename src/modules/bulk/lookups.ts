// Finding what rows name: people by e-mail or name, other records by id or name, and the record that a row itself may
// be already. Each for a whole chunk in one query, and only among what the actor may read.
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { compileScope, ownedWithin, Params } from "@/kernel/query";
import { columnList, fromRow, type RecordType, recordTypes, type Wire } from "@/kernel/records";
import type { Target } from "./targets";

/** `none`, one id, or `several`. */
export type Found = string | "none" | "several";

const tenantParam = (ctx: Ctx, params: Params): string =>
  `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;

/** Two spellings of a name that the database takes for one. */
export const folded = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** Active people by id, e-mail or name. */
export async function findPeople(ctx: Ctx, texts: readonly string[]): Promise<Map<string, Found>> {
  const params = new Params();
  const tenant = tenantParam(ctx, params);
  const rows = await ctx.tx.query<{ text: string; id: string }>(
    `select k.text, u.id from unnest(${params.add(texts)}::text[]) as k(text)
     join users u on u.tenant_id = ${tenant} and u.status = 'active'
       and (u.email = lower(k.text) or control.fold(u.name) = control.fold(k.text) or 'user_' || replace(u.id::text, '-', '') = k.text)`,
    params.values,
  );
  return gather(texts, rows, "user");
}

function gather(
  texts: readonly string[],
  rows: { text: string; id: string }[],
  prefix: string,
): Map<string, Found> {
  const found = new Map<string, Found>(texts.map((text) => [text, "none"]));
  for (const { text, id } of rows) {
    const before = found.get(text);
    const publicId = toPublicId(prefix, id);
    found.set(text, before === "none" || before === publicId ? publicId : "several");
  }
  return found;
}

/** Records of the type that a field points to, by id or by name (or e-mail, where records have no name of their own). */
export async function findReferenced(
  ctx: Ctx,
  target: Target,
  texts: readonly string[],
  options: { newestWins?: boolean } = {},
): Promise<Map<string, Found>> {
  const type = recordTypes().find((one) => one.prefix === target.prefix);
  if (!type || scopeOf(ctx.actor, `${type.plural}:read`) === undefined)
    return new Map(texts.map((text) => [text, "none"]));
  const params = new Params();
  const tenant = tenantParam(ctx, params);
  const scope = compileScope(ctx.actor, `${type.plural}:read`, params, tenant, "t");
  const given = params.add(texts);
  const live = `t.tenant_id = ${tenant} and t.deleted_at is null and ${scope}`;
  const branches = [
    `select k.text, t.id from unnest(${params.add(texts.flatMap((text) => parseId(type.prefix, text) ?? []))}::uuid[],
       ${params.add(texts.filter((text) => parseId(type.prefix, text)))}::text[]) as k(id, text)
     join ${type.tableName} t on t.id = k.id and ${live}`,
  ];
  if ("name" in type.fields) {
    const key =
      type.columns.some((c) => c.key === "name") && hasNameKey(type) ? "t.name_key" : "control.fold(t.name)";
    branches.push(
      `select k.text, t.id from unnest(${given}::text[]) as k(text) join ${type.tableName} t on ${key} = control.fold(k.text) and ${live}`,
    );
  } else if ("email" in type.fields) {
    branches.push(
      `select k.text, t.id from unnest(${given}::text[]) as k(text) join ${type.tableName} t on t.email = lower(k.text) and ${live}`,
    );
  }
  const rows = await ctx.tx.query<{ text: string; id: string }>(
    `select text, id from (${branches.join(" union all ")}) f order by id desc`,
    params.values,
  );
  if (!options.newestWins) return gather(texts, rows, type.prefix);
  const newest = new Map<string, { text: string; id: string }>();
  for (const row of rows) if (!newest.has(row.text)) newest.set(row.text, row);
  return gather(texts, [...newest.values()], type.prefix);
}

const hasNameKey = (type: RecordType): boolean => type.name === "account";

/** How a row of the type is recognised as a record that is there already, most telling first. */
export type MatchKey = {
  reason: string;
  field: string;
  fold: (value: unknown) => string;
  column: string;
  key: string;
};

const domainOf = (website: unknown): string =>
  /^[a-z]+:\/\/(?:www\.)?([^/:?#]+)/.exec(String(website).toLowerCase())?.[1] ??
  String(website).toLowerCase();

export function matchKeysOf(type: RecordType): MatchKey[] {
  if ("email" in type.fields) {
    const fold = (value: unknown) => String(value);
    return [{ reason: "same e-mail", field: "email", fold, column: "t.email", key: "k.value" }];
  }
  const keys: MatchKey[] = [];
  if ("name" in type.fields) {
    const column = hasNameKey(type) ? "t.name_key" : "control.fold(t.name)";
    keys.push({
      reason: "same name",
      field: "name",
      fold: (value) => folded(String(value)),
      column,
      key: "control.fold(k.value)",
    });
  }
  if (hasNameKey(type))
    keys.push({
      reason: "same website",
      field: "website",
      fold: domainOf,
      column: "t.domain_key",
      key: "k.value",
    });
  return keys;
}

/** A record that is there, as it is now and locked until the commit. */
export type Existing = { record: Wire; isWritable: boolean };

type ExistingRow = Record<string, unknown> & { match_value: string; is_writable: boolean };

/** Records that have one of these values; where several do, the oldest. */
export async function findExisting(
  ctx: Ctx,
  type: RecordType,
  key: Pick<MatchKey, "column" | "key">,
  values: readonly string[],
  cast = "text",
): Promise<Map<string, Existing>> {
  const found = new Map<string, Existing>();
  if (values.length === 0) return found;
  const params = new Params();
  const tenant = tenantParam(ctx, params);
  const scope = compileScope(ctx.actor, `${type.plural}:read`, params, tenant, "t");
  const canWrite = scopeOf(ctx.actor, `${type.plural}:write`);
  const writable = canWrite ? ownedWithin(canWrite, ctx.actor, params, tenant, "t.owner_id") : "false";
  const rows = await ctx.tx.query<ExistingRow>(
    `select k.value::text as match_value, (${writable}) as is_writable, ${columnList(type, "t.")}
     from unnest(${params.add(values)}::${cast}[]) as k(value)
     join ${type.tableName} t on t.tenant_id = ${tenant} and ${key.column} = ${key.key} and t.deleted_at is null and ${scope}
     order by t.created_at, t.id for update of t`,
    params.values,
  );
  for (const row of rows) {
    if (found.has(row.match_value)) continue;
    found.set(row.match_value, { record: fromRow(type, row), isWritable: row.is_writable === true });
  }
  return found;
}

/** Whom the actor may give records to; null: anyone. */
export async function allowedOwners(ctx: Ctx, type: RecordType): Promise<Set<string> | null> {
  const scope = scopeOf(ctx.actor, `${type.plural}:write`);
  if (scope === "tenant") return null;
  if (scope === undefined) return new Set();
  const params = new Params();
  const tenant = tenantParam(ctx, params);
  const within = ownedWithin(scope, ctx.actor, params, tenant, "u.id");
  const rows = await ctx.tx.query<{ id: string }>(
    `select u.id from users u where u.tenant_id = ${tenant} and ${within}`,
    params.values,
  );
  return new Set(rows.map((row) => toPublicId("user", row.id)));
}
