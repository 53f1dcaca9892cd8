// What a form asks for, with the kind and the choices of each field, and a visitor's text read as the values they mean.
import { AppError, type FieldError, validationFailed } from "@/kernel/errors";
import { type CustomField, checkCustomFields, customFieldsOf, isComputed } from "@/kernel/fields/custom";
import { plainKinds } from "@/kernel/fields/descriptor";
import { type Ctx, fromZod } from "@/kernel/operation";
import { NewLead } from "@/modules/leads";
import type { InputKind } from "./defaults";
import type { Form, PublicField, SentValues } from "./schema";

const customPrefix = "customFields.";
const kindOfPlain: Record<string, InputKind> = { email: "email", phone: "phone", description: "longText" };
const isInputKind = (kind: string): kind is InputKind => plainKinds.some((one) => one === kind);

type Askable = CustomField & { kind: InputKind };

/** The lead's custom fields that someone outside can fill in: neither computed nor a link into the workspace. */
export async function askableFields(ctx: Ctx): Promise<Askable[]> {
  const fields = await customFieldsOf(ctx, "lead");
  return fields.filter((one): one is Askable => isInputKind(one.kind) && !isComputed(one));
}

/**
 * The form's fields as they are asked now: one whose definition is gone is left out, and what leads have come to need
 * since the form was made is asked at the end. So a visitor is never refused for what could not be filled in.
 */
export async function askedFields(ctx: Ctx, form: Form): Promise<PublicField[]> {
  const custom = await askableFields(ctx);
  const asked = form.fields.flatMap(({ key, label, isRequired }): PublicField[] => {
    if (!key.startsWith(customPrefix))
      return [{ key, label, isRequired, kind: kindOfPlain[key] ?? "text", options: [] }];
    const definition = custom.find((one) => customPrefix + one.key === key);
    return definition ? [asAsked(definition, label, isRequired)] : [];
  });
  const missing = custom.filter(
    (one) =>
      one.isRequired && one.defaultValue === null && !asked.some(({ key }) => key === customPrefix + one.key),
  );
  return [...asked, ...missing.map((one) => asAsked(one, one.label, true))];
}

const asAsked = (
  { key, kind, options, isRequired: isNeeded }: Askable,
  label: string,
  isRequired: boolean,
) => ({
  key: customPrefix + key,
  label,
  // A tick that leads must have is still a yes or a no.
  isRequired: isRequired || (isNeeded && kind !== "boolean"),
  kind,
  options: (options ?? []).map(({ value, label: words }) => ({ value, label: words })),
});

const isBlank = (value: string | string[] | undefined): boolean =>
  value === undefined || (typeof value === "string" ? value.trim() === "" : value.length === 0);

/** The values as a lead, all faults at once and each under the key that the form uses. */
function readLead(form: Form, asked: PublicField[], sent: SentValues) {
  const faults: FieldError[] = [];
  const fault = (key: string, code: string, message: string) =>
    faults.push({ field: `values.${key}`, code, message });
  for (const key of Object.keys(sent)) {
    if (!asked.some((one) => one.key === key))
      fault(key, "UNKNOWN_FIELD", `The form does not ask for "${key}"`);
  }
  const custom: Record<string, unknown> = {};
  const plain: Record<string, unknown> = {};
  for (const { key, label, isRequired, kind } of asked) {
    const value = sent[key];
    const isCustom = key.startsWith(customPrefix);
    if (value === undefined || isBlank(value)) {
      if (isRequired) fault(key, "REQUIRED", `${label} is required`);
      else if (isCustom && kind === "boolean") custom[key.slice(customPrefix.length)] = false;
      continue;
    }
    if (Array.isArray(value) && kind !== "multiSelect")
      fault(key, "VALIDATION_ERROR", `${label}: send one value`);
    else if (isRequired && kind === "boolean" && readValue(kind, value) === false)
      fault(key, "REQUIRED", `${label} is required`);
    else if (isCustom) custom[key.slice(customPrefix.length)] = readValue(kind, value);
    else plain[key] = value;
  }
  if (faults.length > 0) throw validationFailed(faults);
  const parsed = NewLead.safeParse({
    ...plain,
    firstName: plain.firstName ?? "—",
    source: form.source,
    customFields: custom,
    ...(form.ownerId ? { ownerId: form.ownerId } : {}),
  });
  if (parsed.success) return parsed.data;
  throw inTermsOfForm(fromZod(parsed.error, NewLead).fields);
}

/** The values as a lead whose custom fields are checked too: what can be refused is refused while the visitor is here. */
export async function checkedLead(ctx: Ctx, form: Form, asked: PublicField[], sent: SentValues) {
  const lead = readLead(form, asked, sent);
  await checkCustomFields(ctx, "lead", lead.customFields, true).catch((error: unknown) => {
    throw error instanceof AppError && error.code === "VALIDATION_ERROR"
      ? inTermsOfForm(error.fields)
      : error;
  });
  return lead;
}

/** The lead's own faults, under the keys that the form sends. */
const inTermsOfForm = (fields: readonly FieldError[]) =>
  validationFailed(fields.map((one) => ({ ...one, field: `values.${one.field}` })));

/** Text as its kind's value; what is none stays text, for the field itself to refuse. */
function readValue(kind: InputKind, value: string | string[]): unknown {
  if (kind === "multiSelect") return Array.isArray(value) ? value : [value];
  const text = String(value).trim();
  switch (kind) {
    case "integer":
    case "number":
    case "money": {
      const number = Number(text);
      return Number.isFinite(number) ? number : text;
    }
    case "boolean":
      return /^(true|on|yes|1)$/i.test(text) ? true : /^(false|off|no|0)$/i.test(text) ? false : text;
    case "dateTime":
      // What a browser's field gives has no zone: it is read as UTC.
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text) ? `${text.slice(0, 16)}:00.000Z` : text;
    default:
      return text;
  }
}
