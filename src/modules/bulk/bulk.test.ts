import { existsSync, readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { uuidOf } from "@/kernel/id";
import { withTenant } from "@/kernel/tenancy";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { ended, importCsv, list, problemsOf } from "./fixtures";
import type { Job } from "./schema";

withFilesAndJobs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant();
});

const contractExample = {
  import_options: { update_existing: true, skip_duplicates: false, validation_level: "strict" },
  field_mapping: {
    email: "email_address",
    first_name: "firstName",
    last_name: "lastName",
    company_name: "company",
  },
  contacts: [
    { email_address: "contact1@company.com", firstName: "John", lastName: "Doe", company: "Company A" },
    { email_address: "contact2@company.com", firstName: "Jane", lastName: "Smith", company: "Company B" },
  ],
};

test("the contract's example imports two contacts; sent again, it updates them", async () => {
  const fresh = await testTenant();
  const first = await ended(
    fresh,
    await fresh.call<Job>("tenant_admin", "bulk.importContacts", contractExample),
  );
  expect(first).toMatchObject({
    status: "completed",
    progress: 1,
    counts: { total: 2, created: 2, failed: 0 },
  });
  expect((await list(fresh, "contacts", { sort: "email", order: "asc" })).items).toMatchObject([
    { email: "contact1@company.com", firstName: "John", lastName: "Doe", company: "Company A" },
    { email: "contact2@company.com", firstName: "Jane", lastName: "Smith", company: "Company B" },
  ]);
  const changed = structuredClone(contractExample);
  changed.contacts[0]!.company = "Company C";
  const again = await ended(fresh, await fresh.call<Job>("tenant_admin", "bulk.importContacts", changed));
  expect(again.counts).toMatchObject({ created: 0, updated: 2 });
  const { items, total } = await list(fresh, "contacts", { sort: "email", order: "asc" });
  expect(total).toBe(2);
  expect(items[0]).toMatchObject({ company: "Company C", version: 2 });
  expect(items[1]).toMatchObject({ company: "Company B", version: 1 });
});

test("a mapping reads in either direction, and an unknown name is refused with the nearest", async () => {
  const rows = { contacts: [{ Mail: "a@example.com", Given: "Ann", Family: "Lee" }] };
  const backward = { Mail: "email", Given: "firstName", Family: "last_name" };
  const job = await ended(
    tenant,
    await tenant.call<Job>("tenant_admin", "bulk.importContacts", { ...rows, field_mapping: backward }),
  );
  expect(job.counts.created).toBe(1);
  await expect(
    tenant.call("tenant_admin", "bulk.importContacts", {
      ...rows,
      field_mapping: { emial: "Mail", first_name: "Given", nothing: "nowhere" },
    }),
  ).rejects.toMatchObject({
    status: 422,
    fields: [
      { field: "field_mapping.emial", message: 'Unknown field "emial". Did you mean "email"?' },
      { field: "field_mapping.nothing", code: "UNKNOWN_COLUMN" },
    ],
  });
});

const csvFile = "../shared/data/maven-crm/accounts.csv";
test("a real file of 85 accounts: parents right, everything kept, oddities told by row", async () => {
  if (!existsSync(csvFile))
    throw new Error(`${csvFile} is not there: this test reads the Maven CRM sample data`);
  const csv = readFileSync(csvFile, "utf8");
  const fresh = await testTenant();
  const job = await importCsv(fresh, "Accounts", csv, { file_name: "accounts.csv" });
  expect(job).toMatchObject({
    status: "completed",
    counts: { total: 85, created: 85, updated: 0, failed: 0 },
    unmatchedColumns: [],
  });
  const lines = csv
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(","));
  const { items } = await list(fresh, "accounts");
  const byId = new Map(items.map((item) => [item.id, item]));
  expect(items).toHaveLength(85);
  for (const [name, sector, founded, revenue, employees, country, parent] of lines) {
    const found = items.find((item) => item.name === name);
    expect(found).toMatchObject({
      industry: sector,
      yearFounded: Number(founded),
      annualRevenue: Number(revenue),
      employees: Number(employees),
      address: { country },
    });
    expect((byId.get(found?.parentAccountId)?.name as string | undefined) ?? "").toBe(parent);
  }
  const problems = await problemsOf(fresh, job);
  const misspelt = lines.flatMap(([, sector], i) => (sector === "technolgy" ? [i + 1] : []));
  expect(problems.filter((p) => p.field === "industry").map((p) => p.row)).toEqual(misspelt);
  expect(problems.filter((p) => p.field === "address.country")).toMatchObject([
    {
      row: 4,
      line: 5,
      column: "office_location",
      severity: "warning",
      value: "Philipines",
      code: "POSSIBLE_MISSPELLING",
    },
  ]);
  expect(problems).toHaveLength(misspelt.length + 1);
  const [change] = await withTenant(fresh.ref, "read", (tx) =>
    tx.query<{ sets: number; rows: number; events: number }>(
      `select (select count(*)::int from change_sets) as sets,
         (select count(*)::int from audit_log where change_id = $1 and action = 'created') as rows,
         (select count(*)::int from events where change_id = $1 and type = 'account.created') as events`,
      [uuidOf("chg", job.changeId)],
    ),
  );
  expect(change).toEqual({ sets: 1, rows: 85, events: 85 });
});
