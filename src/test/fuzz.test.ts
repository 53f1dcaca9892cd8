// No input makes a 5xx: generated values, well-formed and hostile, for every parameter of every operation. A few per
// operation in CI; `FUZZ_RUNS=1000 npm test -- fuzz` for the full count.
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { env } from "@/env";
import { toAppError } from "@/kernel/operation";
import { operations } from "@/surfaces/catalog";
import { makeWorld } from "./fixtures";
import { type JsonSchema, jsonSchemaOf, sampleInput, type World } from "./samples";
import { callAs, openTestDatabase, type TestTenant, testTenant } from "./tenant";

const runs = env.FUZZ_RUNS;
let close: () => Promise<void>;
let tenant: TestTenant;
let world: World;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant("Fuzzed");
  world = await makeWorld(tenant);
});
afterAll(() => close());

const hostile = fc.constantFrom<unknown>(
  null,
  undefined,
  "",
  " ",
  0,
  -1,
  1e308,
  -0,
  2 ** 53,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  [],
  {},
  [[]],
  "\0",
  "\u0000x",
  "\ud800",
  "x".repeat(10_000),
  "'; drop table contacts; --",
  "%_\\",
  "../../etc/passwd",
  "<script>alert(1)</script>",
  "=cmd()",
  "0000-00-00",
  "9999-99-99T99:99:99Z",
  "-1",
  "1e400",
  { eq: {} },
  { in: [] },
  { in: [null] },
  { and: [] },
  { contains: "\0" },
  { constructor: 1 },
  { toString: 1 },
  { hasOwnProperty: 1 },
  "contact_",
  "contact_zz",
  "🙂",
  "é",
);

/** Values of the documented type, near its edges, ids that exist, and things that are not of the type at all. */
function arbitraryOf(schema: JsonSchema, name: string, depth = 0): fc.Arbitrary<unknown> {
  const typed = ((): fc.Arbitrary<unknown> => {
    if (world[name])
      return fc.constantFrom<unknown>(
        world[name],
        world.contactId,
        world.accountId,
        "contact_00000000000000000000000000000000",
      );
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const branch = schema.anyOf ?? schema.oneOf;
    if (branch) return fc.oneof(...branch.map((one) => arbitraryOf(one, name, depth + 1)));
    switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
      case "integer":
        return fc.oneof(fc.integer(), fc.maxSafeInteger());
      case "number":
        return fc.oneof(fc.double(), fc.integer());
      case "boolean":
        return fc.boolean();
      case "array":
        return fc.array(arbitraryOf(schema.items ?? {}, name, depth + 1), { maxLength: 4 });
      case "object":
        return depth > 3 ? fc.constant({}) : objectOf(schema, depth + 1);
      case "string":
        return fc.oneof(
          fc.string(),
          fc.string({ unit: "binary" }),
          fc.constantFrom(...((schema.examples ?? ["x"]) as string[])),
          fc.emailAddress(),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        );
      default:
        return fc.jsonValue({ maxDepth: 3 });
    }
  })();
  return fc.oneof({ arbitrary: typed, weight: 4 }, { arbitrary: hostile, weight: 1 });
}

const objectOf = (schema: JsonSchema, depth: number): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, property]) => [
        key,
        arbitraryOf(property, key, depth),
      ]),
    ),
    { requiredKeys: [] },
  );

// What ends the administrator's own access would make every later answer a 401; subscriptions have no single answer.
const harmless = operations.filter(
  ({ type, name, meta }) =>
    type !== "subscription" && meta.permission !== "public" && !/^(sessions|signup)\./.test(name),
);

test.each(harmless.map((operation) => [operation.name, operation] as const))(
  "%s answers no input with a 5xx",
  async (_, operation) => {
    const schema = jsonSchemaOf(operation.input, "input");
    const admin = tenant.actors.tenant_admin!;
    await fc.assert(
      fc.asyncProperty(objectOf(schema, 0), fc.boolean(), async (generated, isWhole) => {
        // Half of the inputs are complete but for what was generated, so that they get past validation.
        const input = isWhole ? { ...sampleInput(operation, world), ...generated } : generated;
        try {
          await callAs(admin, operation.name, input);
        } catch (error) {
          const failure = toAppError(error, { requestId: "", operation: operation.name }, operation.input);
          if (failure.status >= 500)
            throw new Error(`${failure.status} for ${JSON.stringify(input)?.slice(0, 500)}`, {
              cause: failure.cause ?? failure,
            });
        }
      }),
      { numRuns: runs, endOnFailure: true, interruptAfterTimeLimit: 20_000 + runs * 100 },
    );
  },
  60_000 + runs * 200,
);
