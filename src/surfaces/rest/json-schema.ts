// JSON Schema (2020-12, as OpenAPI 3.1 has it) of what operations take and give, with named parts as components.
import { z } from "zod";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What a client may send. A list's query is described by its `override`: its checking is code. */
export function inputSchemaOf(input: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  return "override" in schema ? (schema.override as JsonSchema) : schema;
}

/** Collects the components of a document: every titled object once, under its title. */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  /** The schema of an answer, its named parts replaced by references. */
  output(output: z.ZodType): JsonSchema {
    const { $schema: _, $defs, ...schema } = z.toJSONSchema(output, { io: "output", unrepresentable: "any" });
    for (const [name, part] of Object.entries($defs ?? {})) this.put(name, this.hoist(part));
    return this.hoist(schema);
  }

  /** The schema of a request body, under a name of its own when it has no title. */
  body(name: string, schema: JsonSchema): JsonSchema {
    return this.put(name, this.hoist(schema, true));
  }

  private put(name: string, schema: JsonSchema): JsonSchema {
    const wanted = JSON.stringify(schema);
    let free = name;
    for (let n = 2; this.schemas[free] && JSON.stringify(this.schemas[free]) !== wanted; n++)
      free = `${name}${n}`;
    this.schemas[free] = schema;
    return { $ref: `#/components/schemas/${free}` };
  }

  private hoist(value: unknown, isNamed = false): JsonSchema {
    if (Array.isArray(value)) return value.map((item) => this.hoist(item)) as unknown as JsonSchema;
    if (typeof value !== "object" || value === null) return value as unknown as JsonSchema;
    const schema: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(value)) {
      if (key === "id" && typeof part === "string" && "type" in value && !("$ref" in value)) continue;
      if (key === "$ref" && typeof part === "string") {
        schema[key] = part.replace("#/$defs/", "#/components/schemas/");
      } else if (key === "properties") {
        schema[key] = Object.fromEntries(
          Object.entries(part as object).map(([name, property]) => [name, this.hoist(property)]),
        );
      } else if (["examples", "default", "enum", "const", "required"].includes(key)) schema[key] = part;
      else schema[key] = this.hoist(part);
    }
    const { title, type } = schema;
    if (!isNamed && type === "object" && typeof title === "string" && "properties" in schema) {
      return this.put(pascalCase(title), schema as JsonSchema);
    }
    return schema as JsonSchema;
  }
}

export const pascalCase = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join("");

/** An example made of the examples of the parts: what the reference shows first. */
export function exampleOf(
  schema: JsonSchema | boolean | undefined,
  components: Components,
  depth = 0,
): unknown {
  if (schema === undefined || typeof schema === "boolean" || depth > 6) return undefined;
  const [first] = Array.isArray(schema.examples) ? schema.examples : [];
  if (first !== undefined) return first;
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.$ref) {
    const name = schema.$ref.slice("#/components/schemas/".length);
    return exampleOf(components.schemas[name], components, depth + 1);
  }
  const option = (schema.anyOf ?? schema.oneOf)?.[0];
  if (option) return exampleOf(option, components, depth + 1);
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
          const example = exampleOf(property, components, depth + 1);
          return example === undefined ? [] : [[key, example]];
        }),
      );
    case "array": {
      const item = Array.isArray(schema.items) ? undefined : exampleOf(schema.items, components, depth + 1);
      return item === undefined || schema.maxItems === 0 ? [] : [item];
    }
    case "null":
      return null;
    default:
      return undefined;
  }
}
