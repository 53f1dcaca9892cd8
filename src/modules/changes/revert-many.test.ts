// Undo of many records: set by set, by a job when they are more than a request should wait for.
import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidOf } from "@/kernel/id";
import { type Jobs, startJobs } from "@/kernel/jobs";
import { inWrite } from "@/kernel/operation";
import { createRecord, recordEvent, recordTypeNamed } from "@/kernel/records";
import { withSystem } from "@/kernel/tenancy";
import { type RestTenant, restTenant } from "@/surfaces/rest/fixtures";
import { openTestDatabase, requestOf, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
let jobs: Jobs;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  jobs = await startJobs();
});
afterAll(async () => {
  await jobs.stop();
  await close();
});

type Wire = Record<string, unknown>;
type Report = { changeId: string; jobId: string | null; reversed: Wire[]; kept: Wire[]; failed: Wire[] };
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const lastChange = async () =>
  (await admin<{ items: { id: string; revertedBy: string | null }[] }>("changes.list", {})).items[0]!;

/** Contacts made in one change set, as an import does. */
async function manyContacts(count: number, company: string, as = "tenant_admin"): Promise<string[]> {
  const actor = tenant.actors[as]!;
  const type = recordTypeNamed("contact")!;
  return inWrite(actor, requestOf(actor, { operation: "bulk.import" }), async (ctx) => {
    const made = Array.from({ length: count }, (_, n) =>
      createRecord<{ id: string }>(
        ctx,
        type,
        { firstName: "Nr", lastName: String(n), company },
        recordEvent(type, "created"),
      ),
    );
    return (await Promise.all(made)).map((one) => one.id);
  });
}

type Job = { status: string; progress: { reversed: number; kept: number; failed: number; total: number } };
async function finished(jobId: string): Promise<Job> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const job = await admin<Job>("records.job", { jobId });
    if (!["queued", "running"].includes(job.status)) return job;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the job did not end");
}
const countOf = async (company: string) =>
  (await admin<{ total: number }>("contacts.list", { company, limit: 1 })).total;

test("thousands of new records are taken back by a job with the same three lists, and that is undone by another", async () => {
  const ids = await manyContacts(2600, "Large Ltd");
  const creation = await lastChange();
  const deal = await admin<{ id: string }>("deals.create", { title: "Linked", contactId: ids[7] });
  await admin("contacts.update", { contactId: ids[3], jobTitle: "Kept" });
  await admin("contacts.update", { contactId: ids[2590], jobTitle: "Kept" });
  await admin("contacts.delete", { contactId: ids[5] });
  const asked = await admin<Report>("changes.revert", { changeId: creation.id });
  expect(asked).toMatchObject({ jobId: expect.any(String), reversed: [], kept: [], failed: [] });
  expect(await finished(asked.jobId!)).toMatchObject({
    status: "completed",
    progress: { total: 2600, reversed: 2597, kept: 3, failed: 0 },
  });
  expect(await countOf("Large Ltd")).toBe(2);
  expect(await admin("deals.get", { dealId: deal.id })).toMatchObject({ contactId: null });
  const outcomes = { changeId: asked.changeId, limit: 100 };
  const kept = await admin<{ items: Wire[] }>("changes.outcomes", { ...outcomes, outcome: "kept" });
  expect(kept.items.map((one) => one.recordId).sort()).toEqual([ids[3], ids[5], ids[2590]].sort());
  const first = await admin<{ items: Wire[]; nextCursor: string }>("changes.outcomes", {
    ...outcomes,
    outcome: "reversed",
  });
  expect(first.items).toHaveLength(100);
  const second = await admin<{ items: Wire[] }>("changes.outcomes", {
    ...outcomes,
    outcome: "reversed",
    cursor: first.nextCursor,
  });
  expect(second.items.some((one) => first.items.some((other) => other.recordId === one.recordId))).toBe(
    false,
  );
  await expect(admin("changes.revert", { changeId: creation.id })).rejects.toMatchObject({
    code: "ALREADY_REVERTED",
  });

  const back = await admin<Report>("changes.revert", { changeId: asked.changeId });
  // The link that the deal lost with its contact is one more.
  expect(await finished(back.jobId!)).toMatchObject({ progress: { reversed: 2598, kept: 0, failed: 0 } });
  expect(await countOf("Large Ltd")).toBe(2599);
  expect(await admin("deals.get", { dealId: deal.id })).toMatchObject({ contactId: ids[7] });
}, 90_000);

test("every record has its audit row and its event, and the undo is one change set", async () => {
  const ids = await manyContacts(40, "Told Ltd");
  const report = await admin<Report>("changes.revert", { changeId: (await lastChange()).id });
  expect(report.reversed).toHaveLength(40);
  const change = await admin("changes.get", { changeId: report.changeId });
  expect(change).toMatchObject({ recordCount: 40 });
  const events = await withSystem("read", (tx) =>
    tx.query<{ type: string; n: number }>(
      "select type, count(distinct record_id)::int as n from events where change_id = $1 group by type",
      [uuidOf("chg", report.changeId)],
    ),
  );
  expect(events).toEqual([{ type: "contact.deleted", n: ids.length }]);
});

test("a record whose unique value is another's by now stays deleted and is named; the others come back", async () => {
  await admin("fields.create", { recordType: "contact", label: "Badge", kind: "text", isUnique: true });
  const made: string[] = [];
  for (const badge of ["a", "b", "c", "d"]) {
    const one = { firstName: "Nr", lastName: badge, customFields: { badge } };
    made.push((await admin<{ id: string }>("contacts.create", one)).id);
  }
  await admin("records.applyBulk", {
    recordType: "contact",
    selection: { ids: made },
    action: { type: "delete" },
  });
  const deletion = await lastChange();
  await admin("contacts.create", { firstName: "New", lastName: "Owner", customFields: { badge: "C" } });
  const report = await admin<Report>("changes.revert", { changeId: deletion.id });
  expect(report.reversed.map((one) => one.recordId).sort()).toEqual([made[0], made[1], made[3]].sort());
  expect(report.failed).toMatchObject([{ recordId: made[2], reason: expect.stringContaining("same value") }]);
  await expect(admin("contacts.get", { contactId: made[2] })).rejects.toMatchObject({ status: 404 });
});

test("records with rules of their own are put back set by set, each held to its rules", async () => {
  const deals: string[] = [];
  for (let n = 0; n < 12; n++)
    deals.push((await admin<{ id: string }>("deals.create", { title: `Deal ${n}`, value: n })).id);
  const bulk = await admin<{ changeId: string }>("records.applyBulk", {
    recordType: "deal",
    selection: { ids: deals },
    action: { type: "update", patch: { stage: "proposal", value: 100.5 } },
  });
  await admin("deals.update", { dealId: deals[4], value: 7 });
  const report = await admin<Report>("changes.revert", { changeId: bulk.changeId });
  expect(report.failed).toEqual([]);
  expect(report.kept).toMatchObject([{ recordId: deals[4], fields: ["value"] }]);
  expect(await admin("deals.get", { dealId: deals[9] })).toMatchObject({ value: 9, stage: "lead" });
  expect(await admin("deals.get", { dealId: deals[4] })).toMatchObject({ value: 7, stage: "lead" });
});

test("who may not delete gets their own creations back, nobody else's", async () => {
  await manyContacts(3, "Rep Ltd", "sales_rep");
  const { id } = await lastChange();
  const report = await tenant.call<Report>("sales_rep", "changes.revert", { changeId: id });
  expect(report).toMatchObject({ reversed: [{}, {}, {}], failed: [] });
});

test("over REST a large undo is accepted with 202, a small one answers 200", async () => {
  const rest: RestTenant = await restTenant();
  await rest.admin("POST /contacts", { body: { firstName: "One", lastName: "Only" } });
  const changes = await rest.admin("GET /changes");
  const small = await rest.admin(`POST /changes/${changes.records[0]!.id}/revert`);
  expect([small.status, small.record.jobId]).toEqual([200, null]);
  const csv = `first name,last name\n${Array.from({ length: 2100 }, (_, n) => `A,${n}`).join("\n")}`;
  const headers = { "content-type": "text/csv" };
  const job = (await rest.admin("POST /bulk/contacts/import", { raw: csv, headers })).record;
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if ((await rest.admin(`GET /jobs/${job.id}`)).record.status === "completed") break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const imported = await rest.admin("GET /changes?limit=1");
  const large = await rest.admin(`POST /changes/${imported.records[0]!.id}/revert`);
  expect([large.status, large.record.jobId]).toEqual([202, expect.stringContaining("job_")]);
}, 90_000);
