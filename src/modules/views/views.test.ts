import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

type View = {
  id: string;
  name: string;
  canEdit: boolean;
  isFavourite: boolean;
  isDefault: boolean;
  version: number;
};
const rep = <T = View>(operation: string, input: unknown) => tenant.call<T>("sales_rep", operation, input);
const manager = <T = View>(operation: string, input: unknown) =>
  tenant.call<T>("sales_manager", operation, input);

test("a private view is its owner's alone, a shared one everybody's to use and its owner's to change", async () => {
  const view = await rep("views.create", {
    recordType: "contacts",
    name: "Mine",
    query: { filter: { customFields: { leadSource: { eq: "Web" } } }, sort: [{ field: "lastName" }] },
    columns: ["fullName", "email", "account.name", "customFields.leadSource"],
    groupBy: "status",
    calculations: { email: "filled" },
    widths: { email: 220 },
  });
  expect(view).toMatchObject({ recordType: "contact", visibility: "private", canEdit: true, version: 1 });
  const seen = () => manager<View[]>("views.list", { recordType: "contact" });
  expect(await seen()).toEqual([]);
  await expect(manager("views.get", { viewId: view.id })).rejects.toMatchObject({ status: 404 });
  await rep("views.update", { viewId: view.id, visibility: "workspace", name: "Ours" });
  expect(await seen()).toMatchObject([{ name: "Ours", canEdit: true, isFavourite: false }]);
  const own = await manager("views.create", { recordType: "contact", name: "Boss", visibility: "workspace" });
  await expect(rep("views.update", { viewId: own.id, name: "Rep" })).rejects.toMatchObject({ status: 403 });
  await expect(rep("views.update", { viewId: view.id, ifVersion: 1, name: "Stale" })).rejects.toMatchObject({
    status: 412,
  });
  expect(await rep("views.favourite", { viewId: own.id, isFavourite: true })).toMatchObject({
    isFavourite: true,
  });
  expect((await manager<View>("views.get", { viewId: own.id })).isFavourite).toBe(false);
  const order = await manager<View[]>("views.reorder", { recordType: "contact", viewIds: [own.id, view.id] });
  expect(order.map((one) => one.id)).toEqual([own.id, view.id]);
});

test("a view that would not open is refused, and a deleted one comes back with undo", async () => {
  await expect(
    rep("views.create", { recordType: "contact", name: "Bad", query: { filter: { nope: 1 } } }),
  ).rejects.toMatchObject({ fields: [{ field: "query.filter.nope" }] });
  await expect(
    rep("views.create", { recordType: "contact", name: "Bad", columns: ["emial"] }),
  ).rejects.toMatchObject({
    fields: [{ field: "columns.0", message: expect.stringContaining("email") }],
  });
  await expect(
    rep("views.create", { recordType: "contact", name: "Bad", groupBy: "status:month" }),
  ).rejects.toMatchObject({ fields: [{ field: "groupBy", message: "status is not a time" }] });
  const view = await rep("views.create", { recordType: "account", name: "Gone", groupBy: "createdAt:week" });
  await rep("views.delete", { viewId: view.id });
  await expect(rep("views.get", { viewId: view.id })).rejects.toMatchObject({ status: 404 });
  const [change] = (await rep<{ items: { id: string }[] }>("changes.list", {})).items;
  await rep("changes.revert", { changeId: change!.id });
  expect(await rep("views.get", { viewId: view.id })).toMatchObject({ name: "Gone" });
  const other = await testTenant("Other");
  await expect(other.call("tenant_admin", "views.get", { viewId: view.id })).rejects.toMatchObject({
    status: 404,
  });
});

test("everyone chooses for themselves what their list of a type opens with, one view at a time", async () => {
  const first = await manager("views.create", { recordType: "lead", name: "First", visibility: "workspace" });
  const second = await manager("views.create", {
    recordType: "lead",
    name: "Second",
    visibility: "workspace",
  });
  const chosen = async (call: typeof rep) =>
    (await call<View[]>("views.list", { recordType: "lead" }))
      .filter((view) => view.isDefault)
      .map((v) => v.name);
  await rep("views.setDefault", { viewId: first.id, isDefault: true });
  expect(await rep("views.setDefault", { viewId: second.id, isDefault: true })).toMatchObject({
    isDefault: true,
  });
  expect(await chosen(rep)).toEqual(["Second"]);
  expect(await chosen(manager)).toEqual([]);
  await rep("views.setDefault", { viewId: second.id, isDefault: false });
  expect(await chosen(rep)).toEqual([]);
});

test("renaming a field or an option changes no view; a field that is deleted is in its views again once restored", async () => {
  const admin = <T = View>(operation: string, input: unknown) =>
    tenant.call<T>("tenant_admin", operation, input);
  type Field = { id: string };
  const tier = await admin<Field>("fields.create", {
    recordType: "contact",
    label: "Tier",
    kind: "select",
    options: [{ label: "Gold" }, { label: "Tin" }],
  });
  const points = await admin<Field>("fields.create", {
    recordType: "contact",
    label: "Points",
    kind: "integer",
  });
  for (const [lastName, value] of [
    ["One", 1],
    ["Two", 2],
  ] as const)
    await admin("contacts.create", {
      firstName: "Ada",
      lastName,
      force: true,
      customFields: { tier: "Gold", points: value },
    });
  const content = {
    query: {
      filter: { customFields: { tier: { eq: "Gold" } } },
      sort: [{ field: "customFields.points", order: "desc" }],
    },
    columns: ["fullName", "customFields.tier", "customFields.points"],
    pinned: ["customFields.points"],
    groupBy: "customFields.tier",
    calculations: { "customFields.points": "sum" },
  };
  const { id: viewId } = await admin("views.create", { recordType: "contact", name: "Tiers", ...content });
  const opened = async () => {
    const { query, groupBy, calculations } = await admin<View & typeof content>("views.get", { viewId });
    const { items } = await admin<{ items: { lastName: string }[] }>("contacts.list", query);
    const { groups } = await admin<{ groups: { key: string; count: number }[] }>("records.group", {
      recordType: "contact",
      query: { filter: query.filter },
      by: groupBy,
    });
    const { values } = await admin<{ values: { value: unknown }[] }>("records.summarize", {
      recordType: "contact",
      query: { filter: query.filter },
      calculations,
    });
    return [items.map(({ lastName }) => lastName), groups.map(({ count }) => count), values[0]?.value];
  };
  const whole = [["Two", "One"], [2], 3];
  expect(await opened()).toEqual(whole);
  const options = [{ value: "Tin", label: "Gold" }, { value: "Gold", label: "Tin" }, { label: "Platinum" }];
  await admin("fields.update", { fieldId: tier.id, label: "Level", options });
  expect(await opened()).toEqual(whole);

  await admin("fields.delete", { fieldId: points.id });
  await expect(opened()).rejects.toMatchObject({ status: 422, fields: [{ field: "sort" }] });
  // What is changed meanwhile is saved, and what is not there is not lost by it.
  await admin("views.update", { viewId, ...content, name: "Levels", columns: [...content.columns, "email"] });
  await expect(
    admin("views.update", { viewId, columns: ["customFields.points", "customFields.neverThere"] }),
  ).rejects.toMatchObject({ fields: [{ field: "columns.1" }] });
  const [deletion] = (
    await admin<{ items: { id: string; summary: string }[] }>("changes.list", {})
  ).items.filter(({ summary }) => summary === "Deleted the field Points");
  await admin("changes.revert", { changeId: deletion!.id });
  expect(await opened()).toEqual(whole);
  expect(await admin("views.get", { viewId })).toMatchObject({
    name: "Levels",
    columns: [...content.columns, "email"],
    pinned: content.pinned,
  });
});
