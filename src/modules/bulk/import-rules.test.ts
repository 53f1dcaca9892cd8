import { beforeAll, expect, test } from "vitest";
import { uuidOf } from "@/kernel/id";
import { withTenant } from "@/kernel/tenancy";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { importCsv, type Listed, list, problemsOf } from "./fixtures";

withFilesAndJobs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant();
});

test("strict leaves a faulty row out; lenient keeps it without the value, but never without what it needs", async () => {
  const csv = [
    "first name,last name,email,status",
    "Ann,Lee,not-an-email,active",
    "Bob,,bob@example.com,active",
    "Cid,Ray,cid@example.com,sleeping",
    "Dee,Fox,dee@example.com,Inactive",
  ].join("\n");
  const strict = await importCsv(tenant, "Contacts", csv);
  expect(strict.counts).toMatchObject({ created: 1, failed: 3 });
  expect(await problemsOf(tenant, strict)).toMatchObject([
    { row: 1, line: 2, column: "email", field: "email", severity: "error", value: "not-an-email" },
    { row: 2, line: 3, field: "lastName", code: "REQUIRED" },
    { row: 3, line: 4, column: "status", value: "sleeping" },
  ]);
  const fresh = await testTenant();
  const lenient = await importCsv(fresh, "Contacts", csv, { validation_level: "lenient" });
  expect(lenient.counts).toMatchObject({ created: 3, failed: 1, warnings: 2 });
  const { items } = await list(fresh, "contacts", { sort: "firstName", order: "asc" });
  expect(items).toMatchObject([
    { firstName: "Ann", email: null },
    { firstName: "Cid", status: "active" },
    { firstName: "Dee", status: "inactive" },
  ]);
});

test("duplicates: skipped, updated or taken, against the workspace and within the file alike", async () => {
  const fresh = await testTenant();
  await fresh.call("tenant_admin", "contacts.create", {
    firstName: "Old",
    lastName: "One",
    email: "one@example.com",
  });
  const csv = [
    "first name,last name,email,phone",
    "New,One,ONE@example.com,+1 555 0001",
    "Two,Two,two@example.com,+1 555 0002",
    "Two,Again,two@example.com,",
  ].join("\n");
  const skipped = await importCsv(fresh, "Contacts", csv, { skip_duplicates: "true" });
  expect(skipped.counts).toMatchObject({ created: 1, skipped: 2, failed: 0 });
  expect((await problemsOf(fresh, skipped)).map((p) => [p.row, p.code])).toEqual([
    [1, "DUPLICATE"],
    [3, "DUPLICATE"],
  ]);
  const updated = await importCsv(fresh, "Contacts", csv, { update_existing: "true" });
  expect(updated.counts).toMatchObject({ created: 0, updated: 3 });
  expect((await list(fresh, "contacts", { sort: "email", order: "asc" })).items).toMatchObject([
    { firstName: "New", lastName: "One", phone: "+1 555 0001" },
    { firstName: "Two", lastName: "Again", phone: "+1 555 0002" },
  ]);
  const taken = await importCsv(fresh, "Contacts", csv);
  expect(taken.counts).toMatchObject({ created: 3 });
  expect((await list(fresh, "contacts")).total).toBe(5);
});

test("parents by name over 2,500 rows in any order; circles and unknown names are told and left out", async () => {
  const fresh = await testTenant();
  await fresh.call("tenant_admin", "accounts.create", { name: "Already There" });
  const parentOf = (i: number): string => (i < 1300 ? `Acc ${i + 1200}` : "Already There");
  const lines = Array.from({ length: 2500 }, (_, i) => [`Acc ${i}`, parentOf(i)]);
  lines[1] = ["Loop A", "Loop B"];
  lines[2400] = ["Loop B", "Loop A"];
  lines[3] = ["Lost", "Nobody Knows"];
  lines[1200] = ["Acc 1200", "Acc 2399"];
  const csv = ["name,subsidiary_of", ...lines.map((line) => line.join(","))].join("\n");
  const job = await importCsv(fresh, "Accounts", csv, { validation_level: "lenient" });
  expect(job.counts).toMatchObject({ total: 2500, created: 2500, failed: 0 });
  const rows = await withTenant(fresh.ref, "read", (tx) =>
    tx.query<{ name: string; parent: string | null }>(
      `select a.name, p.name as parent from accounts a
       left join accounts p on p.tenant_id = a.tenant_id and p.id = a.parent_account_id where a.tenant_id = $1`,
      [uuidOf("tenant", fresh.ref.id)],
    ),
  );
  const found = new Map(rows.map((row) => [row.name, row.parent]));
  const missing = lines.filter(([name, parent]) => found.get(name!) !== parent).map(([name]) => name);
  expect(missing).toEqual(["Lost", "Loop B"]);
  expect((await problemsOf(fresh, job)).map((p) => [p.row, p.code])).toEqual([
    [4, "NOT_FOUND"],
    [2401, "CIRCLE"],
  ]);
});

test("an unknown parent costs a strict row its place, and those below it as well", async () => {
  const fresh = await testTenant();
  const csv = "name,subsidiary_of\nChild,Parent\nParent,Nobody\nFree,\n";
  const job = await importCsv(fresh, "Accounts", csv);
  expect(job.counts).toMatchObject({ created: 1, failed: 2 });
  expect((await problemsOf(fresh, job)).map((p) => [p.row, p.code, p.value])).toEqual([
    [1, "NOT_FOUND", "Parent"],
    [2, "NOT_FOUND", "Nobody"],
  ]);
});

test("who may write only own records imports for themselves, and changes nobody else's", async () => {
  const fresh = await testTenant();
  const theirs = await fresh.call<{ id: string }>("tenant_admin", "contacts.create", {
    firstName: "Their",
    lastName: "Own",
    email: "theirs@example.com",
  });
  const admin = fresh.actors.tenant_admin!;
  const csv = [
    "first name,last name,email,owner",
    `Mine,One,mine@example.com,`,
    `Given,Away,given@example.com,${admin.email}`,
    `Taken,Over,theirs@example.com,`,
  ].join("\n");
  const job = await importCsv(fresh, "Contacts", csv, { update_existing: true }, "sales_rep");
  expect(job.counts).toMatchObject({ created: 1, updated: 0, failed: 2 });
  expect((await problemsOf(fresh, job)).map((p) => [p.row, p.code])).toEqual([
    [2, "FORBIDDEN"],
    [3, "FORBIDDEN"],
  ]);
  expect(await fresh.call("tenant_admin", "contacts.get", { contactId: theirs.id })).toMatchObject({
    firstName: "Their",
  });
  const mine = await list(fresh, "contacts", { search: "mine@example.com" });
  expect(mine.items).toMatchObject([{ ownerId: fresh.actors.sales_rep!.userId }]);
  await expect(fresh.call("support_agent", "bulk.importContacts", { contacts: [{}] })).rejects.toMatchObject({
    status: 403,
  });
  await expect(
    fresh.call("marketing_manager", "bulk.importContacts", { contacts: [{}] }),
  ).rejects.toMatchObject({
    status: 403,
  });
  await expect(fresh.call("marketing_manager", "bulk.getJob", { jobId: job.id })).rejects.toMatchObject({
    status: 404,
  });
});

test("another tenant sees neither the job, nor its report, nor the records", async () => {
  const other = await testTenant("Other");
  const job = await importCsv(tenant, "Contacts", "first name,last name\nSecret,Person\n,Faulty");
  for (const operation of ["bulk.getJob", "bulk.listErrors", "bulk.cancelJob"]) {
    await expect(other.call("tenant_admin", operation, { jobId: job.id })).rejects.toMatchObject({
      status: 404,
    });
  }
  expect((await other.call<Listed>("tenant_admin", "bulk.listJobs", {})).total).toBe(0);
  expect((await list(other, "contacts")).total).toBe(0);
});

test("custom fields are filled, and a value that must be unique costs only its own row", async () => {
  const fresh = await testTenant();
  const rows = Array.from({ length: 40 }, (_, i) => `Ann,No ${i},lead ${i === 30 ? 7 : i}`);
  const csv = `first name,last name,Lead source\n${rows.join("\n")}`;
  await fresh.call("tenant_admin", "contacts.create", {
    firstName: "X",
    lastName: "Y",
    customFields: { leadSource: "Web" },
  });
  const job = await importCsv(fresh, "Contacts", csv);
  expect(job.counts).toMatchObject({ created: 40 });
  const { items } = await list(fresh, "contacts", { search: "No 12" });
  expect(items).toMatchObject([{ customFields: { leadSource: "lead 12" } }]);
});
