// A link that only one record may hold, when what it leads to is merged; and link fields that are deleted meanwhile.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/kernel/permissions";
import { callAs, openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  for (const [recordType, label, targetType, isUnique] of [
    ["contact", "Patron", "account", true],
    ["contact", "Mentor", "contact", false],
  ] as const)
    await admin("fields.create", { recordType, label, kind: "record", targetType, isUnique });
});
afterAll(() => close());

type Wire = Record<string, unknown>;
type Id = { id: string };
type Undone = { kept: { recordId: string; field: string; reason: string }[] };
type Preview = { links: { link: string; collision: { keeps: string | null; holders: Wire[] } | null }[] };
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const anAccount = (name: string) => admin<Id>("accounts.create", { name, force: true });
const aContact = (lastName: string, customFields: Wire = {}) =>
  admin<Id>("contacts.create", { firstName: "Ada", lastName, force: true, customFields });
const own = async ({ id }: Id) => (await admin("contacts.get", { contactId: id })).customFields as Wire;
const unmerge = (mergeId: string) => admin<Undone>("merge.undo", { mergeId });

const link = "contacts.customFields.patron";
async function threeOfEach(name: string) {
  const accounts = [await anAccount(`${name} 1`), await anAccount(`${name} 2`), await anAccount(`${name} 3`)];
  const contacts: Id[] = [];
  for (const [at, { id }] of accounts.entries())
    contacts.push(await aContact(`${name} ${at}`, { patron: id }));
  const [winner, ...losers] = accounts as [Id, Id, Id];
  const merge = { recordType: "account", winnerId: winner.id, loserIds: losers.map(({ id }) => id) };
  return { accounts: accounts as [Id, Id, Id], contacts: contacts as [Id, Id, Id], merge };
}
const patrons = (contacts: Id[]) => Promise.all(contacts.map(async (one) => (await own(one)).patron));

test("the preview says who links to the merged ones and who keeps it; the merge does so, and is taken back whole", async () => {
  const { accounts, contacts, merge } = await threeOfEach("Plain");
  const preview = await admin<Preview>("merge.preview", merge);
  expect(preview.links).toMatchObject([
    {
      link,
      count: 2,
      collision: {
        keeps: contacts[0].id,
        holders: contacts.map(({ id }, at) => ({
          id,
          name: `Ada Plain ${at}`,
          linksTo: accounts[at]!.id,
        })),
      },
    },
  ]);
  const { mergeId } = await admin<{ mergeId: string }>("merge.records", merge);
  expect(await patrons(contacts)).toEqual([accounts[0].id, undefined, undefined]);
  expect(await unmerge(mergeId)).toMatchObject({ kept: [] });
  expect(await patrons(contacts)).toEqual(accounts.map(({ id }) => id));
});

test("another one may be chosen to keep the link, also when the un-merge is undone", async () => {
  const { accounts, contacts, merge } = await threeOfEach("Chosen");
  const chosen = { ...merge, links: { [link]: contacts[2].id } };
  const preview = await admin<Preview>("merge.preview", chosen);
  expect(preview.links[0]!.collision).toMatchObject({ keeps: contacts[2].id });
  const { mergeId } = await admin<{ mergeId: string }>("merge.records", chosen);
  const merged = [undefined, undefined, accounts[0].id];
  expect(await patrons(contacts)).toEqual(merged);
  const undone = await admin<{ changeId: string }>("merge.undo", { mergeId });
  expect(await patrons(contacts)).toEqual(accounts.map(({ id }) => id));
  expect(await admin("changes.revert", { changeId: undone.changeId })).toMatchObject({ failed: [] });
  expect(await patrons(contacts)).toEqual(merged);
});

test("all may be left empty, and a stranger cannot be chosen", async () => {
  const { accounts, contacts, merge } = await threeOfEach("Empty");
  const other = await aContact("Stranger");
  await expect(admin("merge.records", { ...merge, links: { [link]: other.id } })).rejects.toMatchObject({
    status: 422,
    fields: [{ field: `links.${link}` }],
  });
  const cleared = { ...merge, links: { [link]: "clear" } };
  expect((await admin<Preview>("merge.preview", cleared)).links[0]!.collision).toMatchObject({ keeps: null });
  const { mergeId } = await admin<{ mergeId: string }>("merge.records", cleared);
  expect(await patrons(contacts)).toEqual([accounts[0].id, undefined, undefined]);
  await unmerge(mergeId);
  expect(await patrons(contacts)).toEqual(accounts.map(({ id }) => id));
});

test("a name that may not be read is not told", async () => {
  const { merge } = await threeOfEach("Hidden");
  const { tenant_admin: all } = tenant.actors;
  const keeper: Actor = {
    ...all!,
    userId: tenant.actors.sales_rep!.userId,
    permissions: [
      { resource: "accounts", action: "*", scope: "tenant" },
      { resource: "contacts", action: "read", scope: "own" },
    ],
  };
  const preview = await callAs<Preview>(keeper, "merge.preview", merge);
  expect(preview.links[0]!.collision!.holders.map(({ name }) => name)).toEqual([null, null, null]);
});

test("who has come to the link since keeps it, and the un-merge says whose link that was", async () => {
  const { accounts, contacts, merge } = await threeOfEach("Since");
  const { mergeId } = await admin<{ mergeId: string }>("merge.records", {
    ...merge,
    links: { [link]: contacts[2].id },
  });
  await admin("contacts.update", { contactId: contacts[2].id, customFields: { patron: null } });
  const late = await aContact("Late", { patron: accounts[0].id });
  const { kept } = await unmerge(mergeId);
  expect(kept).toMatchObject([
    { recordId: contacts[0].id, reason: "Patron: another contact has this value by now" },
    { recordId: contacts[2].id, reason: "edited since" },
  ]);
  expect(await patrons([...contacts, late])).toEqual([undefined, accounts[1].id, undefined, accounts[0].id]);
});

test("a link of its own type leads from the winner to itself never, and comes back", async () => {
  const [winner, loser, other] = [await aContact("Winner"), await aContact("Loser"), await aContact("Other")];
  await admin("contacts.update", { contactId: winner.id, customFields: { mentor: loser.id } });
  await admin("contacts.update", { contactId: loser.id, customFields: { mentor: other.id } });
  const merge = { winnerId: winner.id, loserIds: [loser.id] };
  const first = await admin<{ mergeId: string }>("merge.contacts", merge);
  expect(await own(winner)).not.toHaveProperty("mentor");
  await unmerge(first.mergeId);
  expect(await own(winner)).toMatchObject({ mentor: loser.id });
  const choices = { "customFields.mentor": loser.id };
  const second = await admin<{ mergeId: string }>("merge.contacts", { ...merge, choices });
  expect(await own(winner)).toMatchObject({ mentor: other.id });
  expect(await unmerge(second.mergeId)).toMatchObject({ kept: [] });
  expect(await own(winner)).toMatchObject({ mentor: loser.id });
});

test("a link that came to a third record by two merges goes back to its own when both are taken back, in any order", async () => {
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  for (const order of orders) {
    const name = `Chain ${order.join("")}`;
    const [first, second, third] = [
      await anAccount(`${name} 1`),
      await anAccount(`${name} 2`),
      await anAccount(`${name} 3`),
    ];
    const contacts = [
      await aContact(`${name} a`, { patron: first.id }),
      await aContact(`${name} b`, { patron: third.id }),
      await aContact(`${name} c`, { patron: second.id }),
      await aContact(`${name} d`),
    ] as const;
    const [a, b, c, d] = contacts;
    const before = await patrons([...contacts]);
    const merged = [
      await admin<{ mergeId: string }>("merge.contacts", { winnerId: b.id, loserIds: [c.id] }),
      await admin<{ mergeId: string }>("merge.accounts", {
        winnerId: second.id,
        loserIds: [first.id, third.id],
      }),
      await admin<{ mergeId: string }>("merge.contacts", { winnerId: d.id, loserIds: [a.id] }),
    ];
    for (const at of order) await unmerge(merged[at]!.mergeId);
    expect(await patrons([...contacts]), name).toEqual(before);
  }
});

test("a link field that was deleted during a merge, or before an un-merge, comes back with the right links", async () => {
  const field = await admin<Id>("fields.create", {
    recordType: "contact",
    label: "Sponsor",
    kind: "record",
    targetType: "account",
  });
  const [winner, loser] = [await anAccount("Sponsor 1"), await anAccount("Sponsor 2")];
  const merge = { winnerId: winner.id, loserIds: [loser.id] };
  const ada = await aContact("Sponsored", { sponsor: loser.id });
  const drop = () => admin("fields.delete", { fieldId: field.id });
  const back = () => admin("fields.restore", { fieldId: field.id });

  await drop();
  const first = await admin<{ mergeId: string }>("merge.accounts", merge);
  await back();
  expect(await own(ada)).toMatchObject({ sponsor: winner.id });
  await drop();
  await unmerge(first.mergeId);
  await back();
  expect(await own(ada)).toMatchObject({ sponsor: loser.id });

  const second = await admin<{ mergeId: string }>("merge.accounts", merge);
  await drop();
  await unmerge(second.mergeId);
  await back();
  expect(await own(ada)).toMatchObject({ sponsor: loser.id });
});

test("a link that is required too goes and comes back; taken since, the un-merge says so and the rest comes back", async () => {
  await admin("fields.create", {
    ...{ recordType: "lead", label: "Sponsor", kind: "record", targetType: "account" },
    ...{ isUnique: true, isRequired: true },
  });
  const lead = ({ id: sponsor }: Id) =>
    admin<Id>("leads.create", {
      ...{ firstName: "Ada", lastName: "Sponsored", email: `${sponsor}@sponsor.example`, force: true },
      customFields: { sponsor },
    });
  const sponsorOf = async ({ id }: Id) =>
    ((await admin("leads.get", { leadId: id })).customFields as Wire).sponsor;
  const [winner, loser, other] = [
    await anAccount("Sponsor 1"),
    await anAccount("Sponsor 2"),
    await anAccount("3"),
  ];
  const [first, second] = [await lead(winner), await lead(loser)];
  const merge = { recordType: "account", winnerId: winner.id, loserIds: [loser.id] };

  const whole = await admin<{ mergeId: string }>("merge.records", merge);
  expect([await sponsorOf(first), await sponsorOf(second)]).toEqual([winner.id, undefined]);
  expect(await unmerge(whole.mergeId)).toMatchObject({ kept: [] });
  expect([await sponsorOf(first), await sponsorOf(second)]).toEqual([winner.id, loser.id]);

  const { mergeId } = await admin<{ mergeId: string }>("merge.records", {
    ...merge,
    links: { "leads.customFields.sponsor": second.id },
  });
  expect([await sponsorOf(first), await sponsorOf(second)]).toEqual([undefined, winner.id]);
  await admin("leads.update", { leadId: second.id, customFields: { sponsor: other.id } });
  const late = await lead(winner);
  const { kept } = await unmerge(mergeId);
  expect(kept.map(({ recordId, reason }) => [recordId, reason])).toEqual([
    [first.id, "Sponsor: another lead has this value by now"],
    [second.id, "edited since"],
  ]);
  expect([await sponsorOf(first), await sponsorOf(second), await sponsorOf(late)]).toEqual([
    undefined,
    other.id,
    winner.id,
  ]);
});
