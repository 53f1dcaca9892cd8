import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

const john = {
  firstName: "John",
  lastName: "Doe",
  email: "John.Doe@example.com",
  phone: "+1-555-0123",
  company: "Acme Corp",
};

test("a created contact can be read, changed and found again", async () => {
  const created = await tenant.call<{ id: string; version: number }>("tenant_admin", "contacts.create", {
    ...john,
    customFields: { leadSource: "Website" },
    address: { city: "New York" },
  });
  expect(created).toMatchObject({
    fullName: "John Doe",
    email: "john.doe@example.com",
    version: 1,
    customFields: { leadSource: "Website" },
  });
  const changed = await tenant.call("tenant_admin", "contacts.update", {
    contactId: created.id,
    lastName: "Smith",
    customFields: { industry: "Tech" },
  });
  expect(changed).toMatchObject({
    lastName: "Smith",
    version: 2,
    customFields: { leadSource: "Website", industry: "Tech" },
  });
  expect(await tenant.call("sales_rep", "contacts.get", { contactId: created.id })).toEqual(changed);
  const found = await tenant.call<{ total: number; items: { id: string }[] }>("sales_rep", "contacts.list", {
    search: "smith acm",
  });
  expect(found.items.map((item) => item.id)).toEqual([created.id]);
  const timeline = await tenant.call<{ items: unknown[] }>("sales_rep", "contacts.timeline", {
    contactId: created.id,
  });
  expect(timeline.items).toMatchObject([
    { action: "updated", before: { lastName: "Doe" }, after: { lastName: "Smith" } },
    { action: "created", before: null },
  ]);
  expect(await tenant.call("sales_rep", "contacts.timeline", { contactId: created.id, cursor: "" })).toEqual(
    timeline,
  );
  const beyond = { contactId: created.id, page: 9 };
  expect(await tenant.call("sales_rep", "contacts.timeline", beyond)).toMatchObject({ items: [], total: 2 });
});

test("a contact that is there already is answered with the candidates, and force goes on", async () => {
  const other = { ...john, firstName: "Jon", email: "john.doe2@example.com", phone: "+1 555 987 6543" };
  await tenant.call("tenant_admin", "contacts.create", other);
  await expect(
    tenant.call("tenant_admin", "contacts.create", { ...other, email: "x@example.com" }),
  ).rejects.toMatchObject({
    status: 409,
    code: "DUPLICATE_RECORD",
    details: {
      candidates: [{ reasons: expect.arrayContaining(["same phone", "same name at the same company"]) }],
    },
  });
  await expect(
    tenant.call("tenant_admin", "contacts.create", { ...other, force: true }),
  ).resolves.toMatchObject({ version: 1 });
});
