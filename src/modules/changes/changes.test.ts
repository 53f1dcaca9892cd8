import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

type Page<T> = { items: T[] };
type Change = { id: string; summary: string; revertedBy: string | null };
const admin = <T = Record<string, unknown>>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const lastChange = async () => (await admin<Page<Change>>("changes.list", {})).items[0]!;
const aContact = (email: string) =>
  admin<{ id: string }>("contacts.create", {
    firstName: "Ada",
    lastName: "Lovelace",
    email,
    jobTitle: "Analyst",
  });

test("undoing an edit puts back what nobody has edited since, keeps the rest, and can itself be undone", async () => {
  const { id } = await aContact("ada@example.com");
  await admin("contacts.update", {
    contactId: id,
    jobTitle: "Countess",
    company: "Engines",
    customFields: { industry: "Maths", leadSource: "Web" },
  });
  const edit = await lastChange();
  await admin("contacts.update", {
    contactId: id,
    company: "Engines Ltd",
    customFields: { leadSource: "Fair" },
  });
  const report = await admin("changes.revert", { changeId: edit.id });
  expect(report).toMatchObject({
    reversed: [
      {
        recordId: id,
        fields: expect.arrayContaining(["jobTitle", expect.stringMatching(/^customFields\./)]),
      },
    ],
    kept: [{ recordId: id, fields: expect.arrayContaining(["company", "customFields.leadSource"]) }],
    failed: [],
  });
  expect(await admin("contacts.get", { contactId: id })).toMatchObject({
    jobTitle: "Analyst",
    company: "Engines Ltd",
    customFields: { leadSource: "Fair" },
  });
  await expect(admin("changes.revert", { changeId: edit.id })).rejects.toMatchObject({
    code: "ALREADY_REVERTED",
  });
  await admin("changes.revert", { changeId: (await lastChange()).id });
  expect(await admin("contacts.get", { contactId: id })).toMatchObject({
    jobTitle: "Countess",
    company: "Engines Ltd",
    customFields: { leadSource: "Fair", industry: "Maths" },
  });
});

test("undoing a creation deletes the record unless it was edited since; undoing a deletion restores it", async () => {
  const untouched = await aContact("one@example.com");
  const creation = await lastChange();
  const edited = await aContact("two@example.com");
  const second = await lastChange();
  await admin("contacts.update", { contactId: edited.id, jobTitle: "Edited" });
  const edit = await lastChange();
  const taken = await admin<{ changeId: string; reversed: { name: string }[] }>("changes.revert", {
    changeId: creation.id,
  });
  // Gone again, it is still called by its name.
  expect(taken.reversed).toMatchObject([{ recordId: untouched.id, name: "Ada Lovelace" }]);
  expect(await admin("changes.get", { changeId: taken.changeId })).toMatchObject({
    entries: [{ recordId: untouched.id, name: "Ada Lovelace" }],
  });
  await expect(admin("contacts.get", { contactId: untouched.id })).rejects.toMatchObject({ status: 404 });
  expect(await admin("changes.revert", { changeId: second.id })).toMatchObject({
    changeId: null,
    kept: [{ recordId: edited.id, reason: "edited since" }],
  });
  await admin("contacts.delete", { contactId: edited.id });
  const deletion = await lastChange();
  expect(await admin("changes.revert", { changeId: edit.id })).toMatchObject({
    failed: [{ recordId: edited.id, reason: "The contact was deleted since" }],
  });
  await admin("changes.revert", { changeId: deletion.id });
  expect(await admin("contacts.get", { contactId: edited.id })).toMatchObject({ jobTitle: "Edited" });
});

test("a rep undoes only their own changes", async () => {
  await aContact("three@example.com");
  const { id } = await lastChange();
  await expect(tenant.call("sales_rep", "changes.revert", { changeId: id })).rejects.toMatchObject({
    status: 404,
  });
  await tenant.call("sales_rep", "contacts.create", { firstName: "Rep", lastName: "Own" });
  const mine = await tenant.call<Page<Change>>("sales_rep", "changes.list", {});
  expect(mine.items).toHaveLength(1);
  await expect(
    tenant.call("sales_rep", "changes.revert", { changeId: mine.items[0]!.id }),
  ).resolves.toMatchObject({
    reversed: [{ recordType: "contact" }],
    failed: [],
  });
});

test("the history is narrowed by person, by way and by time", async () => {
  const mine = await testTenant("Filtered history");
  await mine.call("sales_rep", "contacts.create", { firstName: "By", lastName: "Rep" });
  await mine.call(
    "tenant_admin",
    "contacts.create",
    { firstName: "By", lastName: "Admin" },
    { source: "import" },
  );
  const names = async (query: Record<string, unknown>) =>
    (
      await mine.call<{ items: { summary: string; source: string }[] }>("tenant_admin", "changes.list", query)
    ).items.map(({ source }) => source);
  const day = (by: number) => new Date(Date.now() + by * 86_400_000).toISOString();
  expect(await names({ source: "import" })).toEqual(["import"]);
  expect(await names({ userId: mine.actors.sales_rep?.userId })).toEqual(["rest"]);
  expect((await names({ since: day(-1), until: day(1) })).length).toBeGreaterThanOrEqual(2);
  expect(await names({ since: day(1) })).toEqual([]);
  expect(await names({ until: day(-1) })).toEqual([]);
  expect(await names({ source: "import", since: day(-1) })).toEqual(["import"]);
});

test("the history names what was touched, deleted or not, and what belongs together is one line", async () => {
  const mine = await testTenant("Named history");
  const { id } = await mine.call<{ id: string }>("tenant_admin", "contacts.create", {
    firstName: "Grace",
    lastName: "Hopper",
  });
  await mine.call("tenant_admin", "contacts.update", { contactId: id, jobTitle: "Rear admiral" });
  await mine.call("tenant_admin", "contacts.delete", { contactId: id });
  const { items } = await mine.call<Page<Change & { record: unknown }>>("tenant_admin", "changes.list", {
    limit: 3,
  });
  expect(items.map(({ summary, record }) => [summary, record])).toEqual(
    ["Deleted contact", "Updated contact", "Created contact"].map((summary) => [
      summary,
      { type: "contact", id, name: "Grace Hopper" },
    ]),
  );
  expect(await mine.call("tenant_admin", "changes.get", { changeId: items[0]!.id })).toMatchObject({
    record: { id, name: "Grace Hopper" },
  });
});
