// A field is said once: type, rules, label, description, example and flags. Schemas, filters, forms, columns, import,
// export, audit diffs and OpenAPI all read it here.
import { z } from "zod";
import { type IdPrefix, idPattern } from "@/kernel/id";
import { hasDecimals, isCurrency } from "./currency";
import type { FieldDescriptor, FieldKind, FieldOption } from "./descriptor";

export type FieldOptions = {
  label: string;
  description: string;
  example?: unknown;
  /** Part of the text that full search looks through. */
  searchable?: boolean;
  /** Default true for everything but long text and addresses. */
  filterable?: boolean;
  sortable?: boolean;
  importable?: boolean;
  /** Personal data of a natural person (export and erasure look here). */
  personal?: boolean;
  /** No two records share a value; the table's unique index sees to it. */
  unique?: boolean;
  /** Other header names an import recognises. */
  aliases?: string[];
  /** What a number counts, as it is written behind it: "%". */
  unit?: string;
  width?: number;
};

/** A field of a record type. `Value` is its form on the wire; `Required` says whether a record may lack it. */
export type Field<
  Value = unknown,
  Required extends boolean = boolean,
  Defaulted extends boolean = boolean,
> = {
  /** Says, in types alone, that a new record may leave the field out. */
  hasDefault: Defaulted;
  kind: FieldKind;
  /** Checks and normalises one value that is not null. */
  schema: z.ZodType<Value>;
  isRequired: Required;
  isReadOnly: boolean;
  /** What a new record gets when the field is absent; null when undefined. */
  defaultValue?: Value;
  label: string;
  description: string;
  example?: unknown;
  isSearchable: boolean;
  isFilterable: boolean;
  isSortable: boolean;
  isImportable: boolean;
  isPersonal: boolean;
  isUnique: boolean;
  aliases: string[];
  options?: FieldOption[];
  idPrefix?: IdPrefix;
  recordType?: string;
  relation?: string;
  /** The field beside it that holds the ISO 4217 code of a money field. */
  currencyField?: string;
  unit?: string;
  width?: number;
};

type Extra<Value> = Partial<Field<Value>>;

function make<Value, Required extends boolean, Defaulted extends boolean = false>(
  kind: FieldKind,
  schema: z.ZodType<Value>,
  options: FieldOptions,
  isRequired: Required,
  extra: Extra<Value> = {},
): Field<Value, Required, Defaulted> {
  const isLong = kind === "longText" || kind === "address";
  return {
    kind,
    schema: schema.meta({
      title: options.label,
      description: options.description,
      ...(options.example === undefined ? {} : { examples: [options.example] }),
    }) as z.ZodType<Value>,
    isReadOnly: false,
    label: options.label,
    description: options.description,
    example: options.example,
    isSearchable: options.searchable ?? false,
    isFilterable: options.filterable ?? kind !== "address",
    isSortable: options.sortable ?? (!isLong && kind !== "tags" && kind !== "multiSelect"),
    isImportable: options.importable ?? true,
    isPersonal: options.personal ?? false,
    isUnique: options.unique ?? false,
    aliases: options.aliases ?? [],
    unit: options.unit,
    width: options.width,
    ...extra,
    isRequired,
    hasDefault: (extra.defaultValue !== undefined) as Defaulted,
  };
}

type Maybe<O> = O extends { required: true } ? true : false;
type Has<O> = O extends { default: string | number | boolean } ? true : false;
const isRequired = <O extends { required?: boolean }>(options: O) => (options.required ?? false) as Maybe<O>;

/** Text that PostgreSQL can store and a person can read: no NUL, no half of a surrogate pair. */
export const isStorable = (value: string): boolean => !value.includes("\0") && value.isWellFormed();

/** Trimmed text of 1 to `max` characters. */
export const textSchema = (max: number) =>
  z
    .string()
    .trim()
    .min(1, "must not be empty")
    .max(max, `must be at most ${max} characters`)
    .refine(isStorable, "contains characters that cannot be stored");

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "must be at most 254 characters")
  .pipe(z.email("Invalid email format"));

export const instantSchema = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((value, ctx) => {
    const time = new Date(value);
    if (Number.isNaN(time.getTime()) || time.getUTCFullYear() < 1 || time.getUTCFullYear() > 9999) {
      ctx.addIssue({ code: "custom", message: "is not a date between the years 1 and 9999" });
      return z.NEVER;
    }
    return time.toISOString();
  }) as unknown as z.ZodType<string>;

const phoneSchema = textSchema(50).refine(
  (value) => /^[+()\d\s./x#ext-]+$/i.test(value) && /\d{3}/.test(value.replace(/\D/g, "")),
  {
    message: "is not a phone number",
  },
);

const urlSchema = z
  .string()
  .trim()
  .max(2048, "must be at most 2048 characters")
  .transform((value) => (/^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `https://${value}`))
  .pipe(z.url({ protocol: /^https?$/, message: "is not a web address" }));

export const addressParts = ["street", "city", "state", "zipCode", "country"] as const;
export const addressPartLabels: Record<(typeof addressParts)[number], string> = {
  street: "Street",
  city: "City",
  state: "State",
  zipCode: "Postal code",
  country: "Country",
};
const addressPart = (label: string, example: string) =>
  textSchema(200)
    .nullable()
    .optional()
    .meta({ description: label, examples: [example] });

export const addressSchema = z.strictObject({
  street: addressPart("Street and house number", "123 Main St"),
  city: addressPart("City", "New York"),
  state: addressPart("State, province or region", "NY"),
  zipCode: addressPart("Postal code", "10001"),
  country: addressPart("Country, as its name or ISO 3166 code", "US"),
});
export type Address = z.infer<typeof addressSchema>;

export const field = {
  text: <O extends FieldOptions & { required?: boolean; max?: number }>(o: O) =>
    make("text", textSchema(o.max ?? 200), o, isRequired(o)),

  longText: <O extends FieldOptions & { required?: boolean; max?: number }>(o: O) =>
    make("longText", textSchema(o.max ?? 20_000), o, isRequired(o)),

  email: <O extends FieldOptions & { required?: boolean }>(o: O) =>
    make("email", emailSchema, o, isRequired(o)),

  phone: <O extends FieldOptions & { required?: boolean }>(o: O) =>
    make("phone", phoneSchema, o, isRequired(o)),

  url: <O extends FieldOptions & { required?: boolean }>(o: O) => make("url", urlSchema, o, isRequired(o)),

  integer: <O extends FieldOptions & { required?: boolean; min?: number; max?: number }>(o: O) => {
    const { min = -2_147_483_648, max = 2_147_483_647 } = o;
    const whole = z.int("must be a whole number");
    // Each bound in words of its own: the type's would stand for all of them.
    const schema = whole.min(min, `must be at least ${min}`).max(max, `must be at most ${max}`);
    return make("integer", schema, o, isRequired(o));
  },

  /**
   * An amount on the wire, whole minor units in the table. `currencyField` names the field beside it that holds the
   * currency, whose decimals it has (checked with the whole record); without one it has two.
   */
  money: <
    O extends FieldOptions & { required?: boolean; min?: number; currencyField?: string; default?: number },
  >(
    o: O,
  ) =>
    make<number, Maybe<O>, Has<O>>(
      "money",
      z
        .number()
        .min(o.min ?? -9e13, `must be at least ${o.min ?? -9e13}`)
        .max(9e13, "must be at most 90,000,000,000,000")
        .refine(
          (value) => hasDecimals(value, o.currencyField ? 4 : 2),
          `has more than ${o.currencyField ? "four" : "two"} decimals`,
        ),
      o,
      isRequired(o),
      { currencyField: o.currencyField, defaultValue: o.default },
    ),

  /** An ISO 4217 code, upper-cased. */
  currency: <O extends FieldOptions & { default: string }>(o: O) =>
    make<string, true, true>(
      "text",
      z.string().trim().toUpperCase().refine(isCurrency, "is not an ISO 4217 currency code"),
      o,
      true,
      { defaultValue: o.default },
    ),

  boolean: <O extends FieldOptions & { required?: boolean; default?: boolean }>(o: O) =>
    make<boolean, Maybe<O>, Has<O>>("boolean", z.boolean(), o, isRequired(o), { defaultValue: o.default }),

  dateTime: <O extends FieldOptions & { required?: boolean }>(o: O) =>
    make("dateTime", instantSchema, o, isRequired(o)),

  date: <O extends FieldOptions & { required?: boolean }>(o: O) =>
    make(
      "date",
      z.iso.date("must be a day of the calendar, as YYYY-MM-DD") as z.ZodType<string>,
      o,
      isRequired(o),
    ),

  /** A word of a closed list, spelled as listed and accepted in any case. */
  select: <O extends FieldOptions & { required?: boolean; options: FieldOption[]; default?: string }>(
    o: O,
  ) => {
    const byFold = new Map(o.options.map((option) => [option.value.toLowerCase(), option.value]));
    const listed = o.options.map((option) => option.value);
    const schema = z
      .string()
      .transform((value, ctx) => {
        const found = byFold.get(value.trim().toLowerCase());
        if (found) return found;
        ctx.addIssue({ code: "custom", message: `must be one of ${listed.join(", ")}` });
        return z.NEVER;
      })
      .meta({ enum: listed }) as unknown as z.ZodType<string>;
    return make<string, Maybe<O>, Has<O>>("select", schema, o, isRequired(o), {
      options: o.options,
      defaultValue: o.default,
    });
  },

  address: <O extends FieldOptions>(o: O) => make<Address, false>("address", addressSchema, o, false),

  tags: <O extends FieldOptions>(o: O) =>
    make<string[], true, true>(
      "tags",
      z
        .array(textSchema(50))
        .max(50, "at most 50 tags")
        .transform((tags) => [...new Set(tags)]) as unknown as z.ZodType<string[]>,
      o,
      true,
      { defaultValue: [] },
    ),

  /** The id of another record, of a user, or of the record itself. */
  reference: <
    O extends FieldOptions & { required?: boolean; prefix: IdPrefix; relation?: string; recordType?: string },
  >(
    o: O,
  ) =>
    make(
      o.prefix === "user" ? "user" : "record",
      z.string().regex(idPattern(o.prefix), `is not the id of a ${o.recordType ?? o.prefix}`),
      o,
      isRequired(o),
      { idPrefix: o.prefix, relation: o.relation, recordType: o.recordType ?? o.prefix },
    ),

  id: (prefix: IdPrefix, o: FieldOptions) =>
    make<string, true>("id", z.string().regex(idPattern(prefix)), { importable: false, ...o }, true, {
      idPrefix: prefix,
      isReadOnly: true,
    }),
};

/** A field that the product sets and nobody writes. */
export const readOnly = <Value, Required extends boolean, Defaulted extends boolean>(
  f: Field<Value, Required, Defaulted>,
): Field<Value, Required, Defaulted> => ({
  ...f,
  isReadOnly: true,
  isImportable: false,
});

/** A field that a new record may leave out because the record type's rules fill it in. */
export const filledIn = <Value, Required extends boolean, Defaulted extends boolean>(
  f: Field<Value, Required, Defaulted>,
): Field<Value, Required, true> => ({ ...f, hasDefault: true });

/** The same without its functions: what goes to the browser and into documents. */
export function describeField(key: string, f: Field): FieldDescriptor {
  return {
    key,
    label: f.label,
    kind: f.kind,
    description: f.description,
    example: f.example,
    isRequired: f.isRequired && !f.hasDefault,
    isReadOnly: f.isReadOnly,
    isSearchable: f.isSearchable,
    isFilterable: f.isFilterable,
    isSortable: f.isSortable,
    isImportable: f.isImportable,
    isPersonal: f.isPersonal,
    isCustom: false,
    isUnique: f.isUnique || undefined,
    options: f.options,
    recordType: f.recordType,
    relation: f.relation,
    unit: f.unit,
    width: f.width,
  };
}
