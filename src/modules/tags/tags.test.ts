import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

type Tag = { id: string; name: string; color: string | null };
const admin = <T = Record<string, unknown>>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const names = async () => (await admin<Tag[]>("tags.list", {})).map((tag) => tag.name);
const tagsOf = async (contactId: string) =>
  (await admin<{ tags: string[] }>("contacts.get", { contactId })).tags;

test("a word that a record carries is a tag; renaming and merging keep every record tagged, and can be undone", async () => {
  const { id } = await admin<{ id: string }>("contacts.create", {
    firstName: "Ada",
    lastName: "L",
    tags: ["VIP", "Speaker"],
  });
  const account = await admin<{ id: string }>("accounts.create", { name: "Engines", tags: ["vips"] });
  expect(await names()).toEqual(["Speaker", "VIP", "vips"]);
  const [speaker, vip, vips] = (await admin<Tag[]>("tags.list", {})) as [Tag, Tag, Tag];
  await admin("tags.update", { tagId: speaker.id, name: "Keynote", color: "teal" });
  expect(await tagsOf(id)).toEqual(["VIP", "Keynote"]);
  await expect(admin("tags.update", { tagId: speaker.id, name: "VIP" })).rejects.toMatchObject({
    code: "TAG_EXISTS",
  });
  const merged = await admin("tags.merge", { tagId: vip.id, mergedIds: [vips.id, speaker.id] });
  expect(merged).toMatchObject({ name: "VIP", recordCount: 2 });
  expect(await tagsOf(id)).toEqual(["VIP"]);
  expect(await admin("accounts.get", { accountId: account.id })).toMatchObject({ tags: ["VIP"] });
  const [change] = (await admin<{ items: { id: string }[] }>("changes.list", {})).items;
  expect(await admin("changes.revert", { changeId: change!.id })).toMatchObject({ failed: [], kept: [] });
  expect(await tagsOf(id)).toEqual(["VIP", "Keynote"]);
  expect(await names()).toEqual(["Keynote", "VIP", "vips"]);
  await expect(tenant.call("sales_rep", "tags.delete", { tagId: vip.id })).rejects.toMatchObject({
    status: 403,
  });
  expect(await admin("tags.delete", { tagId: vip.id })).toMatchObject({ recordCount: 1 });
  expect(await tagsOf(id)).toEqual(["Keynote"]);
});
