// Checks `customFields` against what the tenant has defined; definitions are read once and kept for a few seconds.
import type { z } from "zod";
import { type FieldError, validationFailed } from "@/kernel/errors";
import { type IdPrefix, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { nearest } from "@/kernel/query/nearest";
import { recordTypeNamed } from "@/kernel/records/registry";
import { customValueSchema, isListKind } from "./custom-value";
import type { FieldDescriptor, FieldKind, FieldOption } from "./descriptor";
import type { Rollup } from "./rollup";

export type CustomField = {
  /** `field_…` */
  id: string;
  key: string;
  label: string;
  kind: FieldKind;
  description: string;
  options: FieldOption[] | null;
  isRequired: boolean;
  isUnique: boolean;
  defaultValue: unknown;
  targetType: string | null;
  currency: string | null;
  formula: string | null;
  rollup: Rollup | null;
};

/** Computed by the database at read time: nobody writes it. */
export const isComputed = (f: Pick<CustomField, "formula" | "rollup">): boolean =>
  f.formula !== null || f.rollup !== null;

const keptMs = 5_000;
const cache = new Map<string, { at: number; fields: Promise<CustomField[]> }>();

/** Forgets what was read: after a definition changed. */
export const forgetCustomFields = (tenantId: string): void => {
  for (const key of cache.keys()) if (key.startsWith(`${tenantId}:`)) cache.delete(key);
};

export const customFieldColumns = `id, key, label, kind, description, options, is_required as "isRequired",
  is_unique as "isUnique", default_value as "defaultValue", target_type as "targetType", currency, formula, rollup`;

const siblings = new WeakMap<CustomField, CustomField[]>();
/** All fields of the type that `f` was read with: what a formula may stand on. */
export const siblingsOf = (f: CustomField): CustomField[] => siblings.get(f) ?? [f];

/** The tenant's fields of a record type, in order. */
export function customFieldsOf(ctx: Pick<Ctx, "tenant" | "tx">, recordType: string): Promise<CustomField[]> {
  const key = `${ctx.tenant.id}:${recordType}`;
  const kept = cache.get(key);
  if (kept && Date.now() - kept.at < keptMs) return kept.fields;
  const fields = ctx.tx
    .query<CustomField>(
      `select ${customFieldColumns} from custom_fields
       where tenant_id = $1 and record_type = $2 and deleted_at is null order by position, created_at, key`,
      [uuidOf("tenant", ctx.tenant.id), recordType],
      "custom_fields",
    )
    .then((rows) => {
      const known = rows.map((row) => ({ ...row, id: toPublicId("field", row.id) }));
      for (const f of known) siblings.set(f, known);
      return known;
    });
  cache.set(key, { at: Date.now(), fields });
  fields.catch(() => cache.delete(key));
  return fields;
}

/** The prefix of the ids that a link field holds. */
export const targetPrefix = (f: CustomField): IdPrefix | undefined =>
  f.kind === "user" ? "user" : f.targetType ? recordTypeNamed(f.targetType)?.prefix : undefined;

const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

/** Made once per definition that was read: building a schema costs more than checking with it. */
const schemas = new WeakMap<CustomField, z.ZodType>();
function schemaOf(definition: CustomField): z.ZodType {
  const made = schemas.get(definition) ?? customValueSchema(definition, targetPrefix(definition));
  schemas.set(definition, made);
  return made;
}

/**
 * The checked values; `null` clears one. On an update only the keys that were sent come back, on a create defaults
 * are filled in. Throws all faults at once, an unknown key with the nearest known one and where to create it.
 */
export async function checkCustomFields(
  ctx: Ctx,
  recordType: string,
  sent: Record<string, unknown> | undefined,
  isNew: boolean,
  recordId?: string,
): Promise<Record<string, unknown>> {
  const known = await customFieldsOf(ctx, recordType);
  const { checked, faults } = checkCustomValues(known, sent, isNew);
  if (faults.length === 0)
    faults.push(...(await checkAgainstOthers(ctx, recordType, known, checked, recordId)));
  if (faults.length > 0) throw validationFailed(faults);
  return checked;
}

/** The same without the database: shapes, options, required, defaults. For whole files of rows. */
export function checkCustomValues(
  known: CustomField[],
  sent: Record<string, unknown> | undefined,
  isNew: boolean,
): { checked: Record<string, unknown>; faults: FieldError[] } {
  const faults: FieldError[] = [];
  const checked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(sent ?? {})) {
    const path = `customFields.${key}`;
    const definition = known.find((f) => f.key === key);
    if (!definition) faults.push(unknownCustomField(path, key, known));
    else if (isComputed(definition)) {
      // Clients send back what they read: the computed value says nothing.
    } else if (isEmpty(value)) {
      if (definition.isRequired)
        faults.push({ field: path, code: "REQUIRED", message: `${definition.label} is required` });
      checked[key] = null;
    } else {
      const parsed = schemaOf(definition).safeParse(value);
      if (parsed.success) checked[key] = parsed.data;
      else
        faults.push({
          field: path,
          code: "VALIDATION_ERROR",
          message: `${definition.label}: ${parsed.error.issues[0]?.message}`,
        });
    }
  }
  if (isNew) {
    for (const f of known) {
      if (checked[f.key] !== undefined || Object.hasOwn(sent ?? {}, f.key)) continue;
      if (f.defaultValue !== null && f.defaultValue !== undefined) checked[f.key] = f.defaultValue;
      else if (f.isRequired && !isComputed(f))
        faults.push({ field: `customFields.${f.key}`, code: "REQUIRED", message: `${f.label} is required` });
    }
  }
  return { checked, faults };
}

export function unknownCustomField(path: string, key: string, known: CustomField[]): FieldError {
  const near = nearest(
    key,
    known.map((f) => f.key),
  );
  return {
    field: path,
    code: "UNKNOWN_FIELD",
    message: `Unknown custom field "${key}".${near ? ` Did you mean "${near}"?` : ""} Custom fields are created in Settings → Fields.`,
  };
}

/** Links must lead somewhere, and a unique value must be nobody else's; the unique index is the net below. */
async function checkAgainstOthers(
  ctx: Ctx,
  recordType: string,
  known: CustomField[],
  checked: Record<string, unknown>,
  recordId: string | undefined,
): Promise<FieldError[]> {
  const values: unknown[] = [uuidOf("tenant", ctx.tenant.id)];
  const add = (value: unknown) => `$${values.push(value)}`;
  const checks: string[] = [];
  for (const f of known) {
    const value = checked[f.key];
    if (value === undefined || value === null) continue;
    const prefix = targetPrefix(f);
    if (prefix && typeof value === "string") {
      const table = f.kind === "user" ? "users" : recordTypeNamed(f.targetType!)!.tableName;
      const isLive = f.kind === "user" ? "x.status = 'active'" : "x.deleted_at is null";
      checks.push(`select ${add(f.key)}::text as key, 'link' as fault where not exists (select 1 from ${table} x
        where x.tenant_id = $1 and x.id = ${add(uuidOf(prefix, value))}::uuid and ${isLive})`);
    }
    if (f.isUnique && !isListKind(f.kind)) {
      const own = recordId && recordTypeNamed(recordType);
      const others = own ? `and v.record_id <> ${add(uuidOf(own.prefix, recordId))}::uuid` : "";
      checks.push(`select ${add(f.key)}::text as key, 'unique' as fault where exists (select 1 from field_values v
        where v.tenant_id = $1 and v.field_id = ${add(uuidOf("field", f.id))}::uuid ${others}
          and v.unique_key = (select case when length(x) <= 300 then lower(x) else md5(lower(x)) end
            from (select ${add(String(value))}::text) as s(x)))`);
    }
  }
  if (checks.length === 0) return [];
  const found = await ctx.tx.query<{ key: string; fault: "link" | "unique" }>(
    checks.join(" union all "),
    values,
  );
  return found.map(({ key, fault }) => {
    const f = known.find((one) => one.key === key)!;
    return fault === "link"
      ? {
          field: `customFields.${key}`,
          code: "NOT_FOUND",
          message: `${f.label}: there is no such ${f.kind === "user" ? "active person" : f.targetType}`,
        }
      : {
          field: `customFields.${key}`,
          code: "NOT_UNIQUE",
          message: `${f.label}: another ${recordType} has this value already`,
        };
  });
}

/** Custom fields as the browser and the documents see them. */
export const describeCustomField = (f: CustomField): FieldDescriptor => ({
  key: `customFields.${f.key}`,
  id: f.id,
  label: f.label,
  kind: f.kind,
  description: f.description || f.label,
  isRequired: f.isRequired,
  isReadOnly: isComputed(f),
  isSearchable: false,
  isFilterable: true,
  isSortable: f.kind !== "longText" && !isListKind(f.kind),
  isImportable: !isComputed(f),
  isPersonal: false,
  isCustom: true,
  isUnique: f.isUnique || undefined,
  defaultValue: f.defaultValue ?? undefined,
  options: f.options ?? undefined,
  recordType: f.kind === "user" ? "user" : (f.targetType ?? undefined),
  currency: f.currency ?? undefined,
  formula: f.formula ?? undefined,
  rollup: f.rollup ?? undefined,
});
