// What an empty cell does to a record that is there already: nothing, unless the import is told to clear with it.
import { beforeAll, expect, test } from "vitest";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { committed, ended, planned, rowsOfPlan } from "./fixtures";
import type { Job } from "./schema";

withFilesAndJobs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant("Empty cells");
  await admin("fields.create", { recordType: "contact", label: "Badge", kind: "text", isUnique: true });
  await admin("fields.create", {
    recordType: "contact",
    label: "Likes",
    kind: "multiSelect",
    options: [{ value: "tea", label: "Tea" }],
  });
});

type Wire = Record<string, unknown>;
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const contact = (id: unknown) => admin("contacts.get", { contactId: id });

async function aContact(email: string): Promise<Wire> {
  const account = await admin("accounts.create", { name: `Of ${email}`, force: true });
  return admin("contacts.create", {
    firstName: "Ada",
    lastName: "Lovelace",
    email,
    phone: "+44 20 7946 0100",
    accountId: account.id,
    address: { street: "St James", city: "London" },
    tags: ["vip"],
    customFields: { badge: email, likes: ["tea"] },
    force: true,
  });
}

const header = "First name,Last name,E-mail,Phone,Account,Street,City,Tags,Badge,Likes";
const values = ({ version: _v, updatedAt: _u, ...rest }: Wire) => rest;

test("without being told so an empty cell changes nothing", async () => {
  const before = await aContact("keep@x.example");
  const targets = [{ recordType: "contacts" as const, existing: "update" as const }];
  const plan = await planned(tenant, `${header}\n,,keep@x.example,,,,,,,`, targets);
  expect(plan).toMatchObject({ counts: { unchanged: 1 }, targets: [{ emptyCells: "keep" }] });
  await committed(tenant, plan);
  expect(await contact(before.id)).toEqual(before);
});

test("told to clear, the plan shows what goes, the import empties it, and its undo brings it back", async () => {
  const before = await aContact("clear@x.example");
  const csv = [header, ",,clear@x.example,,,,Paris,,,", "Eve,New,new@x.example,,,,,,,"].join("\n");
  const targets = [
    { recordType: "contacts" as const, existing: "update" as const, emptyCells: "clear" as const },
  ];
  const plan = await planned(tenant, csv, targets);
  expect(plan).toMatchObject({ counts: { update: 1, create: 1 }, targets: [{ emptyCells: "clear" }] });
  const [row] = await rowsOfPlan(tenant, plan);
  expect(row?.parts[0]?.changes).toEqual(
    expect.arrayContaining([
      { field: "phone", from: "+44 20 7946 0100", to: null },
      { field: "accountId", from: before.accountId, to: null },
      { field: "tags", from: ["vip"], to: [] },
      { field: "customFields.badge", from: "clear@x.example", to: null },
      { field: "customFields.likes", from: ["tea"], to: null },
    ]),
  );
  // A contact has a name: that is told in its cell, and stays.
  expect(row?.parts[0]?.problems).toMatchObject([
    { column: "First name", severity: "warning", message: "First name cannot be empty; it stays as it is" },
    { column: "Last name", severity: "warning" },
  ]);
  const { changeId } = await committed(tenant, plan);
  expect(await contact(before.id)).toMatchObject({
    firstName: "Ada",
    lastName: "Lovelace",
    phone: null,
    accountId: null,
    address: { street: null, city: "Paris" },
    tags: [],
    customFields: {},
  });
  // What was cleared once is empty: the same file changes nothing more.
  expect(await planned(tenant, csv, targets)).toMatchObject({ counts: { unchanged: 2 } });
  expect(await admin("changes.revert", { changeId })).toMatchObject({ kept: [], failed: [] });
  expect(values(await contact(before.id))).toEqual(values(before));
});

test("in JSON a null clears, and a field that is not named stays", async () => {
  const before = await aContact("json@x.example");
  const job = await admin<Job>("bulk.importContacts", {
    update_existing: true,
    empty_cells: "clear",
    contacts: [{ email: "json@x.example", phone: null, tags: null }],
  });
  expect(await ended(tenant, job)).toMatchObject({
    counts: { updated: 1 },
    options: { emptyCells: "clear" },
  });
  expect(values(await contact(before.id))).toEqual({ ...values(before), phone: null, tags: [] });
});
