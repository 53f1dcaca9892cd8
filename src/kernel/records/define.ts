// A record type: a noun of the CRM with its table, its fields and its relations, said once. From it come the schemas
// of every surface and the statements that reach the table.
import { getTableColumns, getTableName, type Table } from "drizzle-orm";
import { z } from "zod";
import type { FieldDescriptor } from "@/kernel/fields";
import { addressParts, describeField, type Field, field, readOnly } from "@/kernel/fields";
import type { KeptColumn } from "@/kernel/fields/custom-value";
import { recordTypeOfTable } from "@/kernel/fields/value-sync";
import type { IdPrefix } from "@/kernel/id";
import { listedColumns, orderedColumns } from "./ordered-columns";
import type { RecordRules } from "./rules";

export type Fields = Record<string, Field>;

/** A value computed from the record itself, shown beside its fields. */
export type Computed<Row = Record<string, unknown>> = {
  schema: z.ZodType;
  compute: (record: Row) => unknown;
};

export type Relation = { field: string; to: () => RecordType };

export type RecordType<F extends Fields = Fields> = {
  /** Singular, lower case: the `type` in events, audit rows and relations. */
  name: string;
  /** Plural: the path of its API. */
  plural: string;
  /** The resource of its permissions, and its name in `cascade`: several types may share one (`activities`). */
  resource: string;
  label: string;
  labelPlural: string;
  prefix: IdPrefix;
  tableName: string;
  /** Whether the table has a `name_key`: the name, folded and indexed, that a search begins with. */
  hasNameKey: boolean;
  /** The domain of its e-mail address is a column of its own. */
  hasEmailDomain: boolean;
  /** Names of the columns whose values an index holds in order. */
  orderedColumns: ReadonlySet<string>;
  /** Names of the columns by which an index holds the records in the order of a list. */
  listedColumns: ReadonlySet<string>;
  fields: F & SystemFields;
  computed: Record<string, Computed>;
  relations: Record<string, Relation>;
  /** Keys of the columns, in the order of every select. */
  columns: Column[];
  defaultSort: { field: string; order: "asc" | "desc" }[];
  displayName: (record: Record<string, unknown>) => string;
  /** What must hold beyond single fields, and what follows from a write. */
  rules?: RecordRules;
  /** Table of people who share a record with its owner: they count for the scopes `own`, `team` and `department`. */
  sharedThrough?: { table: string; recordColumn: string; userColumn: string };
  Record: z.ZodObject<RecordShape<F & SystemFields>>;
  New: z.ZodObject<NewShape<F & SystemFields>>;
  Patch: z.ZodObject<PatchShape<F & SystemFields>>;
  /** What the browser and the documents need to know, in order. */
  describe: () => FieldDescriptor[];
};

/** One database column of a field: an address has five. */
export type Column = {
  key: string;
  part: string | null;
  name: string;
  kind: Field["kind"];
  prefix: IdPrefix | null;
  /** The key of the field that holds the currency of a money column. */
  currencyField: string | null;
  /** Where its values are compared in an order that is kept; null where they cannot be. */
  keptIn: KeptColumn | null;
};

type ValueOf<X> = X extends Field<infer V, infer R> ? (R extends true ? V : V | null) : never;
type RecordShape<F extends Fields> = { [K in keyof F]: z.ZodType<ValueOf<F[K]>> };
type Writable<F extends Fields> = { [K in keyof F as K extends ReadOnlyKeys ? never : K]: F[K] };
type ReadOnlyKeys = "id" | "createdAt" | "updatedAt" | "createdBy" | "updatedBy" | "version";
type NewShape<F extends Fields> = {
  [K in keyof Writable<F>]: Writable<F>[K] extends Field<infer V, infer R, infer D>
    ? R extends true
      ? D extends true
        ? z.ZodOptional<z.ZodType<V>>
        : z.ZodType<V>
      : z.ZodOptional<z.ZodNullable<z.ZodType<V>>>
    : never;
};
type PatchShape<F extends Fields> = {
  [K in keyof Writable<F>]: Writable<F>[K] extends Field<infer V, infer R>
    ? z.ZodOptional<R extends true ? z.ZodType<V> : z.ZodNullable<z.ZodType<V>>>
    : never;
};

export type CustomFields = Record<string, unknown>;

/** The fields that every record has. */
const systemFields = (prefix: IdPrefix, noun: string, recordType: string) => ({
  id: field.id(prefix, {
    label: "Id",
    description: `The ${noun}'s id`,
    example: `${prefix}_018f6f0e7c1b7d3a9b0c1d2e3f405162`,
  }),
  ownerId: field.reference({
    prefix: "user",
    label: "Owner",
    description: `The person responsible for the ${noun}; whoever creates it when absent`,
    example: "user_018f6f0e7c1b7d3a9b0c1d2e3f405163",
    relation: "owner",
  }),
  tags: field.tags({
    label: "Tags",
    description: "Free words to group records by",
    example: ["newsletter_subscriber"],
  }),
  customFields: {
    ...field.longText({
      label: "Custom fields",
      description: "Fields your workspace has added, by key; sent keys are merged",
      example: { leadSource: "Website" },
    }),
    schema: z
      .record(z.string(), z.unknown())
      // Where a document of the workspace's own puts the fields of this type.
      .meta({ description: "Fields your workspace has added, by key", "x-record-type": recordType }),
    isRequired: true,
    hasDefault: true,
    defaultValue: {},
    isFilterable: false,
    isSortable: false,
    isImportable: false,
  } as unknown as Field<CustomFields, true, true>,
  createdAt: readOnly(
    field.dateTime({
      required: true,
      label: "Created",
      description: `When the ${noun} was created`,
      example: "2025-01-24T10:30:00.000Z",
    }),
  ),
  updatedAt: readOnly(
    field.dateTime({
      required: true,
      label: "Updated",
      description: `When the ${noun} was last changed`,
      example: "2025-01-24T10:30:00.000Z",
    }),
  ),
  createdBy: readOnly(
    field.reference({
      prefix: "user",
      label: "Created by",
      description: `Who created the ${noun}; null when the product did`,
      example: "user_018f6f0e7c1b7d3a9b0c1d2e3f405163",
    }),
  ),
  updatedBy: readOnly(
    field.reference({
      prefix: "user",
      label: "Updated by",
      description: `Who last changed the ${noun}`,
      example: "user_018f6f0e7c1b7d3a9b0c1d2e3f405163",
    }),
  ),
  version: readOnly(
    field.integer({
      required: true,
      label: "Version",
      description: "Counts the changes; the ETag",
      example: 1,
    }),
  ),
});
export type SystemFields = ReturnType<typeof systemFields>;

export const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

export type RecordOptions<F extends Fields> = {
  name: string;
  plural: string;
  /** `plural` when absent. */
  resource?: string;
  label: string;
  labelPlural: string;
  prefix: IdPrefix;
  table: Table;
  fields: F;
  computed?: Record<string, Computed>;
  relations?: Record<string, Relation>;
  defaultSort: { field: keyof (F & SystemFields) & string; order: "asc" | "desc" }[];
  displayName: (record: Record<string, unknown>) => string;
  rules?: RecordRules;
  sharedThrough?: RecordType["sharedThrough"];
};

/** What callers look up by a name of theirs: "valueOf" is no field. */
const byName = <T extends object>(named: T): T => Object.assign(Object.create(null), named);

/** Declares a record type. A field without a column in the table, or the reverse, is refused at start. */
export function defineRecord<F extends Fields>(options: RecordOptions<F>): RecordType<F> {
  const system = systemFields(options.prefix, options.label.toLowerCase(), options.name);
  const { id, ...rest } = system;
  const fields = byName({ id, ...options.fields, ...rest }) as F & SystemFields;
  const computed = byName(options.computed ?? {});
  if (recordTypeOfTable(getTableName(options.table)) !== options.name) {
    throw new Error(`${options.name}: its table must be named for it, not "${getTableName(options.table)}"`);
  }
  const type = {
    ...options,
    resource: options.resource ?? options.plural,
    tableName: getTableName(options.table),
    hasNameKey: "nameKey" in getTableColumns(options.table),
    hasEmailDomain: "emailDomain" in getTableColumns(options.table),
    orderedColumns: orderedColumns(options.table, snakeCase),
    listedColumns: listedColumns(options.table, snakeCase),
    fields,
    computed,
    relations: byName(options.relations ?? {}),
    columns: columnsOf(options.name, fields, options.table),
    ...schemasOf(options.label, fields, computed),
    describe: () =>
      Object.entries(fields)
        .filter(([key]) => key !== "customFields" && key !== "version")
        .map(([key, f]) => describeField(key, f)),
  };
  return type as unknown as RecordType<F>;
}

/** What is compared as text has the order of its own type: days, ids. */
const keptTypes: Record<string, KeptColumn> = {
  text: "text_value",
  uuid: "text_value",
  date: "text_value",
  integer: "integer_value",
  bigint: "integer_value",
  "double precision": "number_value",
  "timestamp (3) with time zone": "time_value",
  boolean: "bool_value",
};

function columnsOf(name: string, fields: Fields, table: Table): Column[] {
  const present = getTableColumns(table);
  const columns = Object.entries(fields).flatMap(([key, f]): Column[] =>
    f.kind === "address"
      ? addressParts.map((part) => ({
          key,
          part,
          name: snakeCase(`${key}${part[0]!.toUpperCase()}${part.slice(1)}`),
          kind: "text",
          prefix: null,
          currencyField: null,
          keptIn: null,
        }))
      : [
          {
            key,
            part: null,
            name: snakeCase(key),
            kind: f.kind,
            prefix: f.idPrefix ?? null,
            currencyField: f.currencyField ?? null,
            keptIn: keptTypes[present[key]?.getSQLType() ?? ""] ?? null,
          },
        ],
  );
  for (const column of columns) {
    const property = column.part
      ? `${column.key}${column.part[0]!.toUpperCase()}${column.part.slice(1)}`
      : column.key;
    if (!present[property]) throw new Error(`${name}: the table has no column for "${property}"`);
  }
  return columns;
}

function schemasOf(label: string, fields: Fields, computed: Record<string, Computed>) {
  const record: Record<string, z.ZodType> = {};
  const fresh: Record<string, z.ZodType> = {};
  const patch: Record<string, z.ZodType> = {};
  for (const [key, f] of Object.entries(fields)) {
    record[key] = described(f.isRequired ? outputOf(f) : outputOf(f).nullable(), f);
    if (f.isReadOnly) continue;
    const optional = !f.isRequired || f.hasDefault;
    const nullable = f.isRequired ? f.schema : f.schema.nullable();
    fresh[key] = described(optional ? nullable.optional() : nullable, f);
    patch[key] = described(nullable.optional(), f);
  }
  for (const [key, { schema }] of Object.entries(computed)) record[key] = schema;
  return {
    Record: z.strictObject(record).meta({ title: label }),
    New: z.strictObject(fresh).meta({ title: `New ${label.toLowerCase()}` }),
    Patch: z.strictObject(patch).meta({ title: `${label} changes` }),
  };
}

const described = (schema: z.ZodType, f: Field): z.ZodType =>
  schema.meta({
    title: f.label,
    description: f.description,
    ...(f.example === undefined ? {} : { examples: [f.example] }),
  });

/** What comes out is described, not normalised again: rules of input do not bind what is stored. */
function outputOf(f: Field): z.ZodType {
  const schema = ((): z.ZodType => {
    switch (f.kind) {
      case "integer":
        return z.int();
      case "number":
      case "money":
        return z.number();
      case "boolean":
        return z.boolean();
      case "date":
        return z.iso.date();
      case "dateTime":
        return z.iso.datetime();
      case "tags":
      case "multiSelect":
        return z.array(z.string());
      case "address":
        return z.strictObject(
          Object.fromEntries(
            addressParts.map((part) => [
              part,
              z
                .string()
                .nullable()
                .meta({ description: `Address: ${part}` }),
            ]),
          ),
        );
      default:
        return f.schema instanceof z.ZodRecord ? f.schema : z.string();
    }
  })();
  return schema;
}

/** The record on the wire. */
export type RecordOf<T extends RecordType> = z.output<T["Record"]>;
export type NewOf<T extends RecordType> = z.output<T["New"]>;
export type PatchOf<T extends RecordType> = z.output<T["Patch"]>;
