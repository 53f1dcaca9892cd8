// One value of a custom field: how it is checked when sent, and in which column of field_values it is compared.
import { z } from "zod";
import { type IdPrefix, idPattern } from "@/kernel/id";
import type { CustomField } from "./custom";
import type { FieldKind, FieldOption } from "./descriptor";
import { emailSchema, field, instantSchema, textSchema } from "./field";

/** The words of a closed list, accepted by value or by label in any case: a renamed option keeps its value. */
function optionSchema(options: FieldOption[]): z.ZodType<string> {
  const known = new Map<string, string>();
  for (const option of options) known.set(option.label.trim().toLowerCase(), option.value);
  for (const option of options) known.set(option.value.trim().toLowerCase(), option.value);
  return z.string().transform((text, ctx) => {
    const found = known.get(text.trim().toLowerCase());
    if (found) return found;
    ctx.addIssue({
      code: "custom",
      message: `must be one of ${options.map((option) => option.value).join(", ")}`,
    });
    return z.NEVER;
  }) as unknown as z.ZodType<string>;
}

/** Checks and normalises one value that is not null. `prefix` is that of a link's ids. */
export function customValueSchema(f: CustomField, prefix: IdPrefix | undefined): z.ZodType {
  const about = { label: f.label, description: f.description };
  switch (f.kind) {
    case "integer":
      return z.int("must be a whole number");
    case "number":
      return z.number().min(-9e13).max(9e13);
    case "money":
      return field.money(about).schema;
    case "boolean":
      return z.boolean();
    case "date":
      return z.iso.date("must be a day of the calendar, as YYYY-MM-DD");
    case "dateTime":
      return instantSchema;
    case "email":
      return emailSchema;
    case "url":
      return field.url(about).schema;
    case "phone":
      return field.phone(about).schema;
    case "select":
      return optionSchema(f.options ?? []);
    case "multiSelect":
    case "tags":
      return z
        .array(f.options ? optionSchema(f.options) : textSchema(50))
        .max(50, "at most 50 values")
        .transform((values) => [...new Set(values)]);
    case "user":
      return z.string().regex(idPattern("user"), "is not the id of a person");
    case "record":
      return z.string().regex(idPattern(prefix ?? "none"), `is not the id of a ${f.targetType ?? "record"}`);
    case "longText":
      return textSchema(20_000);
    default:
      return textSchema(1000);
  }
}

/** The columns that values are compared in, and their types. */
export const valueColumnTypes = {
  text_value: "text",
  integer_value: "bigint",
  number_value: "double precision",
  time_value: "timestamptz",
  bool_value: "boolean",
  uuid_value: "uuid",
} as const;
export type ValueColumn = keyof typeof valueColumnTypes;
/** The columns of orders that are kept. */
export type KeptColumn = Exclude<ValueColumn, "uuid_value">;

/** Where values of this kind are compared. */
export function valueColumnOf(kind: FieldKind): ValueColumn {
  switch (kind) {
    case "integer":
    case "money":
      return "integer_value";
    case "number":
      return "number_value";
    case "dateTime":
      return "time_value";
    case "boolean":
      return "bool_value";
    case "user":
    case "record":
      return "uuid_value";
    default:
      return "text_value";
  }
}

/** Longer text is compared by its beginning in the index, and whole in the record. */
export const indexedLength = 300;

export const isListKind = (kind: FieldKind): boolean => kind === "multiSelect" || kind === "tags";
