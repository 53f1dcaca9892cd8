// What can no longer be put back does not hold up what can, and each is named with its own reason.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startJobs } from "@/kernel/jobs";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

type Wire = Record<string, unknown>;
type Outcome = { recordId: string; fields: string[]; reason: string };
type Reverted = { changeId: string; reversed: Outcome[]; kept: Outcome[]; failed: Outcome[] };
type Field = { id: string; key: string };
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const lastChange = async () =>
  (await admin<{ items: { id: string }[] }>("changes.list", { limit: 1 })).items[0]!.id;
const revertLast = async () => admin<Reverted>("changes.revert", { changeId: await lastChange() });
const aField = (label: string, more: Wire) =>
  admin<Field>("fields.create", { recordType: "contact", label, ...more });
const aContact = (customFields: Wire) =>
  admin<{ id: string }>("contacts.create", {
    firstName: "Ada",
    lastName: "King",
    jobTitle: "Countess",
    force: true,
    customFields,
  });
const contact = (contactId: string) => admin("contacts.get", { contactId });

test("an option that is gone and a field that is gone are told; the other values come back", async () => {
  const pick = await aField("Pick", { kind: "select", options: [{ label: "One" }, { label: "Two" }] });
  const note = await aField("Side note", { kind: "text" });
  const { id } = await aContact({ pick: "One", sideNote: "old", industry: "Tea" });
  await admin("contacts.update", {
    contactId: id,
    jobTitle: "Analyst",
    customFields: { pick: "Two", sideNote: "new", industry: "Ink" },
  });
  const changeId = await lastChange();
  await admin("fields.update", { fieldId: pick.id, options: [{ value: "Two", label: "Deux" }] });
  await admin("fields.delete", { fieldId: note.id });

  const report = await admin<Reverted>("changes.revert", { changeId });
  expect(report.kept).toEqual([]);
  expect(report.reversed).toEqual([
    {
      recordType: "contact",
      recordId: id,
      name: expect.stringMatching(/./),
      fields: expect.any(Array),
      reason: "former values put back",
    },
  ]);
  expect(report.reversed[0]!.fields.toSorted()).toEqual(["customFields.industry", "jobTitle"]);
  expect(report.failed.map(({ fields, reason }) => [fields, reason])).toEqual([
    [["customFields.pick"], expect.stringContaining("must be one of Two")],
    [["customFields.sideNote"], "the field was deleted since"],
  ]);
  expect(await contact(id)).toMatchObject({
    jobTitle: "Countess",
    customFields: { pick: "Two", industry: "Tea" },
  });
});

test("a unique value that is another's by now stays away, the rest comes back", async () => {
  await aField("Seat", { kind: "text", isUnique: true });
  const [first, second] = [await aContact({ seat: "1A" }), await aContact({ seat: "1B" })];
  await admin("contacts.update", { contactId: second.id, jobTitle: "Moved", customFields: { seat: "1C" } });
  const freed = await lastChange();
  await admin("contacts.update", { contactId: first.id, customFields: { seat: "1B" } });
  const report = await admin<Reverted>("changes.revert", { changeId: freed });
  expect(report.reversed.map(({ fields }) => fields)).toEqual([["jobTitle"]]);
  expect(report.failed.map(({ fields, reason }) => [fields, reason])).toEqual([
    [["customFields.seat"], "Seat: another contact has this value already"],
  ]);
  expect(await contact(second.id)).toMatchObject({ jobTitle: "Countess", customFields: { seat: "1C" } });
});

test("unique values that one import passed on from record to record all come back", async () => {
  await aField("Desk", { kind: "text", isUnique: true });
  const people: { id: string }[] = [];
  for (const desk of ["D1", "D2", "D3"]) people.push(await aContact({ desk }));
  const rows = ["D4", "D1", "D2"].map((desk, i) => ({ id: people[i]!.id, "customFields.desk": desk }));
  const jobs = await startJobs();
  try {
    const job = await admin<{ id: string; changeId: string }>("bulk.importContacts", {
      contacts: rows,
      update_existing: true,
    });
    await expect
      .poll(async () => (await admin("bulk.getJob", { jobId: job.id })).status, { timeout: 20_000 })
      .toBe("completed");
    const desks = () =>
      Promise.all(people.map(async ({ id }) => ((await contact(id)).customFields as Wire).desk));
    expect(await desks()).toEqual(["D4", "D1", "D2"]);
    const report = await admin<Reverted>("changes.revert", { changeId: job.changeId });
    expect(report.failed).toEqual([]);
    expect(await desks()).toEqual(["D1", "D2", "D3"]);
  } finally {
    await jobs.stop();
  }
});

test("an undo, its redo and the undo of that are called what they are", async () => {
  const { id } = await aContact({});
  await admin("contacts.update", { contactId: id, jobTitle: "Analyst" });
  const titles = [];
  for (let i = 0; i < 3; i++) {
    await revertLast();
    titles.push((await contact(id)).jobTitle);
  }
  expect(titles).toEqual(["Countess", "Analyst", "Countess"]);
  const { items } = await admin<{ items: { summary: string }[] }>("changes.list", { limit: 4 });
  expect(items.map(({ summary }) => summary)).toEqual([
    "Undid: Updated contact",
    "Redid: Updated contact",
    "Undid: Updated contact",
    "Updated contact",
  ]);
});
