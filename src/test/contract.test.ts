// What every operation of the product guarantees, walked over the catalogue: a new operation is tested here without
// new test code, but for a fixture of what its ids name.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppError } from "@/kernel/errors";
import { newId } from "@/kernel/id";
import { toAppError } from "@/kernel/operation";
import { type Actor, parsePermission, permissionCatalogue } from "@/kernel/permissions";
import { type Operation, operations } from "@/surfaces/catalog";
import { makeWorld } from "./fixtures";
import { idParameters, type JsonSchema, jsonSchemaOf, sampleInput, type World } from "./samples";
import { callAs, openTestDatabase, type TestTenant, testTenant } from "./tenant";

let close: () => Promise<void>;
let mine: TestTenant;
let theirs: TestTenant;
let myWorld: World;
let theirWorld: World;
beforeAll(async () => {
  close = await openTestDatabase();
  [mine, theirs] = [await testTenant("Mine"), await testTenant("Theirs")];
  [myWorld, theirWorld] = [await makeWorld(mine), await makeWorld(theirs)];
});
afterAll(() => close());

const secured = operations.filter(({ meta }) => meta.permission !== "public");
const called = operations.filter(({ type }) => type !== "subscription");

describe("the catalogue", () => {
  test("holds operations", () => expect(operations.length).toBeGreaterThan(20));

  test("gives every operation a title, a known permission and a route of its own", () => {
    const routes = operations.flatMap(({ route }) =>
      route ? [`${route.method} ${route.path.replace(/\{\w+\}/g, "{}")}`] : [],
    );
    expect(routes.filter((route, i) => routes.indexOf(route) !== i)).toEqual([]);
    const unknown = operations.flatMap(({ name, meta }) => {
      const permission =
        meta.permission && meta.permission !== "public" ? parsePermission(meta.permission) : null;
      const isKnown =
        !permission || permissionCatalogue[permission.resource]?.actions[permission.action] !== undefined;
      return isKnown && meta.title.length > 3 ? [] : [`${name}: ${meta.permission}`];
    });
    expect(unknown).toEqual([]);
  });

  test("describes every public field, and gives an example of every one that is not obvious", () => {
    const missing = operations.flatMap(({ name, input, output }) => [
      ...undescribed(jsonSchemaOf(input, "input"), `${name} ←`),
      ...undescribed(jsonSchemaOf(output, "output"), `${name} →`),
    ]);
    expect([...new Set(missing)]).toEqual([]);
  });
});

function undescribed(schema: JsonSchema, path: string): string[] {
  const found: string[] = [];
  const walk = (at: JsonSchema, where: string, depth: number): void => {
    if (depth > 8) return;
    for (const [key, property] of Object.entries(at.properties ?? {})) {
      const here = `${where}.${key}`;
      if (!property.description && !property.$ref) found.push(`${here}: no description`);
      const isPlain = property.type === "string" || property.type === "integer" || property.type === "number";
      const isObvious =
        property.enum ||
        property.const !== undefined ||
        property.default !== undefined ||
        /^(cursor|filter)$/.test(key);
      if (isPlain && !isObvious && !property.examples) found.push(`${here}: no example`);
      walk(property, here, depth + 1);
    }
    for (const branch of [at.items, ...(at.anyOf ?? []), ...(at.oneOf ?? [])])
      if (branch) walk(branch, where, depth + 1);
  };
  walk(schema, path, 0);
  return found;
}

const failureOf = async (
  operation: Operation,
  actor: Actor | null,
  input: unknown,
): Promise<AppError | null> => {
  try {
    await callAs(actor, operation.name, input);
    return null;
  } catch (error) {
    return toAppError(error, { requestId: "", operation: operation.name }, operation.input);
  }
};

describe("access", () => {
  test("without a credential every operation that needs one answers 401", async () => {
    const wrong: string[] = [];
    for (const operation of secured) {
      const failure = await failureOf(operation, null, sampleInput(operation, myWorld));
      if (failure?.status !== 401) wrong.push(`${operation.name}: ${failure?.status ?? "success"}`);
    }
    expect(wrong).toEqual([]);
  });

  test("without its permission every operation answers 403 and names it", async () => {
    const nobody: Actor = { ...mine.actors.sales_rep!, permissions: [], permissionTexts: [], roles: [] };
    const wrong: string[] = [];
    for (const operation of secured.filter(({ meta }) => meta.permission !== null)) {
      const failure = await failureOf(operation, nobody, sampleInput(operation, myWorld));
      const isNamed =
        failure?.status === 403 &&
        JSON.stringify(failure.details.required_permissions) === JSON.stringify([operation.meta.permission]);
      if (!isNamed) wrong.push(`${operation.name}: ${failure?.status ?? "success"}`);
    }
    expect(wrong).toEqual([]);
  });

  test("another tenant's id is answered like a missing one, in every id parameter of every operation", async () => {
    const wrong: string[] = [];
    let tried = 0;
    // What is public by its id (a web form) is so to everyone.
    for (const operation of called.filter(({ meta }) => meta.permission !== "public")) {
      for (const parameter of idParameters(operation)) {
        const single = parameter.endsWith("Ids") ? parameter.slice(0, -1) : parameter;
        const foreign = theirWorld[parameter] ?? theirWorld[single];
        if (!foreign) {
          wrong.push(
            `${operation.name}.${parameter}: no fixture makes such an id (add one to the module's fixtures.ts)`,
          );
          continue;
        }
        tried += 1;
        const missing = newId(foreign.slice(0, foreign.lastIndexOf("_")) as "contact");
        const probe = async (id: string) => {
          const value = parameter.endsWith("Ids") ? [id] : id;
          const input = { ...sampleInput(operation, myWorld), [parameter]: value };
          const answer = await callAs(mine.actors.tenant_admin!, operation.name, input).then(
            (result) => ({ result }),
            (error: unknown) => {
              const { status, code, message, fields, details } = toAppError(
                error,
                { requestId: "", operation: operation.name },
                operation.input,
              );
              return { status, code, message, fields, details };
            },
          );
          return JSON.stringify(answer).replaceAll(id, "<id>");
        };
        const [asForeign, asMissing] = [await probe(foreign), await probe(missing)];
        if (asForeign !== asMissing)
          wrong.push(
            `${operation.name}.${parameter}: ${asForeign.slice(0, 200)} ≠ ${asMissing.slice(0, 200)}`,
          );
        if (/"status":5/.test(asForeign))
          wrong.push(`${operation.name}.${parameter}: ${asForeign.slice(0, 200)}`);
      }
    }
    expect(tried).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });
});

describe("text", () => {
  test("is ordered as people order it, and found in any script", async () => {
    for (const lastName of ["de Vries", "Zoë", "adam", "Émile", "Ben", "Иванов", "山田"]) {
      await mine.call("tenant_admin", "contacts.create", { firstName: "Order", lastName, force: true });
    }
    const query = { firstName: "Order", sort: "lastName" };
    const { items } = await mine.call<{ items: { lastName: string }[] }>("sales_rep", "contacts.list", query);
    expect(items.map((one) => one.lastName)).toEqual([
      "adam",
      "Ben",
      "de Vries",
      "Émile",
      "Zoë",
      "Иванов",
      "山田",
    ]);
    const found = await mine.call<{ items: { lastName: string }[] }>("sales_rep", "contacts.list", {
      search: "ИВАНО",
    });
    expect(found.items.map((one) => one.lastName)).toEqual(["Иванов"]);
  });
});
