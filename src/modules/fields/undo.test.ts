import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

const admin = <T = Record<string, unknown>>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const undo = async () => {
  const [last] = (await admin<{ items: { id: string }[] }>("changes.list", {})).items;
  return admin("changes.revert", { changeId: last!.id });
};

test("what is done to a field can be undone, with the values that records held", async () => {
  const field = await admin<{ id: string; key: string }>("fields.create", {
    recordType: "contact",
    label: "Mood",
    kind: "text",
  });
  const { id } = await admin<{ id: string }>("contacts.create", {
    firstName: "Ada",
    lastName: "L",
    customFields: { mood: "fine" },
  });
  await admin("fields.update", { fieldId: field.id, label: "Temper", description: "Today" });
  expect(await undo()).toMatchObject({ reversed: [{ recordType: "field" }], failed: [] });
  expect(await admin("fields.get", { fieldId: field.id })).toMatchObject({ label: "Mood", description: "" });
  await admin("fields.delete", { fieldId: field.id });
  expect(await undo()).toMatchObject({ failed: [] });
  expect(await admin("contacts.get", { contactId: id })).toMatchObject({ customFields: { mood: "fine" } });
});
