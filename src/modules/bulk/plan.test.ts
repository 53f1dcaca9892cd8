import { beforeAll, expect, test } from "vitest";
import { withFilesAndJobs } from "@/test/house";
import { callAs, requestOf, type TestTenant, testTenant } from "@/test/tenant";
import { committed, ended, list, planned, rowsOfPlan, settled, upload } from "./fixtures";
import type { Import, PlannedRow, ProblemGroup } from "./plan-schema";
import type { Job } from "./schema";

withFilesAndJobs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant();
});

const admin = "tenant_admin";
const revert = (of: TestTenant, changeId: string) =>
  of.call<{ reversed: unknown[]; kept: unknown[]; failed: unknown[] }>(admin, "changes.revert", { changeId });

test("a plan says what becomes of each row and writes nothing; the commit does just that, as one change", async () => {
  const fresh = await testTenant();
  const there = { firstName: "Old", lastName: "Known", email: "known@example.com", company: "Before" };
  await fresh.call(admin, "contacts.create", there);
  const same = { firstName: "No", lastName: "Change", email: "same@example.com" };
  await fresh.call(admin, "contacts.create", same);
  const csv = [
    "First name,Last name,E-mail,Company",
    "Ann,New,ann@example.com,Acme",
    "Old,Known,known@example.com,After",
    "No,Change,same@example.com,",
    "Bad,Mail,not-an-email,",
    "Ann,Again,ann@example.com,Zenith",
    ",,,Nameless",
  ].join("\n");
  const plan = await planned(fresh, csv, [{ recordType: "contacts", existing: "update" }]);
  expect(plan).toMatchObject({
    status: "planned",
    total: 6,
    counts: { create: 1, update: 2, unchanged: 1, problem: 2, skip: 0, link: 0, excluded: 0 },
  });
  expect((await list(fresh, "contacts")).total).toBe(2);
  const rows = await rowsOfPlan(fresh, plan);
  expect(rows.map((row) => row.action)).toEqual([
    "create",
    "update",
    "unchanged",
    "problem",
    "update",
    "problem",
  ]);
  expect(rows[1]!.parts[0]).toMatchObject({
    name: "Old Known",
    changes: [{ field: "company", from: "Before", to: "After" }],
  });
  expect(rows[3]!.parts[0]!.problems).toMatchObject([
    { row: 4, line: 5, column: "E-mail", value: "not-an-email" },
  ]);
  expect(rows[4]!.parts[0]).toMatchObject({ ofRow: 1 });
  expect(await rowsOfPlan(fresh, plan, { action: "problem" })).toHaveLength(2);

  const fixed = await fresh.call<PlannedRow>(admin, "imports.updateRow", {
    importId: plan.id,
    row: 4,
    cells: { "E-mail": "mail@example.com" },
  });
  expect(fixed).toMatchObject({ action: "create", isEdited: true });
  await fresh.call(admin, "imports.updateRow", { importId: plan.id, row: 5, isExcluded: true });
  const done = await committed(fresh, plan);
  expect(done).toMatchObject({
    status: "completed",
    counts: { create: 2, update: 1, unchanged: 1, excluded: 1 },
  });
  const { items, total } = await list(fresh, "contacts", { sort: "email", order: "asc" });
  expect(total).toBe(4);
  expect(items.map((one) => [one.email, one.company])).toEqual([
    ["ann@example.com", "Acme"],
    ["known@example.com", "After"],
    ["mail@example.com", null],
    ["same@example.com", null],
  ]);
  const job = await ended(fresh, { id: done.jobId } as Job);
  expect(job.counts).toMatchObject({ created: 2, updated: 2, failed: 1 });

  const file = requestOf(fresh.actors[admin]!);
  await callAs(fresh.actors[admin]!, "imports.rejects", { importId: plan.id }, file);

  await expect(fresh.call(admin, "imports.commit", { importId: plan.id })).rejects.toMatchObject({
    code: "IMPORT_COMMITTED",
  });
  const undone = await revert(fresh, done.changeId);
  expect(undone).toMatchObject({ kept: [], failed: [] });
  expect((await list(fresh, "contacts")).items).toMatchObject([
    { email: "same@example.com" },
    { company: "Before" },
  ]);
});

test("one file with accounts, contacts and deals: linked row by row, an account that several rows name made once", async () => {
  const fresh = await testTenant();
  await fresh.call(admin, "accounts.create", { name: "Known Ltd" });
  const csv = [
    "Account;First name;Last name;Email;Deal title;Amount;Stage;Expected close",
    "Known Ltd;Ann;One;ann@example.com;First deal;1.234,50;qualification;24.12.25",
    "New GmbH;Ben;Two;ben@example.com;Second deal;99;qualification;01.02.26",
    "New GmbH;Cat;Three;cat@example.com;;;;",
    "New GmbH;Ben;Two;ben@example.com;Third deal;10;nowhere;01.02.26",
  ].join("\r\n");
  const plan = await planned(fresh, csv, [
    {
      recordType: "deals",
      columns: {
        Stage: "stage",
        "Deal title": "title",
        Amount: "value",
        "Expected close": "expectedCloseDate",
      },
    },
    { recordType: "contacts" },
    { recordType: "accounts", columns: { Account: "name" } },
  ]);
  expect(plan.targets.map((target) => target.recordType)).toEqual(["accounts", "contacts", "deals"]);
  const rows = await rowsOfPlan(fresh, plan);
  expect(rows.map((row) => row.parts.map((part) => part.action))).toEqual([
    ["link", "create", "create"],
    ["create", "create", "create"],
    ["link", "create"],
    ["link", "link", "problem"],
  ]);
  expect(rows[3]!.parts[2]!.problems).toMatchObject([{ code: "UNKNOWN_STAGE", column: "Stage" }]);
  const done = await committed(fresh, plan);
  expect(done.counts).toMatchObject({ create: 3, problem: 1 });
  const [accounts, contacts, deals] = await Promise.all(
    ["accounts", "contacts", "deals"].map((plural) => list(fresh, plural)),
  );
  expect([accounts!.total, contacts!.total, deals!.total]).toEqual([2, 3, 2]);
  const account = (name: string) => accounts!.items.find((one) => one.name === name)!.id;
  const contact = (email: string) => contacts!.items.find((one) => one.email === email)!;
  expect(contact("cat@example.com").accountId).toBe(account("New GmbH"));
  expect(deals!.items.find((one) => one.title === "First deal")).toMatchObject({
    accountId: account("Known Ltd"),
    contactId: contact("ann@example.com").id,
    value: 1234.5,
    expectedCloseDate: "2025-12-24T00:00:00.000Z",
  });
  const undone = await revert(fresh, done.changeId);
  expect(undone).toMatchObject({ kept: [], failed: [] });
  expect((await list(fresh, "accounts")).items.map((one) => one.name)).toEqual(["Known Ltd"]);
  expect([(await list(fresh, "contacts")).total, (await list(fresh, "deals")).total]).toEqual([0, 0]);
});

test("missing fields are made in place, also a unique one by which records are matched the second time", async () => {
  const fresh = await testTenant();
  const csv = (stars: number) =>
    `Name,Member no,Since,Stars\nAcme,A-1,03/25/2024,${stars}\nZenith,Z-2,04/05/2024,${stars}`;
  const first = await planned(fresh, csv(3), [
    {
      recordType: "accounts",
      columns: {
        "Member no": { createField: { kind: "text", isUnique: true } },
        Since: { createField: { kind: "date", label: "Member since" } },
        Stars: { createField: { kind: "integer" } },
      },
    },
  ]);
  expect(first.targets[0]!.columns.find((one) => one.column === "Since")).toMatchObject({
    dateFormat: "mdy",
  });
  await committed(fresh, first);
  const again = await planned(fresh, csv(5), [
    {
      recordType: "accounts",
      existing: "update",
      matchBy: "customFields.memberNo",
      columns: { Since: null },
    },
  ]);
  const [row] = await rowsOfPlan(fresh, again);
  expect(row!.parts[0]).toMatchObject({ action: "update", changes: [{ field: "customFields.stars" }] });
  await committed(fresh, again);
  expect((await list(fresh, "accounts", { sort: "name", order: "asc" })).items).toMatchObject([
    { name: "Acme", customFields: { memberNo: "A-1", memberSince: "2024-03-25", stars: 5 } },
    { name: "Zenith", customFields: { memberNo: "Z-2", memberSince: "2024-04-05", stars: 5 } },
  ]);
});

test("a name that nothing has comes with what was probably meant; said once, it is right in every row", async () => {
  const fresh = await testTenant();
  await fresh.call(admin, "products.create", { name: "GTX Pro" });
  const csv = `Deal name,Product\n${Array.from({ length: 40 }, (_, i) => `D${i},GTXPro`).join("\n")}`;
  const plan = await planned(fresh, csv, [{ recordType: "deals" }]);
  expect(plan.counts.problem).toBe(40);
  const groups = await fresh.call<ProblemGroup[]>(admin, "imports.problems", { importId: plan.id });
  expect(groups).toMatchObject([
    { column: "Product", value: "GTXPro", suggestion: "GTX Pro", rows: 40, firstRow: 1 },
  ]);
  const columns = { Product: { field: "productId", values: { GTXPro: "GTX Pro" } } };
  const again = await settled(
    fresh,
    await fresh.call<Import>(admin, "imports.plan", {
      importId: plan.id,
      targets: [{ recordType: "deals", columns }],
    }),
  );
  expect(again.counts).toMatchObject({ create: 40, problem: 0 });
});

test("an upload without targets is looked at: what it probably holds, and how it is written", async () => {
  const csv = "Vorname;Nachname;Mail\nÄnne;Öz;aenne@example.com\n";
  const draft = await tenant.call<Import>(admin, "imports.create", {}, upload(Buffer.from(csv, "latin1")));
  expect(draft).toMatchObject({ status: "draft", encoding: "windows-1252", delimiter: ";", total: null });
  expect(draft.columns[0]).toMatchObject({ column: "Vorname", samples: ["Änne"] });
  await expect(tenant.call(admin, "imports.commit", { importId: draft.id })).rejects.toMatchObject({
    code: "IMPORT_NOT_PLANNED",
  });
  await expect(tenant.call("sales_rep", "imports.get", { importId: draft.id })).rejects.toMatchObject({
    status: 404,
  });
});

test("what was not taken can be downloaded with its reason, and imported once it is put right", async () => {
  const fresh = await testTenant();
  const csv =
    'first name,last name,email,notes\nAnn,Lee,bad,"=1+1, twice"\nBob,Ray,bob@example.com,\nCy,,cy@example.com,x';
  const done = await committed(fresh, await planned(fresh, csv, [{ recordType: "contacts" }]));
  const request = requestOf(fresh.actors[admin]!);
  const found = (await import("@/surfaces/catalog")).catalog.get("imports.rejects")!;
  expect(await found.call({ request }, { importId: done.id })).toEqual({
    fileName: "import-not-imported.csv",
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of request.download!.content as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const lines = text.trim().split("\r\n");
  expect(lines[0]).toBe("first name,last name,email,notes,Row,Not imported because");
  expect(lines[1]).toMatch(/^Ann,Lee,bad,"'=1\+1, twice",1,.*email/);
  expect(lines[2]).toMatch(/^Cy,,cy@example.com,x,3,.*required/i);
  const right = text.replace("bad", "ann@example.com").replace("Cy,,", "Cy,Young,");
  const again = await committed(fresh, await planned(fresh, right, [{ recordType: "contacts" }]));
  expect(again.counts).toMatchObject({ create: 2, problem: 0 });
  expect((await list(fresh, "contacts")).total).toBe(3);
});
