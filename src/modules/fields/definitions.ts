// Creating, changing, ordering, deleting and restoring the workspace's own fields. A rename or a new option changes no
// record; a deleted field keeps its values aside until it is restored.
import { invalidField, notFound, validationFailed } from "@/kernel/errors";
import { type CustomField, forgetCustomFields, targetPrefix } from "@/kernel/fields/custom";
import { customValueSchema, isListKind } from "@/kernel/fields/custom-value";
import type { FieldOption } from "@/kernel/fields/descriptor";
import { newId, parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { nearest } from "@/kernel/query";
import { checkComputed } from "@/kernel/query/computed";
import { type RecordType, recordTypeNamed, recordTypes, type Wire } from "@/kernel/records";
import { isDatabaseError } from "@/platform/database/failures";
import { fieldError } from "./errors";
import type { CustomFieldDefinition, FieldPatch, NewField } from "./schema";

const columns = `id, record_type as "recordType", key, label, kind, description, options, is_required as "isRequired",
  is_unique as "isUnique", default_value as "defaultValue", target_type as "targetType", currency, formula, rollup, position,
  created_at as "createdAt", deleted_at as "deletedAt"`;
export const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

/** `contact` or `contacts` → the type; 404 with the nearest name in mind of nobody else's types. */
export function typeNamed(name: string): RecordType {
  const found = recordTypes().find((type) => type.name === name || type.plural === name);
  if (found) return found;
  const near = nearest(
    name,
    recordTypes().map((type) => type.name),
  );
  throw near
    ? invalidField("recordType", `There is no record type "${name}". Did you mean "${near}"?`)
    : notFound("record type");
}

/** `Lead source (web)` → `leadSourceWeb`. */
export function slugOf(label: string): string {
  const words = label
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-zA-Z0-9]+/g, " ")
    .trim()
    .split(" ")
    .filter(Boolean);
  const slug = words
    .map((word, i) => (i === 0 ? word.toLowerCase() : word[0]!.toUpperCase() + word.slice(1).toLowerCase()))
    .join("")
    .slice(0, 50);
  return /^[a-zA-Z]/.test(slug) ? slug : slug ? `field${slug}` : "field";
}

type Row = Omit<CustomFieldDefinition, "id"> & { id: string };
const publicField = (row: Row): CustomFieldDefinition => ({ ...row, id: toPublicId("field", row.id) });

export async function listFields(
  ctx: Ctx,
  { recordType, deleted }: { recordType?: string; deleted?: boolean },
): Promise<CustomFieldDefinition[]> {
  const type = recordType === undefined ? null : typeNamed(recordType);
  const rows = await ctx.tx.query<Row>(
    `select ${columns} from custom_fields where tenant_id = $1 ${type ? "and record_type = $2" : ""}
     and deleted_at is ${deleted ? "not " : ""}null order by record_type, position, created_at, key`,
    [tenantOf(ctx), ...(type ? [type.name] : [])],
  );
  return rows.map(publicField);
}

export async function findField(
  ctx: Ctx,
  fieldId: string,
  options: { lock?: boolean; isDeleted?: boolean } = {},
) {
  const uuid = parseId("field", fieldId);
  const [row] = uuid
    ? await ctx.tx.query<Row>(
        `select ${columns} from custom_fields where tenant_id = $1 and id = $2 and deleted_at is ${options.isDeleted ? "not " : ""}null
         ${options.lock ? "for update" : ""}`,
        [tenantOf(ctx), uuid],
      )
    : [];
  if (!row) throw notFound("field");
  return publicField(row);
}

export const getField = (ctx: Ctx, { fieldId }: { fieldId: string }): Promise<CustomFieldDefinition> =>
  findField(ctx, fieldId);

type SentOption = { value?: string; label: string; color?: string };

function optionsOf(sent: SentOption[], field = "options"): FieldOption[] {
  const seen = new Set<string>();
  return sent.map((option, i) => {
    let value = option.value ?? option.label;
    if (option.value === undefined)
      for (let n = 2; seen.has(value.toLowerCase()); n++) value = `${option.label} ${n}`;
    if (seen.has(value.toLowerCase()))
      throw invalidField(`${field}.${i}.value`, `The value "${value}" appears twice`);
    seen.add(value.toLowerCase());
    return { value, label: option.label, ...(option.color ? { color: option.color } : {}) };
  });
}

/** What does not fit together in a definition, all of it at once. */
function checkDefinition(f: CustomFieldDefinition): void {
  const faults: { field: string; code: string; message: string }[] = [];
  const fault = (field: string, message: string) => faults.push({ field, code: "VALIDATION_ERROR", message });
  const isChoice = f.kind === "select" || f.kind === "multiSelect";
  if (isChoice && !f.options?.length) fault("options", "A choice needs its options");
  if (!isChoice && f.options) fault("options", `A field of kind ${f.kind} has no options`);
  if (f.kind === "record" && !(f.targetType && recordTypeNamed(f.targetType)))
    fault("targetType", "A record link needs the type it points to");
  if (f.kind !== "record" && f.targetType) fault("targetType", `A field of kind ${f.kind} points to nothing`);
  if (f.isUnique && (isListKind(f.kind) || f.kind === "longText" || f.kind === "boolean"))
    fault("isUnique", `A field of kind ${f.kind} cannot be unique`);
  const isOfDatabase = f.formula !== null || f.rollup !== null;
  if (f.formula !== null && f.rollup !== null) fault("rollup", "A field is a formula or a roll-up, not both");
  if (isOfDatabase && (f.isRequired || f.isUnique || (f.defaultValue ?? null) !== null))
    fault("isRequired", "A computed field cannot be required or unique, nor have a default");
  if (f.defaultValue !== null && f.defaultValue !== undefined) {
    const parsed = customValueSchema(f as CustomField, targetPrefix(f as CustomField)).safeParse(
      f.defaultValue,
    );
    if (parsed.success) f.defaultValue = parsed.data;
    else fault("defaultValue", `defaultValue: ${parsed.error.issues[0]?.message}`);
    if (f.isUnique) fault("defaultValue", "A unique field cannot have a default");
  }
  if (faults.length > 0) throw validationFailed(faults);
}

export const audit = (f: CustomFieldDefinition): Wire => ({ ...f });

export async function createField(ctx: Ctx, input: NewField): Promise<CustomFieldDefinition> {
  const type = typeNamed(input.recordType);
  const [{ position } = { position: 0 }] = await ctx.tx.query<{ position: number }>(
    "select coalesce(max(position) + 1, 0)::int as position from custom_fields where tenant_id = $1 and record_type = $2 and deleted_at is null",
    [tenantOf(ctx), type.name],
  );
  const f: CustomFieldDefinition = {
    id: newId("field"),
    recordType: type.name,
    key: input.key ?? (await freeKey(ctx, type.name, slugOf(input.label))),
    label: input.label,
    kind: input.kind,
    description: input.description ?? "",
    options: input.options ? (optionsOf(input.options) as CustomFieldDefinition["options"]) : null,
    isRequired: input.isRequired ?? false,
    isUnique: input.isUnique ?? false,
    defaultValue: input.defaultValue ?? null,
    targetType: input.targetType ? typeNamed(input.targetType).name : null,
    currency: input.currency ?? (input.kind === "money" ? "USD" : null),
    formula: input.formula ?? null,
    rollup: input.rollup ?? null,
    position,
    createdAt: ctx.now,
    deletedAt: null,
  };
  checkDefinition(f);
  await checkComputed(ctx, type, f as CustomField);
  const taken = await ctx.tx.query(
    "select 1 from custom_fields where tenant_id = $1 and record_type = $2 and key = $3 and deleted_at is null",
    [tenantOf(ctx), type.name, f.key],
  );
  if (taken.length > 0) throw fieldError("FIELD_KEY_TAKEN");
  await ctx.tx.query(
    `insert into custom_fields (tenant_id, id, record_type, key, label, kind, description, options, is_required, is_unique,
       default_value, target_type, currency, formula, rollup, position, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      tenantOf(ctx),
      uuidOf("field", f.id),
      f.recordType,
      f.key,
      f.label,
      f.kind,
      f.description,
      jsonOf(f.options),
      f.isRequired,
      f.isUnique,
      jsonOf(f.defaultValue),
      f.targetType,
      f.currency,
      f.formula,
      jsonOf(f.rollup),
      f.position,
      f.createdAt,
    ],
  );
  done(ctx);
  ctx.record({ recordType: "field", recordId: f.id, action: "created", before: null, after: audit(f) });
  ctx.summary = `Added the field ${f.label} to ${type.labelPlural.toLowerCase()}`;
  return f;
}

const jsonOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

/** The cache is emptied when the transaction has had the time to commit, too: a read in between would keep the old. */
export function done(ctx: Ctx): void {
  forgetCustomFields(ctx.tenant.id);
  ctx.afterCommit(() => forgetCustomFields(ctx.tenant.id));
}

async function freeKey(ctx: Ctx, recordType: string, wanted: string): Promise<string> {
  const rows = await ctx.tx.query<{ key: string }>(
    "select key from custom_fields where tenant_id = $1 and record_type = $2 and deleted_at is null",
    [tenantOf(ctx), recordType],
  );
  const taken = new Set(rows.map((row) => row.key.toLowerCase()));
  if (!taken.has(wanted.toLowerCase())) return wanted;
  for (let n = 2; ; n++) if (!taken.has(`${wanted}${n}`.toLowerCase())) return `${wanted}${n}`;
}

export const patchable = [
  "label",
  "description",
  "options",
  "isRequired",
  "isUnique",
  "defaultValue",
  "currency",
  "formula",
  "rollup",
] as const;

export async function updateField(
  ctx: Ctx,
  { fieldId, ...patch }: FieldPatch & { fieldId: string },
): Promise<CustomFieldDefinition> {
  const current = await findField(ctx, fieldId, { lock: true });
  const next: CustomFieldDefinition = { ...current };
  for (const key of patchable) if (patch[key] !== undefined) Object.assign(next, { [key]: patch[key] });
  if (patch.options) next.options = keptValues(current, patch.options);
  if ((patch.formula && current.formula === null) || (patch.rollup && current.rollup === null))
    throw invalidField(
      patch.formula ? "formula" : "rollup",
      "A field that people fill in cannot become a computed one",
    );
  checkDefinition(next);
  if (patch.formula || patch.rollup)
    await checkComputed(ctx, typeNamed(next.recordType), next as CustomField);
  if (patch.options) await refuseRemovedOptions(ctx, current, next);
  const changed = patchable.filter((key) => JSON.stringify(current[key]) !== JSON.stringify(next[key]));
  if (changed.length === 0) return current;
  await ctx.tx.query(
    `update custom_fields set label = $3, description = $4, options = $5, is_required = $6, is_unique = $7, default_value = $8,
       currency = $9, formula = $10, rollup = $11 where tenant_id = $1 and id = $2`,
    [
      tenantOf(ctx),
      uuidOf("field", fieldId),
      next.label,
      next.description,
      jsonOf(next.options),
      next.isRequired,
      next.isUnique,
      jsonOf(next.defaultValue),
      next.currency,
      next.formula,
      jsonOf(next.rollup),
    ],
  );
  if (changed.includes("isUnique")) await rekey(ctx, next);
  done(ctx);
  const pick = (from: CustomFieldDefinition): Wire =>
    Object.fromEntries(changed.map((key) => [key, from[key]]));
  ctx.record({
    recordType: "field",
    recordId: fieldId,
    action: "updated",
    before: pick(current),
    after: pick(next),
  });
  ctx.summary = `Changed the field ${next.label}`;
  return next;
}

/** An option sent without its value is the one of that label: its stored value stays. */
function keptValues(current: CustomFieldDefinition, sent: SentOption[]): CustomFieldDefinition["options"] {
  const named = sent.map((option) => ({
    ...option,
    value: option.value ?? current.options?.find((known) => known.label === option.label)?.value,
  }));
  return optionsOf(named) as CustomFieldDefinition["options"];
}

async function refuseRemovedOptions(
  ctx: Ctx,
  current: CustomFieldDefinition,
  next: CustomFieldDefinition,
): Promise<void> {
  const kept = new Set(next.options?.map((option) => option.value));
  const removed = (current.options ?? []).map((option) => option.value).filter((value) => !kept.has(value));
  if (removed.length === 0) return;
  const used = await ctx.tx.query<{ value: string; count: number }>(
    `select text_value as value, count(*)::int as count from field_values
     where tenant_id = $1 and field_id = $2 and text_value = any($3) group by 1 order by 2 desc`,
    [tenantOf(ctx), uuidOf("field", current.id), removed],
  );
  if (used.length > 0) throw fieldError("OPTION_IN_USE", { details: { options: used } });
}

/** Fills or clears the keys that the unique index holds apart. */
async function rekey(ctx: Ctx, f: CustomFieldDefinition): Promise<void> {
  const { tableName } = typeNamed(f.recordType);
  const values = [tenantOf(ctx), uuidOf("field", f.id)];
  if (!f.isUnique) {
    await ctx.tx.query(
      "update field_values set unique_key = null where tenant_id = $1 and field_id = $2 and unique_key is not null",
      values,
    );
    return;
  }
  try {
    await ctx.tx.query(
      `update field_values v set unique_key = k.key
       from (select t.id, case when length(x.text) <= 300 then lower(x.text) else md5(lower(x.text)) end as key
             from ${tableName} t cross join lateral (select t.custom_fields ->> $3::text as text) x
             where t.tenant_id = $1 and t.deleted_at is null and x.text is not null) k
       where v.tenant_id = $1 and v.field_id = $2 and v.record_id = k.id`,
      [...values, f.key],
    );
  } catch (error) {
    if (isDatabaseError(error) && error.code === "23505")
      throw fieldError("VALUES_NOT_UNIQUE", { cause: error });
    throw error;
  }
}

export async function reorderFields(
  ctx: Ctx,
  { recordType, fieldIds }: { recordType: string; fieldIds: string[] },
): Promise<CustomFieldDefinition[]> {
  const type = typeNamed(recordType);
  const present = await listFields(ctx, { recordType: type.name });
  const wanted = new Set(fieldIds);
  const unknown = fieldIds.find((id) => !present.some((f) => f.id === id));
  if (unknown !== undefined || wanted.size !== fieldIds.length)
    throw invalidField("fieldIds", "fieldIds must name each field of the type once");
  const order = [...fieldIds, ...present.filter((f) => !wanted.has(f.id)).map((f) => f.id)];
  await ctx.tx.query(
    `update custom_fields c set position = o.position - 1 from unnest($2::uuid[]) with ordinality as o(id, position)
     where c.tenant_id = $1 and c.id = o.id`,
    [tenantOf(ctx), order.map((id) => uuidOf("field", id))],
  );
  done(ctx);
  for (const [position, id] of order.entries()) {
    const before = present.find((f) => f.id === id)!;
    if (before.position === position) continue;
    ctx.record({
      recordType: "field",
      recordId: id,
      action: "updated",
      before: { position: before.position },
      after: { position },
    });
  }
  ctx.summary = `Ordered the fields of ${type.labelPlural.toLowerCase()}`;
  return listFields(ctx, { recordType: type.name });
}
