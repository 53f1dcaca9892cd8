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
type Field = { id: string; key: string; options: { value: string; label: string }[]; position: number };
type Contact = { id: string; lastName: string; customFields: Record<string, unknown> };
const admin = <T = Record<string, unknown>>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const aField = (input: Record<string, unknown>) =>
  admin<Field>("fields.create", { recordType: "contact", ...input });
let made = 0;
const aContact = (customFields: Record<string, unknown>, lastName = `Nr${++made}`) =>
  admin<Contact>("contacts.create", { firstName: "Ada", lastName, customFields });
const found = async (query: Record<string, unknown>) =>
  (await admin<Page<Contact>>("contacts.list", query)).items.map((contact) => contact.lastName);

test("every kind of field can be filled in, filtered by, sorted by and cleared", async () => {
  const account = await admin<{ id: string }>("accounts.create", { name: "Engines Ltd" });
  const options = [{ label: "Gold" }, { label: "Silver" }];
  const kinds: [kind: string, low: unknown, high: unknown, extra?: Record<string, unknown>][] = [
    ["text", "alpha", "beta"],
    ["integer", -3, 12],
    ["number", -0.5, 0.25],
    ["money", 10.05, 1000000.99],
    ["boolean", false, true],
    ["date", "2024-02-29", "2025-01-01"],
    ["dateTime", "2025-01-01T00:00:00.000Z", "2025-06-01T12:30:00.000Z"],
    ["select", "Gold", "Silver", { options }],
    ["url", "https://a.example/", "https://b.example/"],
    ["email", "a@example.com", "b@example.com"],
    ["phone", "+1-555-0100", "+1-555-0200"],
  ];
  for (const [kind, low, high, extra] of kinds) {
    const { key } = await aField({ label: `Of kind ${kind}`, kind, ...extra });
    const [a, b] = [await aContact({ [key]: low }), await aContact({ [key]: high })];
    expect(a.customFields[key]).toEqual(low);
    expect(await found({ customFields: { [key]: low } }), kind).toEqual([a.lastName]);
    expect(
      await found({
        filter: { [`customFields.${key}`]: { in: kind === "boolean" ? undefined : [high] } },
        sort: "createdAt",
        [`customFields.${key}`]: { isNull: false },
      }),
      kind,
    ).toEqual(kind === "boolean" ? [a.lastName, b.lastName] : [b.lastName]);
    expect(
      await found({ customFields: { [key]: { isNull: false } }, sort: `-customFields.${key}` }),
      kind,
    ).toEqual([b.lastName, a.lastName]);
    await admin("contacts.update", { contactId: a.id, customFields: { [key]: null } });
    expect(await found({ customFields: { [key]: low } }), kind).toEqual([]);
  }
  const link = await aField({ label: "Sponsor", kind: "record", targetType: "accounts" });
  const sponsored = await aContact({ [link.key]: account.id });
  expect(await found({ customFields: { sponsor: { eq: account.id } } })).toEqual([sponsored.lastName]);
  await expect(aContact({ sponsor: "account_018f6f0e7c1b7d3a9b0c1d2e3f405164" })).rejects.toMatchObject({
    status: 422,
    fields: [{ field: "customFields.sponsor", code: "NOT_FOUND" }],
  });
  const many = await aField({
    label: "Interests",
    kind: "multiSelect",
    options: [{ label: "Maths" }, { label: "Music" }, { label: "Boats" }],
  });
  const both = await aContact({ [many.key]: ["maths", "Music"] });
  expect(both.customFields.interests).toEqual(["Maths", "Music"]);
  expect(await found({ customFields: { interests: { contains: "Music" } } })).toEqual([both.lastName]);
  expect(await found({ customFields: { interests: { in: ["Boats"] } } })).toEqual([]);
});

test("texts are found by a part of them, whatever their kind, here and one step away", async () => {
  const far = "ß".repeat(300);
  const kinds = {
    text: `Stahl & Söhne ${far} GmbH`,
    longText: `Éine erste Zeile\n${far} zuletzt`,
    url: "https://a.example/preise",
    email: "einkauf@a.example",
    phone: "+49 30 555 0100",
  };
  for (const [kind, value] of Object.entries(kinds)) {
    const { key } = await aField({ recordType: "account", label: `Part of ${kind}`, kind });
    const account = await admin<{ id: string }>("accounts.create", {
      name: `With ${kind}`,
      customFields: { [key]: value },
      force: true,
    });
    const person = await admin<Contact>("contacts.create", {
      firstName: "Of",
      lastName: `Kind${kind}`,
      accountId: account.id,
      force: true,
    });
    const asked = [
      { contains: value.slice(1, 5).toUpperCase() },
      { startsWith: value.slice(0, 4) },
      { endsWith: value.slice(-5) },
      { eq: value },
      { isNull: false },
    ];
    for (const one of asked) {
      const filter = { customFields: { [key]: one } };
      const { items } = await admin<Page<{ id: string }>>("accounts.list", { filter });
      expect(
        items.map(({ id }) => id),
        `${kind} ${JSON.stringify(one)}`,
      ).toEqual([account.id]);
      expect(await found({ filter: { account: filter } }), kind).toEqual([person.lastName]);
    }
    expect(
      await found({ filter: { account: { customFields: { [key]: { contains: "nirgends" } } } } }),
    ).toEqual([]);
  }
  const noted = await admin<Contact>("contacts.create", {
    firstName: "Of",
    lastName: "Noted",
    description: "Prefers the phone\nbefore noon",
    force: true,
  });
  expect(await found({ filter: { description: { contains: "BEFORE noon" } } })).toEqual([noted.lastName]);
});

test("a page sorted by a custom field continues at its cursor, empty values last", async () => {
  const { key } = await aField({ label: "Rank", kind: "integer" });
  const names: string[] = [];
  for (const rank of [3, 1, null, 2, null])
    names.push((await aContact(rank === null ? {} : { [key]: rank }, `Ranked${rank}${++made}`)).lastName);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<Contact> & { nextCursor: string | null } = await admin("contacts.list", {
      search: "Ranked",
      sort: `customFields.${key}`,
      limit: 2,
      cursor,
    });
    seen.push(...page.items.map((contact) => contact.lastName));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen.slice(0, 3)).toEqual([names[1], names[3], names[0]]);
  expect(new Set(seen)).toEqual(new Set(names));
});

test("an unknown field, a wrong operand and a required one are named at their place", async () => {
  await expect(found({ customFields: { leedSource: "Web" } })).rejects.toMatchObject({
    status: 422,
    fields: [{ field: "customFields.leedSource", message: expect.stringContaining('"leadSource"') }],
  });
  await aField({ label: "Seats", kind: "integer" });
  await expect(found({ filter: { customFields: { seats: { gt: "many" } } } })).rejects.toMatchObject({
    fields: [{ field: "filter.customFields.seats.gt" }],
  });
  const required = await aField({
    recordType: "account",
    label: "Région d'été",
    kind: "text",
    isRequired: true,
  });
  expect(required.key).toBe("regionDEte");
  await expect(admin("accounts.create", { name: "No region" })).rejects.toMatchObject({
    fields: [{ field: "customFields.regionDEte", code: "REQUIRED" }],
  });
  await admin("fields.update", { fieldId: required.id, isRequired: false, defaultValue: "North" });
  expect(await admin("accounts.create", { name: "A region" })).toMatchObject({
    customFields: { regionDEte: "North" },
  });
});

test("a unique field refuses a second record whatever the case, and frees its value with a deletion", async () => {
  const { id, key } = await aField({ label: "Badge", kind: "text", isUnique: true });
  const holder = await aContact({ [key]: "A-1" });
  await expect(aContact({ [key]: "a-1" })).rejects.toMatchObject({
    fields: [{ field: "customFields.badge", code: "NOT_UNIQUE" }],
  });
  await admin("contacts.update", { contactId: holder.id, customFields: { [key]: "A-1" }, firstName: "Same" });
  await admin("contacts.delete", { contactId: holder.id });
  await aContact({ [key]: "a-1" });
  await expect(admin("contacts.restore", { contactId: holder.id })).rejects.toMatchObject({ status: 409 });
  await admin("fields.update", { fieldId: id, isUnique: false });
  await aContact({ [key]: "A-1" });
  await expect(admin("fields.update", { fieldId: id, isUnique: true })).rejects.toMatchObject({
    code: "VALUES_NOT_UNIQUE",
  });
});

test("renaming a label or an option changes no record; an option in use cannot go", async () => {
  const field = await aField({
    label: "Tier",
    kind: "select",
    options: [{ label: "Gold" }, { label: "Silver" }],
  });
  const gold = await aContact({ tier: "gold" });
  const renamed = await admin<Field>("fields.update", {
    fieldId: field.id,
    label: "Level",
    options: [{ value: "Gold", label: "Platinum", color: "blue" }, { label: "Silver" }, { label: "Bronze" }],
  });
  expect(renamed).toMatchObject({ key: "tier", label: "Level" });
  expect(await admin("contacts.get", { contactId: gold.id })).toMatchObject({
    customFields: { tier: "Gold" },
  });
  expect((await aContact({ tier: "Platinum" })).customFields).toMatchObject({ tier: "Gold" });
  await expect(
    admin("fields.update", { fieldId: field.id, options: [{ label: "Silver" }] }),
  ).rejects.toMatchObject({ code: "OPTION_IN_USE", details: { options: [{ value: "Gold", count: 2 }] } });
});

test("a deleted field leaves the records and comes back with its values", async () => {
  const field = await aField({ label: "Mascot", kind: "text" });
  const owner = await aContact({ mascot: "Otter" });
  expect(await admin("fields.delete", { fieldId: field.id })).toMatchObject({ recordCount: 1 });
  expect(await admin("contacts.get", { contactId: owner.id })).not.toHaveProperty("customFields.mascot");
  await expect(aContact({ mascot: "Owl" })).rejects.toMatchObject({ status: 422 });
  await admin("fields.restore", { fieldId: field.id });
  expect(await found({ customFields: { mascot: "Otter" } })).toEqual([owner.lastName]);
});

test("fields are ordered as asked, and only by who may change them", async () => {
  const list = await admin<Field[]>("fields.listCustom", { recordType: "contact" });
  const reversed = list.map((f) => f.id).reverse();
  const after = await admin<Field[]>("fields.reorder", { recordType: "contacts", fieldIds: reversed });
  expect(after.map((f) => f.id)).toEqual(reversed);
  await expect(
    tenant.call("sales_rep", "fields.create", { recordType: "contact", label: "Mine", kind: "text" }),
  ).rejects.toMatchObject({ status: 403 });
  const other = await testTenant("Other");
  await expect(other.call("tenant_admin", "fields.get", { fieldId: list[0]!.id })).rejects.toMatchObject({
    status: 404,
  });
});
