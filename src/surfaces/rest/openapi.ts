// The OpenAPI 3.1 document of a dialect, made from the same schemas that check requests and answers: it cannot say
// anything else than what the surface does.
import { z } from "zod";
import type { Operation } from "@/surfaces/catalog";
import type { Dialect, RouteTemplate } from "./dialect";
import { Components, exampleOf, inputSchemaOf, type JsonSchema, pascalCase } from "./json-schema";
import { compileRoutes, type Route } from "./routes";

type Dict = Record<string, unknown>;

/** Flags of a write that belong to the request rather than to the record: shown as query parameters. */
const flags = new Set(["force", "cascade"]);

const refusals: Record<string, string> = {
  "400": "The request cannot be read: not JSON, not UTF-8, nested too deeply",
  "401": "No credential, or one that is wrong, expired or revoked",
  "403": "The credential lacks the permission; `error.details` names what is needed and what is held",
  "404": "There is no such record, or it is not yours to see",
  "409": "The state of the data forbids it; `error.code` says why",
  "412": "The record has changed since the version in `If-Match`",
  "413": "The body is too large",
  "415": "The body is of a type that this operation does not take",
  "422": "Fields are not valid; `errors` names every one of them",
  "429": "Too many requests; `Retry-After` says when to go on",
  "500": "A fault of ours; tell us `meta.requestId`",
  "503": "Not available at the moment; `Retry-After` says when to try again",
};

const intro = `Everything in Meridian, over HTTP and JSON.

Send a personal access token (\`Authorization: Bearer …\`) or an API key and its secret (\`X-API-Key\`, \`X-API-Secret\`).

- **Envelope**: every answer is \`{ success, data, meta, errors }\`; a failed one also has \`error\`.
- **Lists** take \`page\`, \`limit\`, \`sort\`, \`order\`, \`search\` and the record's own fields, with operators as \`field[gte]=…\`; \`meta.pagination.nextCursor\` goes on from any depth.
- **Updates** are partial; \`null\` clears a field. \`PATCH\` is the same as \`PUT\`.
- **Versions**: a record's \`ETag\` sent back as \`If-Match\` refuses to overwrite what someone else has changed; as \`If-None-Match\` it saves the transfer.
- **Repeats**: a \`POST\` with an \`Idempotency-Key\` is done once, however often it is sent within 24 hours.`;

export function openApiDocument(dialect: Dialect, operations: readonly Operation[]): Dict {
  const components = new Components();
  const errorSchema = components.output(dialect.answers.error);
  const routes = compileRoutes(dialect, operations).all;
  const paths: Record<string, Dict> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    paths[route.path]![route.method.toLowerCase()] = describe(dialect, route, components);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: dialect.title,
      version: "1.0",
      summary: "The CRM's REST API",
      description: intro,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: dialect.prefix, description: "This installation" }],
    security: [{ bearer: [] }, { apiKey: [], apiSecret: [] }, { session: [] }],
    tags: tagsOf(routes),
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "A personal access token" },
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key", description: "Goes with X-API-Secret" },
        apiSecret: { type: "apiKey", in: "header", name: "X-API-Secret", description: "Goes with X-API-Key" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "meridian-….session",
          description: "The browser's own session after signing in; its name differs by installation",
        },
      },
      headers: {
        RequestId: { description: "Names this request in logs and history", schema: { type: "string" } },
        ETag: {
          description: "The record's version, for If-Match and If-None-Match",
          schema: { type: "string" },
        },
        Location: { description: "Where the new record is", schema: { type: "string" } },
        RateLimit: { description: "Requests that the window allows", schema: { type: "integer" } },
        RateRemaining: { description: "Requests left in the window", schema: { type: "integer" } },
        RateReset: { description: "When the window ends, in Unix seconds", schema: { type: "integer" } },
        RetryAfter: { description: "Seconds to wait", schema: { type: "integer" } },
      },
      responses: Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          `Error${status}`,
          {
            description,
            headers: {
              "X-Request-ID": { $ref: "#/components/headers/RequestId" },
              ...(status === "429" || status === "503"
                ? { "Retry-After": { $ref: "#/components/headers/RetryAfter" } }
                : {}),
            },
            content: { "application/json": { schema: errorSchema } },
          },
        ]),
      ),
    },
  };
}

/** A tag for each module, told by what can be done there. */
function tagsOf(routes: Route[]): Dict[] {
  const titles = new Map<string, string[]>();
  for (const { operation } of routes) {
    titles.set(operation.module, [...(titles.get(operation.module) ?? []), operation.meta.title]);
  }
  return [...titles].map(([name, all]) => ({ name, description: `${all.join(" · ")}.` }));
}

function describe(dialect: Dialect, route: Route, components: Components): Dict {
  const { operation } = route;
  const { meta } = operation;
  const input = inputSchemaOf(operation.input);
  const { parameters, body } = divide(route, input);
  const name = pascalCase(operation.name);
  const codes = Object.entries(meta.errors ?? {}).map(([code, text]) => `- \`${code}\`: ${text}`);
  const own = codes.length > 0 ? `Codes of its own:\n\n${codes.join("\n")}` : undefined;
  const description = [meta.description, own].filter(Boolean).join("\n\n");
  return {
    operationId: operation.name.replaceAll(".", "_"),
    tags: [operation.module],
    summary: meta.title,
    ...(description ? { description } : {}),
    ...(meta.permission === "public" ? { security: [] } : {}),
    parameters,
    ...("x-filters-of" in input && !body ? { "x-filters-of": input["x-filters-of"] } : {}),
    ...(body ? { requestBody: requestBody(route, body, name, components) } : {}),
    responses: responsesOf(dialect, route, components, body !== null),
    "x-permission": meta.permission,
    "x-rate-cost": meta.cost ?? 1,
    ...(Array.isArray(meta.emits) && meta.emits.length > 0
      ? { "x-emits": meta.emits.map(({ type }) => type) }
      : {}),
  };
}

/** What stands in the path, in the query string, and in the body. */
function divide(route: Route, input: JsonSchema): { parameters: Dict[]; body: JsonSchema | null } {
  const hasBody = route.method !== "GET" && route.method !== "DELETE";
  const required = new Set(input.required ?? []);
  const parameters: Dict[] = route.params.map((name) => ({
    name,
    in: "path",
    required: true,
    ...described(input.properties?.[name]),
    schema: { type: "string" },
  }));
  const kept: Record<string, JsonSchema | boolean> = {};
  for (const [name, property] of Object.entries(input.properties ?? {})) {
    if (route.params.includes(name)) continue;
    if (hasBody && !flags.has(name)) {
      kept[name] = property as JsonSchema;
      continue;
    }
    const { description: _, ...schema } = property as JsonSchema;
    const parameter = {
      name,
      in: "query",
      required: required.has(name),
      ...described(property as JsonSchema),
    };
    parameters.push({ ...parameter, schema });
  }
  for (const name of conditionsOf(route)) parameters.push(name);
  const isEmpty = Object.keys(kept).length === 0 && input.additionalProperties === false;
  if (!hasBody || isEmpty) return { parameters, body: null };
  const named = [...required].filter((name) => name in kept);
  return {
    parameters,
    body: { ...input, properties: kept, required: named.length > 0 ? named : undefined },
  };
}

const described = (schema: JsonSchema | boolean | undefined): Dict => {
  const text = typeof schema === "object" ? schema.description : undefined;
  return text ? { description: text } : {};
};

const headerParameter = (name: string, description: string): Dict => ({
  name,
  in: "header",
  required: false,
  description,
  schema: { type: "string" },
});

function conditionsOf({ method, operation }: RouteTemplate & { operation: Operation }): Dict[] {
  if (operation.type === "query") return [];
  if (method === "POST") {
    return [headerParameter("Idempotency-Key", "Makes repeats of this very request harmless for 24 hours")];
  }
  return [headerParameter("If-Match", "The ETag read before: 412 when the record has changed since")];
}

function requestBody(
  { operation, method }: Route,
  body: JsonSchema,
  name: string,
  components: Components,
): Dict {
  const { required } = body;
  const schema = components.body(`${name}Request`, JSON.parse(JSON.stringify(body)) as JsonSchema);
  const example = exampleOf(schema, components);
  return {
    required: method === "POST" && (required?.length ?? 0) > 0,
    content: {
      "application/json": { schema, ...(example === undefined ? {} : { example }) },
      ...(operation.meta.acceptsCsv
        ? {
            "text/csv": {
              schema: { type: "string", description: "A CSV file; the options as query parameters" },
            },
            "application/x-ndjson": {
              schema: {
                type: "string",
                description:
                  "One JSON record per line, as an export writes them; a JSON array of records may be sent as `application/json`. The options as query parameters",
              },
            },
          }
        : {}),
      ...(operation.meta.acceptsFile
        ? {
            "application/octet-stream": {
              schema: {
                type: "string",
                format: "binary",
                description: "The file; the options as query parameters",
              },
            },
          }
        : {}),
    },
  };
}

function responsesOf(dialect: Dialect, route: Route, components: Components, hasBody: boolean): Dict {
  const { operation, method, params, isPage } = route;
  const { meta } = operation;
  const status = String(meta.status ?? 200);
  const { success, list } = dialect.answers;
  const schema = components.output(isPage ? list(itemOf(operation)) : success(operation.output));
  const isVersioned = operation.output instanceof z.ZodObject && "version" in operation.output.shape;
  const example = exampleOf(schema, components);
  const isWrite = operation.type === "mutation";
  const refused = [
    "400",
    ...(meta.permission === "public" ? [] : ["401", "403"]),
    ...(params.length > 0 ? ["404"] : []),
    ...(isWrite ? ["409"] : []),
    ...(isWrite && method !== "POST" ? ["412"] : []),
    ...(hasBody ? ["413", "415"] : []),
    ...["422", "429", "500", "503"],
  ];
  return {
    [status]: {
      description: meta.title,
      headers: {
        "X-Request-ID": { $ref: "#/components/headers/RequestId" },
        ...(meta.permission === "public"
          ? {}
          : {
              "X-RateLimit-Limit": { $ref: "#/components/headers/RateLimit" },
              "X-RateLimit-Remaining": { $ref: "#/components/headers/RateRemaining" },
              "X-RateLimit-Reset": { $ref: "#/components/headers/RateReset" },
            }),
        ...(isVersioned ? { ETag: { $ref: "#/components/headers/ETag" } } : {}),
        ...(status === "201" ? { Location: { $ref: "#/components/headers/Location" } } : {}),
      },
      content: meta.answersFile
        ? { [meta.answersFile]: { schema: { type: "string", format: "binary", description: "The file" } } }
        : { "application/json": { schema, ...(example === undefined ? {} : { example }) } },
    },
    ...(meta.isAccepted
      ? {
          "202": {
            description: `${meta.title}: a job does it (\`jobId\`)`,
            content: { "application/json": { schema } },
          },
        }
      : {}),
    ...(isVersioned && method === "GET" ? { "304": { description: "Unchanged since `If-None-Match`" } } : {}),
    ...Object.fromEntries(refused.map((code) => [code, { $ref: `#/components/responses/Error${code}` }])),
  };
}

function itemOf({ name, output }: Operation): z.ZodType {
  const items = output instanceof z.ZodObject ? output.shape.items : undefined;
  if (!(items instanceof z.ZodArray)) throw new Error(`${name} answers no page`);
  return items.element as z.ZodType;
}
