import { afterAll, beforeAll, expect, test } from "vitest";
import { startJobs } from "@/kernel/jobs";
import { withTenant } from "@/kernel/tenancy";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

type Wire = Record<string, unknown>;
type Bulk = {
  changeId: string;
  jobId: string | null;
  changed: number;
  unchanged: number;
  notPermitted: number;
  failed: Wire[];
};
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const rep = <T = Wire>(operation: string, input: unknown) => tenant.call<T>("sales_rep", operation, input);
const aContact = (input: Wire, as = admin) =>
  as<{ id: string }>("contacts.create", { firstName: "Ada", lastName: "Lovelace", force: true, ...input });
const contact = (contactId: string) => admin("contacts.get", { contactId });
const bulk = (selection: Wire, action: Wire, as = admin) =>
  as<Bulk>("records.applyBulk", { recordType: "contact", selection, action });

test("a bulk edit says before what it will change, changes that as one change set, and is undone as one", async () => {
  const made = await Promise.all(["a", "b", "c"].map((x) => aContact({ company: "Bulk Ltd", lastName: x })));
  await admin("contacts.update", {
    contactId: made[0]!.id,
    jobTitle: "Boss",
    customFields: { industry: "Maths", leadSource: "Web" },
  });
  const selection = { query: { company: "Bulk Ltd" } };
  const action = { type: "update", patch: { jobTitle: "Boss", customFields: { industry: null } } };
  expect(await admin("records.previewBulk", { recordType: "contacts", selection, action })).toMatchObject({
    matched: 3,
    permitted: 3,
    changing: 3,
    isJob: false,
  });
  const done = await bulk(selection, action);
  expect(done).toMatchObject({ changed: 3, unchanged: 0, jobId: null });
  expect(await contact(made[0]!.id)).toMatchObject({ jobTitle: "Boss", customFields: { leadSource: "Web" } });
  expect(await bulk(selection, action)).toMatchObject({ changed: 0, unchanged: 3, changeId: null });
  await admin("contacts.update", { contactId: made[1]!.id, jobTitle: "Chief" });
  const report = await admin<{ reversed: Wire[]; kept: Wire[] }>("changes.revert", {
    changeId: done.changeId,
  });
  expect(report.kept).toMatchObject([{ recordId: made[1]!.id, fields: ["jobTitle"] }]);
  expect(await contact(made[0]!.id)).toMatchObject({
    customFields: { industry: "Maths", leadSource: "Web" },
  });
  expect(await contact(made[2]!.id)).toMatchObject({ jobTitle: null });
});

test("tagging, assigning, deleting and restoring many, each only where it is permitted", async () => {
  const mine = await aContact({ company: "Scope Ltd" }, rep);
  const theirs = await aContact({ company: "Scope Ltd" });
  const selection = { ids: [mine.id, theirs.id] };
  expect(await bulk(selection, { type: "tag", tags: ["hot", "new"] }, rep)).toMatchObject({
    changed: 1,
    notPermitted: 1,
  });
  expect(await contact(theirs.id)).toMatchObject({ tags: [] });
  expect(await bulk(selection, { type: "untag", tags: ["new"] })).toMatchObject({ changed: 1, unchanged: 1 });
  expect(await contact(mine.id)).toMatchObject({ tags: ["hot"] });
  await expect(
    bulk(selection, { type: "assign", ownerId: tenant.actors.tenant_admin!.userId }, rep),
  ).rejects.toMatchObject({ status: 403 });
  await bulk(selection, { type: "assign", ownerId: tenant.actors.sales_manager!.userId });
  expect(await contact(mine.id)).toMatchObject({ ownerId: tenant.actors.sales_manager!.userId });
  const account = await admin<{ id: string }>("accounts.create", { name: "Linked" });
  await bulk(selection, { type: "update", patch: { accountId: account.id } });
  const gone = await admin<Bulk>("records.applyBulk", {
    recordType: "account",
    selection: { ids: [account.id] },
    action: { type: "delete" },
  });
  expect(await contact(mine.id)).toMatchObject({ accountId: null });
  expect(await admin("changes.revert", { changeId: gone.changeId })).toMatchObject({ kept: [], failed: [] });
  expect(await contact(mine.id)).toMatchObject({ accountId: account.id });
  expect(await bulk(selection, { type: "delete" })).toMatchObject({ changed: 2 });
  await expect(contact(mine.id)).rejects.toMatchObject({ status: 404 });
  expect(await bulk(selection, { type: "restore" })).toMatchObject({ changed: 2 });
});

test("faults of the action are named before anything is done, and another workspace's records are not there", async () => {
  const one = await aContact({});
  await expect(bulk({ ids: [one.id] }, { type: "update", patch: { emial: "x" } })).rejects.toMatchObject({
    status: 422,
    fields: [{ field: "action.patch.emial", message: expect.stringContaining("email") }],
  });
  await expect(bulk({ query: { nope: 1 } }, { type: "delete" })).rejects.toMatchObject({
    fields: [{ field: "selection.query.nope" }],
  });
  const other = await testTenant("Other");
  expect(
    await other.call("tenant_admin", "records.applyBulk", {
      recordType: "contact",
      selection: { ids: [one.id] },
      action: { type: "delete" },
    }),
  ).toMatchObject({ matched: 0, changed: 0 });
});

test("groups and calculations agree with the records, per currency", async () => {
  const own = await testTenant("Sums");
  const call = <T = Wire>(operation: string, input: unknown) => own.call<T>("tenant_admin", operation, input);
  await call("fields.create", {
    recordType: "account",
    label: "Region",
    kind: "select",
    options: [{ label: "North" }, { label: "South" }],
  });
  const rows: [string, number | null, string, string | null, string[]][] = [
    ["A", 100.1, "USD", "North", ["x", "y"]],
    ["B", 200.2, "USD", "North", ["x"]],
    ["C", 5000, "JPY", "South", []],
    ["D", null, "USD", null, []],
  ];
  for (const [name, annualRevenue, currency, region, tags] of rows)
    await call("accounts.create", {
      name,
      annualRevenue,
      currency,
      tags,
      employees: name.charCodeAt(0) - 60,
      customFields: { region },
    });
  type Groups = { groups: { key: unknown; count: number; sums: Wire[] }[] };
  const grouped = await call<Groups>("records.group", {
    recordType: "account",
    by: "customFields.region",
    sums: ["annualRevenue", "employees"],
  });
  expect(grouped.groups).toMatchObject([
    {
      key: "North",
      count: 2,
      sums: [
        { currency: "USD", amount: 300.3 },
        { field: "employees", amount: 11 },
      ],
    },
    { key: "South", count: 1, sums: [{ currency: "JPY", amount: 5000 }, { amount: 7 }] },
    { key: null, count: 1 },
  ]);
  const tags = await call<Groups>("records.group", { recordType: "account", by: "tags" });
  expect(tags.groups.map(({ key, count }) => [key, count])).toEqual([
    ["x", 2],
    [null, 2],
    ["y", 1],
  ]);
  const owners = await call<{ groups: Wire[] }>("records.group", { recordType: "account", by: "ownerId" });
  expect(owners.groups).toMatchObject([{ count: 4, label: expect.any(String) }]);
  const months = await call<Groups>("records.group", {
    recordType: "account",
    by: "createdAt",
    interval: "month",
  });
  expect(months.groups).toHaveLength(1);
  const summary = await call<{ count: number; values: Wire[] }>("records.summarize", {
    recordType: "account",
    query: { filter: { name: { in: ["A", "B", "C"] } } },
    calculations: {
      annualRevenue: "avg",
      employees: "max",
      "customFields.region": "unique",
      parentAccountId: "empty",
      tags: "filled",
    },
  });
  expect(summary.count).toBe(3);
  expect(summary.values).toEqual(
    expect.arrayContaining([
      { field: "annualRevenue", calculation: "avg", currency: "USD", value: 150.15 },
      { field: "annualRevenue", calculation: "avg", currency: "JPY", value: 5000 },
      { field: "employees", calculation: "max", currency: null, value: 7 },
      { field: "customFields.region", calculation: "unique", currency: null, value: 2 },
      { field: "parentAccountId", calculation: "empty", currency: null, value: 3 },
      { field: "tags", calculation: "filled", currency: null, value: 2 },
    ]),
  );
});

test("more than two thousand records are changed by a job under one change set, and its undo is a job too", async () => {
  const own = await testTenant("Many");
  const call = <T = Wire>(operation: string, input: unknown) => own.call<T>("tenant_admin", operation, input);
  await withTenant(own.ref, "write", (tx) =>
    tx.query(
      `insert into contacts (tenant_id, id, first_name, last_name, company, status, created_at, updated_at)
       select nullif(current_setting('app.tenant_id'), '')::uuid, gen_random_uuid(), 'Nr', n::text, 'Crowd', 'active', now(), now() from generate_series(1, 2300) n`,
    ),
  );
  const jobs = await startJobs();
  const finished = async (jobId: string) => {
    for (;;) {
      const job = await call<{ status: string; progress: Wire }>("records.job", { jobId });
      if (job.status !== "queued" && job.status !== "running") return job;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  try {
    const started = await call<Bulk & { matched: number }>("records.applyBulk", {
      recordType: "contact",
      selection: { query: { company: "Crowd" } },
      action: { type: "update", patch: { company: "Moved" } },
    });
    expect(started).toMatchObject({ matched: 2300, jobId: expect.any(String) });
    expect(await finished(started.jobId!)).toMatchObject({
      status: "completed",
      progress: { changed: 2300 },
    });
    const page = await call<{ total: number }>("contacts.list", { company: "Moved" });
    expect(page.total).toBe(2300);
    const change = await call<{ recordCount: number }>("changes.get", { changeId: started.changeId });
    expect(change.recordCount).toBe(2300);
    const undo = await call<{ jobId: string | null }>("changes.revert", { changeId: started.changeId });
    expect(await finished(undo.jobId!)).toMatchObject({ status: "completed", progress: { reversed: 2300 } });
    expect((await call<{ total: number }>("contacts.list", { company: "Crowd" })).total).toBe(2300);
    await expect(call("changes.revert", { changeId: started.changeId })).rejects.toMatchObject({
      code: "ALREADY_REVERTED",
    });
  } finally {
    await jobs.stop();
  }
}, 60_000);
