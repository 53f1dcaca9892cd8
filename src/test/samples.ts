// Valid inputs for any operation, made from its own schema: the documented examples, with ids that exist.
import { z } from "zod";
import type { Operation } from "@/surfaces/catalog";

export type JsonSchema = {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  description?: string;
  format?: string;
  additionalProperties?: JsonSchema | boolean;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
};

/** A zod schema as JSON Schema; what cannot be derived (list queries) brings its own in `meta().override`. */
export function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  return z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      const own = (zodSchema as unknown as z.ZodType).meta?.()?.override as object | undefined;
      if (own) Object.assign(jsonSchema, own, { override: undefined });
    },
  }) as JsonSchema;
}

/** Ids that exist in one tenant, by parameter name: `contactId`, `ownerId` … */
export type World = Record<string, string>;

export const isIdName = (name: string): boolean =>
  /(^|[a-z])Ids?$/.test(name) && !/^(requestId|bodyId|externalId)$/.test(name);

const exampleOf = (schema: JsonSchema): unknown => {
  if (schema.examples && schema.examples.length > 0) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const branch = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (branch) return exampleOf(branch);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, exampleOf(schema.properties?.[key] ?? {})]),
      );
    case "array":
      return [];
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return "text";
  }
};

/** The operation's required parameters from their examples, ids from the world. */
export function sampleInput(operation: Operation, world: World): Record<string, unknown> {
  const schema = jsonSchemaOf(operation.input, "input");
  const sample: Record<string, unknown> = {};
  for (const key of schema.required ?? []) {
    const property = schema.properties?.[key] ?? {};
    sample[key] =
      world[key] ??
      (key.endsWith("Ids") && world[key.slice(0, -1)] ? [world[key.slice(0, -1)]] : exampleOf(property));
  }
  for (const param of operation.route?.params ?? []) sample[param] ??= world[param] ?? "text";
  return sample;
}

/** The names of the operation's parameters that hold ids. */
export function idParameters(operation: Operation): string[] {
  const schema = jsonSchemaOf(operation.input, "input");
  return [...new Set([...Object.keys(schema.properties ?? {}), ...(operation.route?.params ?? [])])].filter(
    isIdName,
  );
}
