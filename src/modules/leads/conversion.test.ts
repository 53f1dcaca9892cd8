import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/kernel/id";
import { withSystem } from "@/kernel/tenancy";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

type Wire = Record<string, unknown>;
type Made = { id: string } & Wire;
type Converted = {
  lead: Made;
  contact: Made | null;
  account: Made | null;
  deal: Made | null;
  created: string[];
};
type Report = { lead: Made; removed: { id: string }[]; kept: { id: string; reason: string }[] };
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const isGone = (operation: string, input: unknown) =>
  expect(admin(operation, input)).rejects.toMatchObject({ status: 404 });

let n = 0;
async function aLead(overrides: Wire = {}): Promise<Made> {
  n += 1;
  return admin<Made>("leads.create", {
    firstName: "Jane",
    lastName: `Smith ${n}`,
    email: `jane.${n}@prospect.example`,
    phone: null,
    company: `Prospect ${n} Inc`,
    score: 85,
    source: "Website Form",
    customFields: { budget: "50000-100000" },
    ...overrides,
  });
}

test("the contract's conversion makes a contact, its account and a deal, and tells so", async () => {
  const lead = await aLead({ qualificationNotes: "Budget confirmed, decision maker identified" });
  const pipelines = await admin<Made[]>("pipelines.list", {});
  const body = {
    leadId: lead.id,
    createContact: true,
    createDeal: true,
    dealTitle: "New Business Opportunity",
    dealValue: 75000.0,
    pipelineId: pipelines[0]!.id,
  };
  const preview = await admin<Wire>("leads.previewConversion", body);
  expect(preview).toMatchObject({
    contact: {
      action: "create",
      values: { email: lead.email, customFields: { leadSource: "Website Form" } },
    },
    account: { action: "create", name: lead.company },
    deal: { action: "create", values: { title: "New Business Opportunity", value: 75000 } },
  });
  const { lead: after, contact, account, deal, created } = await admin<Converted>("leads.convert", body);
  expect(after).toMatchObject({
    status: "converted",
    isQualified: true,
    convertedContactId: contact!.id,
    convertedAccountId: account!.id,
    convertedDealId: deal!.id,
  });
  expect(created.sort()).toEqual([contact!.id, account!.id, deal!.id].sort());
  expect(contact).toMatchObject({ email: lead.email, accountId: account!.id, ownerId: lead.ownerId });
  expect(deal).toMatchObject({ value: 75000, contactId: contact!.id, accountId: account!.id });
  const [event] = await withSystem("read", (tx) =>
    tx.query<{ payload: Wire }>(
      "select payload from events where type = 'lead.converted' and payload->'lead'->>'id' = $1",
      [lead.id],
    ),
  );
  expect(event!.payload).toMatchObject({
    lead: { id: lead.id, email: lead.email, company: lead.company, score: 85 },
    conversion_result: {
      contact_created: { id: contact!.id },
      deal_created: { id: deal!.id, title: "New Business Opportunity", value: 75000 },
      account_created: { id: account!.id, name: lead.company },
    },
    conversion_info: {
      converted_by: { id: tenant.actors.tenant_admin!.id },
      qualification_notes: "Budget confirmed, decision maker identified",
    },
  });
  await expect(admin("leads.convert", { leadId: lead.id })).rejects.toMatchObject({ code: "LEAD_CONVERTED" });
});

test("an existing account is found by name; a contact there already is refused, linked or forced", async () => {
  const account = await admin<Made>("accounts.create", { name: "Existing Corp" });
  const contact = await admin<Made>("contacts.create", {
    firstName: "E",
    lastName: "C",
    email: "ec@existing.example",
  });
  const lead = await aLead({ company: "existing corp", email: "ec@existing.example", force: true });
  await expect(admin("leads.convert", { leadId: lead.id, createDeal: true })).rejects.toMatchObject({
    code: "DUPLICATE_RECORD",
    details: { candidates: [{ id: contact.id, reasons: ["same e-mail"] }] },
  });
  expect(await admin("leads.get", { leadId: lead.id })).toMatchObject({ status: "new", version: 1 });
  const converted = await admin<Converted>("leads.convert", { leadId: lead.id, contactId: contact.id });
  expect(converted).toMatchObject({
    contact: { id: contact.id },
    account: { id: account.id },
    deal: null,
    created: [],
  });
});

test("nothing to convert to, strangers and unknown pipelines are refused and nothing is written", async () => {
  const other = await testTenant("Elsewhere");
  const stranger = await other.call<Made>("tenant_admin", "contacts.create", {
    firstName: "S",
    lastName: "T",
  });
  const lead = await aLead();
  const count = async () =>
    (await admin<{ total: number }>("contacts.list", { limit: 1, count: "exact" })).total;
  const before = await count();
  for (const body of [
    { createContact: false, createAccount: false, createDeal: false },
    { contactId: stranger.id },
    { contactId: newId("contact") },
    { createDeal: true, pipelineId: newId("pipe") },
    { createDeal: true, currency: "XYZ" },
  ]) {
    await expect(admin("leads.convert", { leadId: lead.id, ...body })).rejects.toMatchObject({ status: 422 });
  }
  expect(await count()).toBe(before);
  expect(await admin("leads.get", { leadId: lead.id })).toMatchObject({ status: "new", version: 1 });
});

test("a rep converts their own lead and not a colleague's", async () => {
  const mine = await tenant.call<Made>("sales_rep", "leads.create", {
    firstName: "Rep",
    lastName: "Own",
    email: "rep.own@prospect.example",
    company: "Rep's Prospect",
  });
  const done = await tenant.call<Converted>("sales_rep", "leads.convert", { leadId: mine.id, dealValue: 10 });
  expect(done.deal).toMatchObject({ ownerId: tenant.actors.sales_rep!.id });
  const theirs = await aLead();
  await expect(tenant.call("sales_rep", "leads.convert", { leadId: theirs.id })).rejects.toMatchObject({
    status: 403,
  });
});

test("undoing the change set of a conversion leaves no half of it", async () => {
  const lead = await aLead();
  const { contact, deal } = await admin<Converted>("leads.convert", { leadId: lead.id, createDeal: true });
  const changes = await admin<{ items: Made[] }>("changes.list", {});
  const report = await admin<{ failed: unknown[] }>("changes.revert", { changeId: changes.items[0]!.id });
  expect(report.failed).toEqual([]);
  await isGone("contacts.get", { contactId: contact!.id });
  await isGone("deals.get", { dealId: deal!.id });
  expect(await admin("leads.get", { leadId: lead.id })).toMatchObject({
    status: "new",
    convertedContactId: null,
  });
  await expect(admin("leads.unconvert", { leadId: lead.id })).rejects.toMatchObject({
    code: "LEAD_NOT_CONVERTED",
  });
});

const conversions = Number(process.env.PROPERTY_RUNS ?? 40);
const volatile = ["version", "updatedAt", "updatedBy"];
const steady = (record: Wire) =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !volatile.includes(key)));

test(
  "whatever is converted how and edited since: taking it back restores the lead, removes the untouched, keeps the rest",
  async () => {
    const choices = fc.record({
      account: fc.constantFrom("auto", "new", "existing", "none"),
      contact: fc.constantFrom("new", "existing", "none"),
      deal: fc.boolean(),
      edits: fc.uniqueArray(fc.constantFrom("contact", "account", "deal", "task"), { maxLength: 2 }),
      rounds: fc.integer({ min: 1, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(choices, async ({ account, contact, deal, edits, rounds }) => {
        if (account === "none" && contact === "none" && !deal) return;
        const lead = await aLead();
        const note = await admin<Made>("notes.create", {
          content: "Before",
          relatedTo: { type: "lead", id: lead.id },
        });
        const there = {
          account: await admin<Made>("accounts.create", { name: `There ${n}` }),
          contact: await admin<Made>("contacts.create", { firstName: "There", lastName: `${n}` }),
        };
        const body = {
          leadId: lead.id,
          createDeal: deal,
          ...(account === "existing" ? { accountId: there.account.id } : {}),
          ...(account === "new" ? { createAccount: true } : {}),
          ...(account === "none" ? { createAccount: false } : {}),
          ...(contact === "existing" ? { contactId: there.contact.id } : {}),
          ...(contact === "none" ? { createContact: false } : {}),
        };
        for (let round = 1; round < rounds; round += 1) {
          await admin("leads.convert", body);
          const report = await admin<Report>("leads.unconvert", { leadId: lead.id });
          expect(report.kept).toEqual([]);
        }
        const made = await admin<Converted>("leads.convert", body);
        const { items: along } = await admin<{ items: Made[] }>("notes.list", { leadId: lead.id });
        expect(along).toHaveLength(1);
        expect(along[0]).toMatchObject({
          contactId: made.contact?.id ?? null,
          dealId: made.deal?.id ?? null,
        });
        const isNew = (one: Made | null) => one !== null && made.created.includes(one.id);
        const mustStay = new Set<string>();
        const stays = (one: Made | null) => one && isNew(one) && mustStay.add(one.id);
        if (edits.includes("deal") && made.deal) {
          await admin("deals.update", { dealId: made.deal.id, title: "Worked on" });
          // What a kept deal belongs to is kept with it.
          [made.deal, made.contact, made.account].forEach(stays);
        }
        if (edits.includes("contact") && isNew(made.contact)) {
          await admin("contacts.update", { contactId: made.contact!.id, jobTitle: "Edited" });
          [made.contact, made.account].forEach(stays);
        }
        if (edits.includes("account") && isNew(made.account)) {
          await admin("accounts.update", { accountId: made.account!.id, industry: "Edited" });
          stays(made.account);
        }
        if (edits.includes("task") && isNew(made.account)) {
          await admin("tasks.create", { title: "New", relatedTo: { type: "account", id: made.account!.id } });
          stays(made.account);
        }
        const report = await admin<Report>("leads.unconvert", { leadId: lead.id });
        expect(report.kept.map((one) => one.id).sort()).toEqual([...mustStay].sort());
        expect(report.removed.map((one) => one.id).sort()).toEqual(
          made.created.filter((id) => !mustStay.has(id)).sort(),
        );
        expect(steady(await admin("leads.get", { leadId: lead.id }))).toEqual(steady(lead));
        expect(steady(await admin("notes.get", { noteId: note.id }))).toEqual(steady(note));
        for (const { id } of report.removed) {
          const type = id.slice(0, id.indexOf("_"));
          await isGone(`${type}s.get`, { [`${type}Id`]: id });
        }
        expect(await admin("accounts.get", { accountId: there.account.id })).toEqual(there.account);
        expect(await admin("contacts.get", { contactId: there.contact.id })).toEqual(there.contact);
        await expect(admin("leads.unconvert", { leadId: lead.id })).rejects.toMatchObject({
          code: "LEAD_NOT_CONVERTED",
        });
      }),
      { numRuns: conversions },
    );
  },
  Math.max(30_000, conversions * 1_000),
);
