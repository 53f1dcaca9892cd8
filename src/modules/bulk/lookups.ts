// Finding what rows name: people by e-mail or name, other records by id or name, and the record that a row itself may
// be already. Each for a whole chunk in one query, and only among what the actor may read.
import type { Field } from "@/kernel/fields";
import type { CustomField } from "@/kernel/fields/custom";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { compileScope, ownedWithin, Params } from "@/kernel/query";
import { columnList, fromRow, type RecordType, recordTypes, type Wire } from "@/kernel/records";
import { isOneLetterOff } from "./known-values";
import { plain, type Target } from "./targets";

/** `none`, one id, or `several`. */
export type Found = string | "none" | "several";

const tenantParam = (ctx: Ctx, params: Params): string =>
  `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;

/** Two spellings of a name that the database takes for one. */
export const folded = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** People by id, e-mail or name: those who come in, and those who are yet to. */
export async function findPeople(ctx: Ctx, texts: readonly string[]): Promise<Map<string, Found>> {
  const params = new Params();
  const tenant = tenantParam(ctx, params);
  const rows = await ctx.tx.query<{ text: string; id: string }>(
    `select k.text, u.id from unnest(${params.add(texts)}::text[]) as k(text)
     join users u on u.tenant_id = ${tenant} and u.status <> 'deactivated'
       and (u.email = lower(k.text) or control.fold(u.name) = control.fold(k.text) or 'user_' || replace(u.id::text, '-', '') = k.text)`,
    params.values,
  );
  return gather(texts, rows, "user");
}

/** Pipelines are no records: everyone who may write deals knows them. */
async function findPipelines(ctx: Ctx, texts: readonly string[]): Promise<Map<string, Found>> {
  const params = new Params();
  const tenant = tenantParam(ctx, params);
  const rows = await ctx.tx.query<{ text: string; id: string }>(
    `select k.text, p.id from unnest(${params.add(texts)}::text[]) as k(text)
     join pipelines p on p.tenant_id = ${tenant} and p.archived_at is null
       and (control.fold(p.name) = control.fold(k.text) or 'pipe_' || replace(p.id::text, '-', '') = k.text)`,
    params.values,
  );
  return gather(texts, rows, "pipe");
}

const mostCandidates = 5000;

/** For names that nothing has: the one that was probably meant, the same but for signs or one letter. */
export async function suggestNames(
  ctx: Ctx,
  target: Target,
  texts: readonly string[],
  /** Names that are not in the database yet, so many at most. */
  announced: (most: number) => readonly string[] | Promise<readonly string[]> = () => [],
): Promise<Map<string, string>> {
  const suggestions = new Map<string, string>();
  const type = recordTypes().find((one) => one.prefix === target.prefix);
  if (texts.length === 0 || texts.length > 200) return suggestions;
  if (target.prefix !== "user" && (!type || !("name" in type.fields))) return suggestions;
  const params = new Params();
  const tenant = tenantParam(ctx, params);
  let from = `users t where t.tenant_id = ${tenant} and t.status <> 'deactivated'`;
  if (type) {
    if (scopeOf(ctx.actor, `${type.resource}:read`) === undefined) return suggestions;
    const scope = compileScope(ctx.actor, `${type.resource}:read`, params, tenant, "t");
    from = `${type.tableName} t where t.tenant_id = ${tenant} and t.deleted_at is null and ${scope}`;
  }
  const rows = await ctx.tx.query<{ name: string }>(
    `select t.name from ${from} order by t.created_at desc limit ${mostCandidates + 1}`,
    params.values,
  );
  if (rows.length > mostCandidates) return suggestions;
  const besides = await announced(mostCandidates - rows.length);
  const names = [...rows.map(({ name }) => name), ...besides].map((name) => ({ name, word: plain(name) }));
  for (const text of texts) {
    const word = plain(text);
    if (word === "") continue;
    const meant =
      names.find((one) => one.word === word) ??
      (word.length >= 5 ? names.find((one) => isOneLetterOff(word, one.word)) : undefined);
    if (meant) suggestions.set(text, meant.name);
  }
  return suggestions;
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
  if (target.prefix === "pipe") return findPipelines(ctx, texts);
  const type = recordTypes().find((one) => one.prefix === target.prefix);
  if (!type || scopeOf(ctx.actor, `${type.resource}:read`) === undefined)
    return new Map(texts.map((text) => [text, "none"]));
  const params = new Params();
  const tenant = tenantParam(ctx, params);
  const scope = compileScope(ctx.actor, `${type.resource}:read`, params, tenant, "t");
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
  /** For a field of the tenant's own: its id; values are found among the unique ones. */
  customField?: string;
};

const domainOf = (website: unknown): string =>
  /^[a-z]+:\/\/(?:www\.)?([^/:?#]+)/.exec(String(website).toLowerCase())?.[1] ??
  String(website).toLowerCase();

/** A key by the field that the caller chose; the id needs none. */
export function chosenKey(type: RecordType, path: string, customFields: CustomField[]): MatchKey | undefined {
  const fold = (value: unknown) => String(value).toLowerCase();
  const about = { reason: `same ${path}`, field: path, fold };
  const custom = customFields.find((f) => `customFields.${f.key}` === path);
  if (custom)
    return custom.isUnique ? { ...about, column: "t.id", key: "", customField: custom.id } : undefined;
  const own = matchKeysOf(type).find((key) => key.field === path);
  if (own) return own;
  const f = type.fields[path as keyof typeof type.fields] as Field | undefined;
  const column = type.columns.find((one) => one.key === path);
  const isText = f && ["text", "email", "phone", "url"].includes(f.kind) && !f.isReadOnly;
  return isText && column
    ? { ...about, column: `lower(t.${column.name})`, key: "lower(k.value)" }
    : undefined;
}

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
  key: Pick<MatchKey, "column" | "key" | "customField">,
  values: readonly string[],
  cast = "text",
): Promise<Map<string, Existing>> {
  const found = new Map<string, Existing>();
  if (values.length === 0) return found;
  const params = new Params();
  const tenant = tenantParam(ctx, params);
  const scope = compileScope(ctx.actor, `${type.resource}:read`, params, tenant, "t");
  const canWrite = scopeOf(ctx.actor, `${type.resource}:write`);
  const writable = canWrite ? ownedWithin(canWrite, ctx.actor, params, tenant, "t.owner_id") : "false";
  const custom = key.customField
    ? `join field_values v on v.tenant_id = ${tenant} and v.field_id = ${params.add(uuidOf("field", key.customField))}::uuid
         and v.unique_key = lower(k.value)`
    : "";
  const rows = await ctx.tx.query<ExistingRow>(
    `select k.value::text as match_value, (${writable}) as is_writable, ${columnList(type, "t.")}
     from unnest(${params.add(values)}::${cast}[]) as k(value)
     ${custom}
     join ${type.tableName} t on t.tenant_id = ${tenant} and ${key.column} = ${key.customField ? "v.record_id" : key.key} and t.deleted_at is null and ${scope}
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
  const scope = scopeOf(ctx.actor, `${type.resource}:write`);
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
