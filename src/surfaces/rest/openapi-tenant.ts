// The OpenAPI document of one workspace: everybody's, with the workspace's own fields wherever a record has them.
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { idPattern } from "@/kernel/id";
import { recordTypeNamed } from "@/kernel/records";
import type { JsonSchema } from "./json-schema";

type Dict = Record<string, unknown>;

/** The fields that a workspace has added, by the type of record (`contact`). */
export type OwnFields = ReadonlyMap<string, FieldDescriptor[]>;

const prefix = "customFields.";

export function ownFieldsOf(types: { name: string; fields: FieldDescriptor[] }[]): OwnFields {
  return new Map(
    types.flatMap(({ name, fields }): [string, FieldDescriptor[]][] => {
      const own = fields.filter(({ isCustom }) => isCustom);
      return own.length > 0 ? [[name, own]] : [];
    }),
  );
}

/** Puts the own fields into a document that nobody else holds: into the records, and among the filters of their lists. */
export function addOwnFields(document: unknown, own: OwnFields): void {
  if (typeof document !== "object" || document === null) return;
  for (const part of Object.values(document)) addOwnFields(part, own);
  const part = document as Dict;
  const fieldsOf = (mark: string): FieldDescriptor[] => own.get(String(part[mark])) ?? [];
  const fields = fieldsOf("x-record-type");
  if (fields.length > 0) {
    delete part.examples;
    part.properties = Object.fromEntries(fields.map((f) => [f.key.slice(prefix.length), schemaOf(f)]));
  }
  const filters = fieldsOf("x-filters-of").filter((f) => f.isFilterable);
  if (Array.isArray(part.parameters)) part.parameters.push(...filters.map(filterOf));
  else if (part.properties)
    Object.assign(
      part.properties,
      Object.fromEntries(filters.map((f) => [f.key, { description: filterText(f) }])),
    );
}

/** As those of everybody's fields: `customFields.tier=gold`, `customFields.tier[in]=gold,tin`. */
const filterOf = (f: FieldDescriptor): Dict => ({
  name: f.key,
  in: "query",
  required: false,
  description: filterText(f),
  schema: {},
});
const filterText = (f: FieldDescriptor): string =>
  `${f.description || f.label}. Equals, or \`${f.key}[operator]\``;

function schemaOf(f: FieldDescriptor): JsonSchema {
  const isComputed = f.formula !== undefined || f.rollup !== undefined;
  return {
    title: f.label,
    description: descriptionOf(f),
    ...(isComputed ? { readOnly: true } : {}),
    ...(f.defaultValue === undefined ? {} : { default: f.defaultValue }),
    ...valueSchema(f),
  } as JsonSchema;
}

function descriptionOf(f: FieldDescriptor): string {
  const said = [
    f.description,
    f.isRequired ? "A new record must have it" : undefined,
    f.isUnique ? "No two records may hold the same value" : undefined,
    f.formula ? `Computed: ${f.formula}` : undefined,
    f.rollup ? `Computed: ${f.rollup.function} over the ${f.rollup.recordType} records` : undefined,
  ];
  return said.filter((part) => part !== undefined).join(". ");
}

/** Null clears a value, and is what a record without one answers. */
function valueSchema(f: FieldDescriptor): Dict {
  const text = (more: Dict = {}): Dict => ({ type: ["string", "null"], ...more });
  const values = f.options?.map(({ value }) => value);
  switch (f.kind) {
    case "integer":
      return { type: ["integer", "null"] };
    case "number":
    case "money":
      return { type: ["number", "null"], ...(f.currency ? { "x-currency": f.currency } : {}) };
    case "boolean":
      return { type: ["boolean", "null"] };
    case "date":
      return text({ format: "date" });
    case "dateTime":
      return text({ format: "date-time" });
    case "email":
      return text({ format: "email" });
    case "url":
      return text({ format: "uri" });
    case "select":
      return text({ enum: [...(values ?? []), null] });
    case "multiSelect":
    case "tags":
      return { type: ["array", "null"], items: { type: "string", ...(values ? { enum: values } : {}) } };
    case "user":
      return text({ pattern: idPattern("user").source });
    case "record": {
      const type = recordTypeNamed(f.recordType ?? "");
      return text(type ? { pattern: idPattern(type.prefix).source } : {});
    }
    default:
      return text({ maxLength: f.kind === "longText" ? 20_000 : 1000 });
  }
}
