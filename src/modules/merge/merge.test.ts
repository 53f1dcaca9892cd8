import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidOf } from "@/kernel/id";
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
type Id = { id: string };
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const aContact = (input: Wire) =>
  admin<Id>("contacts.create", { firstName: "Ada", lastName: "Lovelace", force: true, ...input });
const anAccount = (input: Wire) => admin<Id>("accounts.create", { force: true, ...input });
const contact = (contactId: string) => admin("contacts.get", { contactId });
type Merged = { mergeId: string; changeId: string; movedLinks: number; record: Wire };
type Unmerged = { kept: { recordId: string; field: string }[]; restored: Wire[] };

test("the winner keeps its values, takes what it lacks, and the old id answers with it", async () => {
  const winner = await aContact({
    email: "ada@a.example",
    tags: ["vip"],
    customFields: { industry: "Maths" },
  });
  const loser = await aContact({
    email: "ada@b.example",
    phone: "+44 20 7946 0100",
    tags: ["speaker"],
    customFields: { industry: "Engines", leadSource: "Fair" },
  });
  const preview = await admin<{ fields: { field: string; isConflict: boolean; from: string }[] }>(
    "merge.preview",
    {
      recordType: "contact",
      winnerId: winner.id,
      loserIds: [loser.id],
    },
  );
  expect(preview.fields.find((f) => f.field === "email")).toMatchObject({
    isConflict: true,
    from: winner.id,
  });
  const merged = await admin<Merged>("merge.contacts", {
    winnerId: winner.id,
    loserIds: [loser.id],
    choices: { "customFields.industry": loser.id },
  });
  expect(merged.record).toMatchObject({
    id: winner.id,
    email: "ada@a.example",
    phone: "+44 20 7946 0100",
    tags: ["vip", "speaker"],
    customFields: { industry: "Engines", leadSource: "Fair" },
  });
  const responseHeaders: Record<string, string> = {};
  const asked = await tenant.call(
    "tenant_admin",
    "contacts.get",
    { contactId: loser.id },
    { responseHeaders },
  );
  expect(asked).toMatchObject({ id: winner.id });
  expect(responseHeaders["X-Merged-Into"]).toBe(winner.id);
  await expect(admin("contacts.update", { contactId: loser.id, jobTitle: "X" })).rejects.toMatchObject({
    code: "RECORD_MERGED",
    details: { mergedInto: winner.id },
  });
  await expect(admin("contacts.restore", { contactId: loser.id })).rejects.toMatchObject({
    code: "RECORD_MERGED",
  });
  const timeline = await admin<{ items: { action: string }[] }>("contacts.timeline", { contactId: loser.id });
  expect(timeline.items.filter((entry) => entry.action === "created")).toHaveLength(2);
});

test("links of every kind move to the winner, and an un-merge moves back what nobody has moved since", async () => {
  const [winner, loser, other] = [
    await anAccount({ name: "Engines" }),
    await anAccount({ name: "Engines Ltd" }),
    await anAccount({ name: "Looms" }),
  ];
  await admin("accounts.update", { accountId: winner.id, parentAccountId: loser.id });
  const daughter = await anAccount({ name: "Daughter", parentAccountId: loser.id });
  const [ada, grace] = [
    await aContact({ accountId: loser.id }),
    await aContact({ accountId: loser.id, lastName: "Hopper" }),
  ];
  for (const accountId of [winner.id, loser.id])
    await admin("accounts.relate", {
      accountId,
      relatedAccountId: other.id,
      relationshipType: "partner",
    });
  await admin("accounts.relate", {
    accountId: loser.id,
    relatedAccountId: winner.id,
    relationshipType: "supplier",
  });
  const field = await admin<{ key: string }>("fields.create", {
    recordType: "contact",
    label: "Sponsor",
    kind: "record",
    targetType: "account",
  });
  await admin("contacts.update", { contactId: ada.id, customFields: { [field.key]: loser.id } });

  const { mergeId, movedLinks } = await admin<Merged>("merge.accounts", {
    winnerId: winner.id,
    loserIds: [loser.id],
  });
  expect(movedLinks).toBe(5);
  expect(await contact(ada.id)).toMatchObject({ accountId: winner.id, customFields: { sponsor: winner.id } });
  expect(await admin("accounts.get", { accountId: daughter.id })).toMatchObject({
    parentAccountId: winner.id,
  });
  expect(await admin("accounts.get", { accountId: winner.id })).toMatchObject({ parentAccountId: null });
  const relationships = (accountId: string) => admin<Wire[]>("accounts.relationships", { accountId });
  expect(await relationships(winner.id)).toHaveLength(1);

  await admin("contacts.update", { contactId: grace.id, accountId: other.id });
  await admin("accounts.update", { accountId: winner.id, industry: "Steam" });
  const undone = await admin<Unmerged>("merge.undo", { mergeId });
  expect(undone.kept).toMatchObject([{ recordId: grace.id, field: "accountId" }]);
  expect(await contact(ada.id)).toMatchObject({ accountId: loser.id, customFields: { sponsor: loser.id } });
  expect(await contact(grace.id)).toMatchObject({ accountId: other.id });
  expect(await admin("accounts.get", { accountId: loser.id })).toMatchObject({ name: "Engines Ltd" });
  expect(await admin("accounts.get", { accountId: winner.id })).toMatchObject({
    parentAccountId: loser.id,
    industry: "Steam",
  });
  expect(await relationships(loser.id)).toHaveLength(2);
  await expect(admin("merge.undo", { mergeId })).rejects.toMatchObject({ code: "MERGE_UNDONE" });
});

test("undoing the change set of a merge un-merges it", async () => {
  const account = await anAccount({ name: "Target" });
  const loser = await anAccount({ name: "Target Inc" });
  const ada = await aContact({ accountId: loser.id });
  const { changeId } = await admin<Merged>("merge.records", {
    recordType: "account",
    winnerId: account.id,
    loserIds: [loser.id],
  });
  const report = await admin<{ reversed: Wire[]; kept: Wire[]; failed: Wire[] }>("changes.revert", {
    changeId,
  });
  expect(report).toMatchObject({ kept: [], failed: [] });
  expect(report.reversed).toHaveLength(3);
  expect(await contact(ada.id)).toMatchObject({ accountId: loser.id });
});

test("a unique value passes to the winner and back", async () => {
  await admin("fields.create", { recordType: "contact", label: "Badge", kind: "text", isUnique: true });
  const [winner, loser] = [await aContact({}), await aContact({ customFields: { badge: "B-7" } })];
  const { mergeId, record } = await admin<Merged>("merge.contacts", {
    winnerId: winner.id,
    loserIds: [loser.id],
  });
  expect(record).toMatchObject({ customFields: { badge: "B-7" } });
  await admin("merge.undo", { mergeId });
  expect(await contact(loser.id)).toMatchObject({ customFields: { badge: "B-7" } });
  expect((await contact(winner.id)).customFields).not.toHaveProperty("badge");
});

test("suspected pairs say why, and those kept separate are suspected no more", async () => {
  const mine = await testTenant("Pairs");
  const create = (input: Wire) =>
    mine.call<Id>("tenant_admin", "contacts.create", {
      firstName: "Jon",
      lastName: "Snow",
      force: true,
      ...input,
    });
  const a = await create({ email: "jon@wall.example", phone: "(555) 010-0200" });
  const b = await create({ email: "jon@wall.example", phone: "555.010.0200", lastName: "Snows" });
  await create({ firstName: "Someone", lastName: "Else", email: "else@wall.example" });
  type Pairs = { items: { records: Id[]; reasons: string[] }[] };
  const pairs = () => mine.call<Pairs>("tenant_admin", "merge.pairs", { recordType: "contact" });
  expect((await pairs()).items).toMatchObject([
    { records: [{ id: a.id }, { id: b.id }], reasons: ["same e-mail", "same phone"] },
  ]);
  await mine.call("tenant_admin", "merge.keepSeparate", { recordType: "contact", recordIds: [b.id, a.id] });
  expect((await pairs()).items).toEqual([]);
  expect(await mine.call("tenant_admin", "contacts.duplicates", { contactId: a.id })).toEqual([]);
  await mine.call("tenant_admin", "merge.suspectAgain", { recordType: "contact", recordIds: [a.id, b.id] });
  expect((await pairs()).items).toHaveLength(1);
});

test("the pairs among thousands are found in one pass", async () => {
  const mine = await testTenant("Thousands");
  await withTenant(mine.ref, "write", (tx) =>
    tx.query(
      `insert into contacts (tenant_id, id, first_name, last_name, email, phone, company, created_at, updated_at)
       select $1::uuid, gen_random_uuid(), 'First' || i % 60, 'Last' || i % 61, 'e' || i - (i = 2000)::int || '@x.example',
         '+1 212 ' || 1000000 + i, 'Company ' || i % 100, now(), now() from generate_series(1, 3000) i`,
      [uuidOf("tenant", mine.ref.id)],
    ),
  );
  const startedAt = performance.now();
  const { items } = await mine.call<{ items: { records: { email: string }[]; reasons: string[] }[] }>(
    "tenant_admin",
    "merge.pairs",
    { recordType: "contact" },
  );
  expect(items).toMatchObject([
    { records: [{ email: "e1999@x.example" }, { email: "e1999@x.example" }], reasons: ["same e-mail"] },
  ]);
  // A join of the table with itself takes half a minute here.
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});

test("leads are suspected of each other as long as both are at work", async () => {
  const mine = await testTenant("Lead pairs");
  const lead = (input: Wire) =>
    mine.call<Id>("tenant_admin", "leads.create", {
      firstName: "Arya",
      lastName: "Stark",
      source: "web",
      company: "Faceless",
      force: true,
      ...input,
    });
  const a = await lead({ email: "arya@stark.example", phone: "+1 555 010 0300" });
  const b = await lead({ email: "arya@faceless.example", phone: "(555) 010-0300" });
  type Pairs = { items: { records: Id[]; reasons: string[] }[] };
  const pairs = () => mine.call<Pairs>("tenant_admin", "merge.pairs", { recordType: "lead" });
  expect((await pairs()).items).toMatchObject([
    { records: [{ id: a.id }, { id: b.id }], reasons: ["same name at the same company", "same phone"] },
  ]);
  await mine.call("tenant_admin", "leads.convert", { leadId: b.id, createDeal: false, force: true });
  expect((await pairs()).items).toEqual([]);
});

test("what would mean nothing alone cannot be cleared, and an amount is not parted from its currency", async () => {
  const mine = await testTenant("Links");
  const call = <T = Wire>(operation: string, input: unknown) =>
    mine.call<T>("tenant_admin", operation, input);
  const lead = (email: string) =>
    call<Id>("leads.create", { firstName: "A", lastName: email, email, source: "web", force: true });
  const [winner, loser] = [await lead("a@x.example"), await lead("b@x.example")];
  await call("leads.score", { leadId: loser.id, score: 50, scoringFactors: ["Asked for a demo"] });
  const merge = { recordType: "lead", winnerId: winner.id, loserIds: [loser.id] };
  const { links } = await call<{ links: { link: string; canClear: boolean }[] }>("merge.preview", merge);
  expect(links.find(({ link }) => link === "lead_scores.lead_id")).toMatchObject({ canClear: false });
  await expect(
    call("merge.records", { ...merge, links: { "lead_scores.lead_id": "clear" } }),
  ).rejects.toMatchObject({ status: 422 });

  const account = (annualRevenue: number, currency: string) =>
    call<Id>("accounts.create", { name: `Of ${currency}`, annualRevenue, currency, force: true });
  const [dollars, euros] = [await account(100, "USD"), await account(200, "EUR")];
  const accounts = { recordType: "account", winnerId: dollars.id, loserIds: [euros.id] };
  const parted = { annualRevenue: dollars.id, currency: euros.id };
  await expect(call("merge.records", { ...accounts, choices: parted })).rejects.toMatchObject({
    status: 422,
  });
  const { record } = await call<{ record: Wire }>("merge.records", {
    ...accounts,
    choices: { currency: euros.id },
  });
  expect(record).toMatchObject({ annualRevenue: 200, currency: "EUR" });
  const [entry] = await call<{ merged: Wire[] }[]>("merge.list", {
    recordType: "account",
    recordId: dollars.id,
  });
  expect(entry?.merged).toEqual([{ id: euros.id, name: "Of EUR" }]);
});

test("only who may merge merges, and never across workspaces", async () => {
  const [a, b] = [await aContact({}), await aContact({})];
  await expect(
    tenant.call("sales_rep", "merge.contacts", { winnerId: a.id, loserIds: [b.id] }),
  ).rejects.toMatchObject({ status: 403 });
  await expect(
    tenant.call("support_agent", "merge.records", {
      recordType: "contact",
      winnerId: a.id,
      loserIds: [b.id],
    }),
  ).rejects.toMatchObject({ status: 403 });
  const other = await testTenant("Other");
  await expect(
    other.call("tenant_admin", "merge.records", { recordType: "contact", winnerId: a.id, loserIds: [b.id] }),
  ).rejects.toMatchObject({ status: 404 });
  await expect(admin("merge.contacts", { winnerId: a.id, loserIds: [a.id] })).rejects.toMatchObject({
    code: "MERGE_INTO_SELF",
  });
});

test("a deal takes over the tasks and the value of another one, and gives them back", async () => {
  const mine = await testTenant("Deals");
  const call = <T = Wire>(operation: string, input: unknown) =>
    mine.call<T>("tenant_admin", operation, input);
  const deal = (input: Wire) => call<Id>("deals.create", { stage: "Proposal", ...input });
  const [winner, loser] = [
    await deal({ title: "Licence" }),
    await deal({ title: "Licence 2025", value: 500 }),
  ];
  const task = await call<Id>("tasks.create", { title: "Call", dealId: loser.id });
  const { mergeId, record } = await call<Merged>("merge.deals", {
    winnerId: winner.id,
    loserIds: [loser.id],
    choices: { value: loser.id },
  });
  expect(record).toMatchObject({ title: "Licence", value: 500 });
  expect(await call("tasks.get", { taskId: task.id })).toMatchObject({ dealId: winner.id });
  await call("merge.undo", { mergeId });
  expect(await call("tasks.get", { taskId: task.id })).toMatchObject({ dealId: loser.id });
  expect(await call("deals.get", { dealId: winner.id })).not.toMatchObject({ value: 500 });
  expect(await call("deals.get", { dealId: loser.id })).toMatchObject({ value: 500 });
});

test("a parent that a later merge cut comes back as what it was before both merges", async () => {
  const [a, b, loser] = [
    await anAccount({ name: "Alpha Works" }),
    await anAccount({ name: "Beta Works" }),
    await anAccount({ name: "Gamma Works" }),
  ];
  const winner = await anAccount({ name: "Delta Works", parentAccountId: b.id });
  const parentOfWinner = async () =>
    (await admin<Wire>("accounts.get", { accountId: winner.id })).parentAccountId;
  await admin("accounts.update", { accountId: a.id, parentAccountId: loser.id });
  const first = await admin<Merged>("merge.accounts", { winnerId: a.id, loserIds: [b.id] });
  expect(await parentOfWinner()).toBe(a.id);
  // Alpha comes to stand under Delta, which stood under Alpha: Delta's parent is cut.
  const second = await admin<Merged>("merge.accounts", { winnerId: winner.id, loserIds: [loser.id] });
  expect(await parentOfWinner()).toBeNull();
  await admin("merge.undo", { mergeId: first.mergeId });
  await admin("merge.undo", { mergeId: second.mergeId });
  expect(await parentOfWinner()).toBe(b.id);
});

test("a former parent that has since become part of the winner comes back with the second un-merge", async () => {
  const [parent, other] = [
    await anAccount({ name: "Epsilon Works" }),
    await anAccount({ name: "Zeta Works" }),
  ];
  const winner = await anAccount({ name: "Eta Works", parentAccountId: parent.id });
  const loser = await anAccount({ name: "Theta Works", parentAccountId: other.id });
  const parentOfWinner = async () =>
    (await admin<Wire>("accounts.get", { accountId: winner.id })).parentAccountId;
  const first = await admin<Merged>("merge.accounts", {
    winnerId: winner.id,
    loserIds: [loser.id],
    choices: { parentAccountId: loser.id },
  });
  expect(await parentOfWinner()).toBe(other.id);
  const second = await admin<Merged>("merge.accounts", { winnerId: winner.id, loserIds: [parent.id] });
  await admin("merge.undo", { mergeId: first.mergeId });
  // It cannot stand under itself.
  expect(await parentOfWinner()).toBeNull();
  await admin("merge.undo", { mergeId: second.mergeId });
  expect(await parentOfWinner()).toBe(parent.id);
});
