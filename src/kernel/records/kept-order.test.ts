// Orders that are kept by computed fields and by built-in ones without an index: whatever is written, and whoever writes
// at the same time, a list along one is the list that computing every record gives.
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { AppError } from "@/kernel/errors";
import { forgetCustomFields } from "@/kernel/fields/custom";
import { uuidOf } from "@/kernel/id";
import { Params } from "@/kernel/query/params";
import { withTenant } from "@/kernel/tenancy";
import { type Item, keptOrdersOf, type Page } from "@/test/kept-orders";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";
import { keepOrder } from "./kept-order";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
});
beforeEach(async () => {
  tenant = await testTenant();
});
afterAll(() => close());

type Wire = Record<string, unknown>;
const { admin, list, aField, sql, account, definition, work, keep, orders, drain, computed, isWalked } =
  keptOrdersOf(() => tenant);

async function allPages(query: Wire, role?: string): Promise<Item[][]> {
  const pages: Item[][] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await list({ ...query, ...(cursor ? { cursor } : {}) }, role);
    pages.push(page.items);
    cursor = page.nextCursor;
  } while (cursor);
  const last = pages.length + 1;
  for (let page = 1; page <= last; page++) pages.push((await list({ ...query, page }, role)).items);
  return pages;
}
async function expectTheSame(query: Wire, role?: string): Promise<void> {
  const along = await allPages(query, role);
  expect(along).toEqual(await computed(() => allPages(query, role)));
}
async function threeFields(): Promise<void> {
  await aField({ label: "Points", kind: "number" });
  await aField({ label: "Score", kind: "number", formula: "{employees} * 2 + {points}" });
  await aField({
    label: "People",
    kind: "integer",
    rollup: { recordType: "contact", through: "accountId", function: "count" },
  });
  await admin("fields.create", { recordType: "contact", label: "Weight", kind: "number" });
  await aField({
    label: "Heaviest",
    kind: "number",
    rollup: { recordType: "contact", through: "accountId", function: "max", field: "customFields.weight" },
  });
  await aField({
    label: "Last",
    kind: "text",
    rollup: { recordType: "contact", through: "accountId", function: "latest", field: "lastName" },
  });
  await aField({ label: "Both", kind: "text", formula: "IF({people} > 1, {last}, {name})" });
}
const ownKeys = ["score", "people", "heaviest", "last", "both"];
/** A number, a text, somebody's id, and what is never empty. */
const builtIn = ["employees", "industry", "ownerId", "version"];
const keys = [...ownKeys, ...builtIn];
const sortOf = (key: string) => (builtIn.includes(key) ? key : `customFields.${key}`);
const letters = fc.constantFrom("a", "B", "ä", "c");
const nth = fc.nat(9);
const few = fc.option(fc.integer({ min: 0, max: 3 }));
const step = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constant("account"), nth, few) },
  { weight: 3, arbitrary: fc.tuple(fc.constant("employees"), nth, few) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("points"), nth, few) },
  { weight: 3, arbitrary: fc.tuple(fc.constant("industry"), nth, fc.option(letters)) },
  { weight: 5, arbitrary: fc.tuple(fc.constant("contact"), nth, few, letters) },
  { weight: 5, arbitrary: fc.tuple(fc.constant("move"), nth, nth) },
  { weight: 3, arbitrary: fc.tuple(fc.constant("weight"), nth, few) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("rename"), nth, letters) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom("delete", "restore"), nth) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom("deleteContact", "restoreContact"), nth) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("merge"), nth, nth) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom("purgeContact", "everybody"), nth) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("redefine"), fc.integer({ min: 1, max: 3 })) },
  { weight: 3, arbitrary: fc.tuple(fc.constant("drain")) },
  { weight: 3, arbitrary: fc.tuple(fc.constant("look")) },
);
type Step = [string, ...unknown[]];

/** What was written meanwhile may be gone, merged or locked: that is refused. Anything else is a failure. */
const orRefused = <R>(done: Promise<R>): Promise<R | undefined> =>
  done.catch((error: unknown) => {
    if (error instanceof AppError && [404, 409, 410, 412, 422].includes(error.status)) return undefined;
    throw error;
  });

test("every page is the one that computing every record gives, whatever was written", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), fc.boolean(), async (steps, isDesc) => {
      tenant = await testTenant();
      await threeFields();
      const accounts: string[] = [];
      const contacts: string[] = [];
      const of = (ids: string[], n: unknown) => ids[(n as number) % Math.max(ids.length, 1)];
      const sign = isDesc ? "-" : "";
      const look = async () => {
        for (const key of keys) await expectTheSame({ sort: `${sign}${sortOf(key)}`, limit: 3 });
        await expectTheSame({ sort: `${sign}industry,-customFields.people`, limit: 3 });
        await expectTheSame({ sort: `${sign}customFields.people,-name`, limit: 4 });
        await expectTheSame({
          sort: `customFields.people,-customFields.score`,
          limit: 2,
          customFields: { people: { gte: 1 } },
        });
        await expectTheSame({ sort: `${sign}customFields.people`, limit: 2 }, "sales_rep");
      };
      const run = async ([what, a, b, c]: Step): Promise<unknown> => {
        const one = of(accounts, a);
        const person = of(contacts, a);
        switch (what) {
          case "account": {
            const role = (a as number) % 2 ? "tenant_admin" : "sales_rep";
            const made = await tenant.call<Item>(role, "accounts.create", {
              name: `N${a}`,
              employees: b,
              force: true,
            });
            return accounts.push(made.id);
          }
          case "employees":
            return one && orRefused(admin("accounts.update", { accountId: one, employees: b }));
          case "industry":
            return one && orRefused(admin("accounts.update", { accountId: one, industry: b }));
          case "points":
            return (
              one && orRefused(admin("accounts.update", { accountId: one, customFields: { points: b } }))
            );
          case "contact": {
            const made = await orRefused(
              admin<Item>("contacts.create", {
                firstName: "F",
                lastName: c,
                accountId: one && (a as number) % 4 ? one : null,
                customFields: { weight: b },
                force: true,
              }),
            );
            return made && contacts.push(made.id);
          }
          case "move":
            return (
              person &&
              orRefused(admin("contacts.update", { contactId: person, accountId: of(accounts, b) ?? null }))
            );
          case "weight":
            return (
              person &&
              orRefused(admin("contacts.update", { contactId: person, customFields: { weight: b } }))
            );
          case "rename":
            return person && orRefused(admin("contacts.update", { contactId: person, lastName: b }));
          case "delete":
          case "restore":
            return one && orRefused(admin(`accounts.${what}`, { accountId: one }));
          case "deleteContact":
          case "restoreContact":
            return person && orRefused(admin(`contacts.${what.slice(0, -7)}`, { contactId: person }));
          case "merge":
            return orRefused(admin("merge.accounts", { winnerId: one, loserIds: [of(accounts, b)] }));
          case "purgeContact":
            return (
              person &&
              orRefused(
                sql("delete from contacts where tenant_id = $1 and id = $2", [uuidOf("contact", person)]),
              )
            );
          case "everybody":
            return sql(
              "update contacts set custom_fields = custom_fields || jsonb_build_object('weight', length(last_name) + $2::int) where tenant_id = $1",
              [a],
            );
          case "redefine": {
            const [score] = await sql<{ id: string }>(
              "select id from custom_fields where tenant_id = $1 and key = 'score' and deleted_at is null",
            );
            await sql("update custom_fields set formula = $3 where tenant_id = $1 and id = $2", [
              score!.id,
              `{employees} * ${a} + {points}`,
            ]);
            forgetCustomFields(tenant.ref.id);
            return keep("score");
          }
          case "drain":
            return drain();
          default:
            return look();
        }
      };
      for (const n of [0, 2, 3, 4]) await run(["account", n, n]);
      for (const n of [1, 2, 3, 5, 6]) await run(["contact", n, n, "b"]);
      const half = Math.floor(steps.length / 2);
      for (const one of steps.slice(0, half)) await run(one as Step);
      await admin("accounts.create", { name: "Last but one", force: true });
      for (const key of keys) await keep(key);
      expect((await orders()).map(({ state }) => state)).toEqual(keys.map(() => "whole"));
      for (const one of steps.slice(half)) await run(one as Step);
      await look();
      await drain();
      expect((await orders()).reduce((sum, { noted }) => sum + noted, 0)).toBe(0);
      await look();
      expect(await isWalked({ sort: "-customFields.people" })).toBe(true);
    }),
    { numRuns: 6, endOnFailure: true },
  );
}, 240_000);

/** Records that no note excuses and whose kept value is not the one they have: none, at any moment. */
async function stale(key: string): Promise<Wire[]> {
  const { field, column, expression: of } = (await definition(key))!;
  const params = new Params();
  const t = `${params.add(uuidOf("tenant", tenant.ref.id))}::uuid`;
  const expression = of(params, t);
  return withTenant(tenant.ref, "read", (tx) =>
    tx.query(
      `select t.id, v.x, k.${column} as kept from accounts t
       join kept_orders o on o.tenant_id = ${t} and o.state = 'whole' and o.field_id = ${params.add(field)}
       cross join lateral (select ${expression} as x offset 0) v
       left join kept_order_values k on k.tenant_id = ${t} and k.order_id = o.id and k.record_id = t.id
       where t.tenant_id = ${t} and (k.record_id is null or k.${column} is distinct from v.x or k.is_empty <> (v.x is null))
         and not exists (select 1 from kept_order_changes c where c.tenant_id = ${t} and c.order_id = o.id and c.record_id = t.id)`,
      params.values,
    ),
  );
}

test("writers, the worker and readers at the same time: no value is ever stale without a note", async () => {
  await threeFields();
  const accounts: string[] = [];
  for (let n = 0; n < 6; n++)
    accounts.push((await admin<Item>("accounts.create", { name: `N${n}`, employees: n })).id);
  let isOver = false;
  const some = () => accounts[Math.floor(Math.random() * accounts.length)];
  const writer = async (nr: number) => {
    const mine: string[] = [];
    while (!isOver) {
      const made = await admin<Item>("contacts.create", {
        firstName: "W",
        lastName: `${nr}`,
        force: true,
        accountId: some(),
        customFields: { weight: mine.length },
      });
      mine.push(made.id);
      const other = mine[Math.floor(Math.random() * mine.length)];
      await admin("contacts.update", { contactId: other, accountId: some() });
      await orRefused(admin("accounts.update", { accountId: some(), employees: mine.length }));
      // Long enough to straddle the steps of the worker.
      await withTenant(tenant.ref, "write", async (tx) => {
        await tx.query(
          `update contacts set custom_fields = custom_fields || '{"weight": 77}' where tenant_id = $1 and id = $2`,
          [uuidOf("tenant", tenant.ref.id), uuidOf("contact", other!)],
        );
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
      });
    }
  };
  const worker = async () => {
    while (!isOver) {
      for (const key of ["score", "people", "heaviest"]) await keep(key);
      await Promise.all([drain(), drain()]);
      if (Math.random() < 0.1) await sql("update kept_orders set definition = 'old' where tenant_id = $1");
    }
  };
  let looks = 0;
  const reader = async () => {
    while (!isOver)
      for (const key of ["score", "people", "heaviest"]) {
        expect(await stale(key)).toEqual([]);
        const { items } = await list({ sort: `customFields.${key}` });
        expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
        looks += 1;
      }
  };
  setTimeout(() => {
    isOver = true;
  }, 6_000);
  const stop = <T>(of: Promise<T>) => of.finally(() => (isOver = true));
  await Promise.all([writer(1), writer(2), writer(3), worker(), reader()].map(stop));
  expect(looks).toBeGreaterThan(5);
  for (const key of ["score", "people", "heaviest"]) await keep(key);
  await drain();
  for (const key of ["score", "people", "heaviest"]) {
    expect(await stale(key)).toEqual([]);
    await expectTheSame({ sort: `-customFields.${key}`, limit: 4 });
  }
}, 60_000);

test("what was being written when the order was begun is waited for", async () => {
  await threeFields();
  const { id } = await admin<Item>("accounts.create", { name: "Slow", employees: 1 });
  const found = (await definition("score"))!;
  let job: Promise<void> | undefined;
  let isDone = false;
  await withTenant(tenant.ref, "write", async (tx) => {
    // Its triggers have run before there is anything to note for.
    await tx.query(
      "update accounts set employees = 50, custom_fields = custom_fields || $3 where tenant_id = $1 and id = $2",
      [uuidOf("tenant", tenant.ref.id), uuidOf("account", id), { points: 5 }],
    );
    job = keepOrder(tenant.ref, account(), found, 1)
      .then(work)
      .then(() => {
        isDone = true;
      });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(isDone).toBe(false);
    expect((await orders()).map(({ state }) => state)).toEqual(["building"]);
  });
  await job;
  expect((await orders()).map(({ state }) => state)).toEqual(["whole"]);
  expect(await stale("score")).toEqual([]);
  expect((await list({ sort: "customFields.score" })).items[0]?.customFields).toMatchObject({ score: 105 });
});

test("what cannot be kept is computed: today's date, texts that are too long", async () => {
  await aField({ label: "Age", kind: "number", formula: "DAYS(TODAY(), {createdAt})" });
  await aField({ label: "Older", kind: "number", formula: "{age} + 1" });
  expect(await definition("age")).toBeNull();
  expect(await definition("older")).toBeNull();
  await aField({ label: "Told", kind: "text", formula: "CONCAT({description}, {name})" });
  const long = "x".repeat(400);
  for (const name of ["b", "a"]) await admin("accounts.create", { name, description: long });
  await keep("told");
  expect((await orders()).map(({ state }) => state)).toEqual(["unfit"]);
  const { items } = await list({ sort: "customFields.told" });
  expect(items.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(await sql("select 1 from kept_order_reads where tenant_id = $1")).toEqual([]);
});
