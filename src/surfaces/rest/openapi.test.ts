// The OpenAPI document: valid, complete, true to what the surface answers; a change of it is a diff to read.
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operations } from "@/surfaces/catalog";
import { openTestDatabase } from "@/test/tenant";
import { platform } from "./dialects/platform";
import { type RestTenant, restTenant } from "./fixtures";
import { openApiDocument } from "./openapi";

type Described = {
  operationId: string;
  tags: string[];
  summary: string;
  parameters: { name: string; in: string }[];
  responses: Record<string, unknown>;
  "x-permission": string | null;
  "x-rate-cost": number;
};
const document = openApiDocument(platform, operations) as {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, unknown> };
  tags: { name: string; description: string }[];
};
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method, path, ...operation })),
);

let close: () => Promise<void>;
let tenant: RestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await restTenant();
});
afterAll(() => close());

test("is valid against the OpenAPI 3.1 schema", async () => {
  const result = await new Validator().validate(structuredClone(document));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
});

test("has every operation with a route, once, with its parts in their places", () => {
  const routed = operations.filter(({ route }) => route);
  expect(described).toHaveLength(routed.length);
  expect(new Set(described.map(({ operationId }) => operationId)).size).toBe(routed.length);
  for (const { path, method, parameters, summary, responses } of described) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const inPath = parameters.filter((one) => one.in === "path").map(({ name }) => name);
    expect([method, path, inPath]).toEqual([method, path, named]);
    expect(summary).not.toBe("");
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(["400", "422", "429", "500"]));
  }
  expect(document.tags.map(({ name }) => name)).toEqual(
    expect.arrayContaining([...new Set(described.flatMap(({ tags }) => tags))]),
  );
});

test("names every reference that it uses", () => {
  const used = JSON.stringify(document).match(/#\/components\/\w+\/\w+/g) ?? [];
  const components = document.components as unknown as Record<string, Record<string, unknown>>;
  const missing = [...new Set(used)].filter((reference) => {
    const [, , kind, name] = reference.split("/") as [string, string, string, string];
    return components[kind]?.[name] === undefined;
  });
  expect(missing).toEqual([]);
});

test("answers parse with the schemas that the document is made from", async () => {
  const { admin } = tenant;
  const find = (name: string) => operations.find((one) => one.name === name)!;
  const created = await admin("POST /contacts", { body: { firstName: "Ada", lastName: "Byron" } });
  platform.answers.success(find("contacts.create").output).parse(created.body);
  const refused = await admin("POST /contacts", { body: { email: 1 } });
  platform.answers.error.parse(refused.body);
  platform.answers.error.parse((await admin("GET /nothing")).body);
});

/** The components that something refers to, directly or through others. */
function componentsOf(value: unknown, found: Record<string, unknown> = {}): Record<string, unknown> {
  for (const [, name] of JSON.stringify(value).matchAll(/#\/components\/schemas\/(\w+)/g)) {
    if (name === undefined || name in found) continue;
    found[name] = document.components.schemas[name];
    componentsOf(found[name], found);
  }
  return found;
}

const withoutExamples = (key: string, value: unknown) =>
  key === "example" || (key === "examples" && Array.isArray(value)) ? undefined : value;

const tags = [...new Set(operations.filter(({ route }) => route).map(({ module }) => module))];
test.each(tags)("%s is as it was agreed", async (tag) => {
  const own = described.filter(({ tags: [first] }) => first === tag);
  const paths = own.map(({ method, path, ...operation }) => [`${method.toUpperCase()} ${path}`, operation]);
  const agreed = { ...Object.fromEntries(paths), schemas: componentsOf(own) };
  await expect(`${JSON.stringify(agreed, withoutExamples, 1)}\n`).toMatchFileSnapshot(
    `__snapshots__/openapi.${tag}.snap`,
  );
});
