import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

type Wire = Record<string, unknown>;
type Account = { id: string; name: string; customFields: Wire };
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const aField = (input: Wire) =>
  admin<{ id: string; key: string }>("fields.create", { recordType: "account", ...input });
const account = (accountId: string) => admin<Account>("accounts.get", { accountId });

test("a formula is computed on every read, filtered by, sorted by and grouped by", async () => {
  await aField({ label: "Per head", kind: "money", formula: "{annualRevenue} / {employees}" });
  await aField({
    label: "Size",
    kind: "text",
    formula: 'IF({employees} >= 100, "large", IF(ISEMPTY({employees}), "?", "small"))',
  });
  await aField({ label: "Doubled", kind: "number", formula: "{perHead} * 2" });
  const big = await admin<Account>("accounts.create", { name: "Big", annualRevenue: 1000.5, employees: 200 });
  expect(big.customFields).toEqual({ perHead: 5, size: "large", doubled: 10.005 });
  const none = await admin<Account>("accounts.create", { name: "None", annualRevenue: 5, employees: 0 });
  expect(none.customFields).toEqual({ perHead: null, size: "small", doubled: null });
  const yen = await admin<Account>("accounts.create", { name: "Yen", annualRevenue: 1000, currency: "JPY" });
  expect(yen.customFields).toMatchObject({ size: "?" });
  const changed = await admin<Account>("accounts.update", {
    accountId: none.id,
    employees: 1,
    customFields: { size: "forged" },
  });
  expect(changed.customFields).toEqual({ perHead: 5, size: "small", doubled: 10 });
  const found = async (query: Wire) =>
    (await admin<{ items: Account[] }>("accounts.list", { sort: "name", ...query })).items.map(
      (one) => one.name,
    );
  expect(await found({ customFields: { size: "large" } })).toEqual(["Big"]);
  expect(await found({ customFields: { perHead: { gte: 4.5 } }, sort: "-customFields.doubled" })).toEqual([
    "Big",
    "None",
  ]);
  expect(await found({ customFields: { perHead: { isNull: true } } })).toEqual(["Yen"]);
  const groups = await admin<{ groups: Wire[] }>("records.group", {
    recordType: "account",
    by: "customFields.size",
    sums: ["customFields.perHead"],
  });
  expect(groups.groups).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        key: "large",
        count: 1,
        sums: [{ field: "customFields.perHead", currency: "USD", amount: 5 }],
      }),
    ]),
  );
});

test("roll-ups follow the related records at once", async () => {
  await aField({
    label: "People",
    kind: "integer",
    rollup: { recordType: "contact", through: "accountId", function: "count" },
  });
  await aField({
    label: "Last person",
    kind: "text",
    rollup: { recordType: "contact", through: "accountId", function: "latest", field: "lastName" },
  });
  await admin("fields.create", { recordType: "contact", label: "Score", kind: "number" });
  await aField({
    label: "Best",
    kind: "number",
    rollup: { recordType: "contact", through: "accountId", function: "max", field: "customFields.score" },
  });
  await aField({
    label: "Branches",
    kind: "money",
    rollup: { recordType: "account", through: "parentAccountId", function: "sum", field: "annualRevenue" },
  });
  const parent = await admin<Account>("accounts.create", { name: "Parent" });
  expect(parent.customFields).toMatchObject({ people: 0, lastPerson: null, best: null, branches: null });
  const [ada] = [
    await admin<{ id: string }>("contacts.create", {
      firstName: "A",
      lastName: "One",
      accountId: parent.id,
      customFields: { score: 1.5 },
    }),
    await admin<{ id: string }>("contacts.create", {
      firstName: "A",
      lastName: "Two",
      accountId: parent.id,
      customFields: { score: 7 },
    }),
  ];
  for (const [annualRevenue, currency] of [
    [100, "USD"],
    [0.25, "USD"],
    [999, "EUR"],
  ] as const)
    await admin("accounts.create", {
      name: `B${annualRevenue}`,
      annualRevenue,
      currency,
      parentAccountId: parent.id,
    });
  expect((await account(parent.id)).customFields).toMatchObject({
    people: 2,
    lastPerson: "Two",
    best: 7,
    branches: 100.25,
  });
  await admin("contacts.delete", { contactId: ada!.id });
  expect((await account(parent.id)).customFields).toMatchObject({ people: 1 });
});

test("what cannot be computed is refused with its place, and a formula whose field is gone is empty", async () => {
  const refused = (formula: string, message: string, kind = "number") =>
    expect(aField({ label: "Bad", kind, formula })).rejects.toMatchObject({
      fields: [{ field: "formula", message: expect.stringContaining(message) }],
    });
  await refused("{nope} + 1", "no field {nope}");
  await refused("1 +", "ends too early");
  await refused('"a" * 2', "must be a number");
  await refused("FROBNICATE(1)", "no function FROBNICATE");
  await refused("1; drop table contacts", "means nothing");
  await refused('"text"', "cannot hold");
  await refused("{bad} + 1", "circle");
  await expect(
    aField({
      label: "Bad",
      kind: "integer",
      rollup: { recordType: "contact", through: "ownerId", function: "count" },
    }),
  ).rejects.toMatchObject({ fields: [{ field: "rollup" }] });
  const base = await aField({ label: "Base", kind: "number" });
  await aField({ label: "Plus one", kind: "number", formula: "{base} + 1" });
  const one = await admin<Account>("accounts.create", { name: "Gone", customFields: { base: 1 } });
  expect(one.customFields).toMatchObject({ plusOne: 2 });
  await admin("fields.delete", { fieldId: base.id });
  expect((await account(one.id)).customFields).toMatchObject({ plusOne: null });
});

test("whatever the values, a formula never fails a list", async () => {
  const { id } = await aField({ label: "Wild", kind: "integer", formula: "1" });
  const number = fc.constantFrom(
    "{employees}",
    "{annualRevenue}",
    "1e",
    "0",
    "0.0000001",
    "99999999999999999999",
    "LEN({name})",
  );
  const grown = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      number,
      fc
        .tuple(tie("value"), fc.constantFrom("+", "-", "*", "/"), tie("value"))
        .map((parts) => `(${parts.join(" ")})`),
      tie("value").map((of) => `ROUND(${of}, 3)`),
    ),
  })).value as fc.Arbitrary<string>;
  await admin("accounts.create", { name: "Extreme", employees: 2147483647, annualRevenue: 9e13 });
  await fc.assert(
    fc.asyncProperty(grown, async (formula) => {
      const changed = await admin("fields.update", { fieldId: id, formula }).then(
        () => true,
        (error: { status?: number }) => {
          expect(error.status).toBe(422);
          return false;
        },
      );
      if (changed) await admin("accounts.list", { customFields: { wild: { gte: 1 } } });
    }),
    { numRuns: 60 },
  );
});

test("a computed field is tried before it is made: its values, or what is wrong with it", async () => {
  const mine = await testTenant("Preview");
  const call = <T = Wire>(operation: string, input: unknown) =>
    mine.call<T>("tenant_admin", operation, input);
  for (const [name, employees] of [
    ["Small", 3],
    ["Large", 500],
  ] as const)
    await call("accounts.create", { name, employees });
  const asked = { recordType: "account", kind: "number", formula: "{employees} * 2" };
  expect(await call("fields.previewComputed", asked)).toMatchObject({
    records: [
      { name: "Large", value: 1000 },
      { name: "Small", value: 6 },
    ],
  });
  const rollup = { recordType: "contact", through: "accountId", function: "count" };
  expect(
    await call("fields.previewComputed", { recordType: "account", kind: "integer", rollup }),
  ).toMatchObject({
    records: [{ value: 0 }, { value: 0 }],
  });
  const text = { ...asked, kind: "text", formula: "{employees} / 4" };
  expect(await call("fields.previewComputed", text)).toMatchObject({
    records: [{ value: "125" }, { value: "0.75" }],
  });
  await expect(call("fields.previewComputed", { ...asked, formula: "{employes} * 2" })).rejects.toMatchObject(
    {
      status: 422,
      fields: [{ field: "formula" }],
    },
  );
  expect(await call("fields.listCustom", { recordType: "account" })).not.toContainEqual(
    expect.objectContaining({ formula: "{employees} * 2" }),
  );
});
