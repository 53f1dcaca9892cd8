// Checks `customFields` against what the tenant has defined; definitions are read once and kept for a few seconds.
import { z } from "zod";
import { type FieldError, validationFailed } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { nearest } from "@/kernel/query/nearest";
import type { FieldDescriptor, FieldKind, FieldOption } from "./descriptor";
import { emailSchema, field, instantSchema, textSchema } from "./field";

export type CustomField = {
  key: string;
  label: string;
  kind: FieldKind;
  description: string;
  options: FieldOption[] | null;
  isRequired: boolean;
};

const keptMs = 5_000;
const cache = new Map<string, { at: number; fields: Promise<CustomField[]> }>();

/** Forgets what was read: after a definition changed. */
export const forgetCustomFields = (tenantId: string): void => {
  for (const key of cache.keys()) if (key.startsWith(`${tenantId}:`)) cache.delete(key);
};

/** The tenant's fields of a record type, in order. */
export function customFieldsOf(ctx: Ctx, recordType: string): Promise<CustomField[]> {
  const key = `${ctx.tenant.id}:${recordType}`;
  const kept = cache.get(key);
  if (kept && Date.now() - kept.at < keptMs) return kept.fields;
  const fields = ctx.tx.query<CustomField>(
    `select key, label, kind, description, options, is_required as "isRequired" from custom_fields
     where tenant_id = $1 and record_type = $2 and deleted_at is null order by position, key`,
    [uuidOf("tenant", ctx.tenant.id), recordType],
    "custom_fields",
  );
  cache.set(key, { at: Date.now(), fields });
  fields.catch(() => cache.delete(key));
  return fields;
}

function schemaOf(f: CustomField): z.ZodType {
  const about = { label: f.label, description: f.description };
  switch (f.kind) {
    case "integer":
      return z.int();
    case "number":
    case "money":
      return z.number().min(-9e13).max(9e13);
    case "boolean":
      return z.boolean();
    case "date":
      return z.iso.date();
    case "dateTime":
      return instantSchema;
    case "email":
      return emailSchema;
    case "url":
      return field.url(about).schema;
    case "phone":
      return field.phone(about).schema;
    case "select":
      return field.select({ ...about, options: f.options ?? [] }).schema;
    case "multiSelect":
    case "tags":
      return z
        .array(f.options ? field.select({ ...about, options: f.options }).schema : textSchema(50))
        .max(50);
    case "longText":
      return textSchema(20_000);
    default:
      return textSchema(1000);
  }
}

/**
 * The checked values; `null` clears one. On an update only the keys that were sent come back. Throws all faults at
 * once, an unknown key with the nearest known one and where to create it.
 */
export async function checkCustomFields(
  ctx: Ctx,
  recordType: string,
  sent: Record<string, unknown> | undefined,
  isNew: boolean,
): Promise<Record<string, unknown>> {
  const known = await customFieldsOf(ctx, recordType);
  const faults: FieldError[] = [];
  const checked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(sent ?? {})) {
    const path = `customFields.${key}`;
    const definition = known.find((f) => f.key === key);
    if (!definition) {
      const near = nearest(
        key,
        known.map((f) => f.key),
      );
      faults.push({
        field: path,
        code: "UNKNOWN_FIELD",
        message: `Unknown custom field "${key}".${near ? ` Did you mean "${near}"?` : ""} Custom fields are created in Settings → Fields.`,
      });
      continue;
    }
    if (value === null) {
      if (definition.isRequired)
        faults.push({ field: path, code: "REQUIRED", message: `${definition.label} is required` });
      checked[key] = null;
      continue;
    }
    const parsed = schemaOf(definition).safeParse(value);
    if (parsed.success) checked[key] = parsed.data;
    else
      faults.push({
        field: path,
        code: "VALIDATION_ERROR",
        message: `${definition.label}: ${parsed.error.issues[0]?.message}`,
      });
  }
  if (isNew) {
    for (const f of known) {
      if (f.isRequired && checked[f.key] === undefined) {
        faults.push({ field: `customFields.${f.key}`, code: "REQUIRED", message: `${f.label} is required` });
      }
    }
  }
  if (faults.length > 0) throw validationFailed(faults);
  return checked;
}

/** Custom fields as the browser and the documents see them. */
export const describeCustomField = (f: CustomField): FieldDescriptor => ({
  key: `customFields.${f.key}`,
  label: f.label,
  kind: f.kind,
  description: f.description || f.label,
  isRequired: f.isRequired,
  isReadOnly: false,
  isSearchable: false,
  isFilterable: false,
  isSortable: false,
  isImportable: true,
  isPersonal: false,
  isCustom: true,
  options: f.options ?? undefined,
});
