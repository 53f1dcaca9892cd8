import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

type Made = { id: string };
const call = <T = Made>(operation: string, input: unknown = {}, role = "tenant_admin") =>
  tenant.call<T>(role, operation, input);

test("contacts take part in roles, and find the deal again", async () => {
  const [ada, bob] = [
    await call("contacts.create", { firstName: "Ada", lastName: "Lovelace" }),
    await call("contacts.create", { firstName: "Bob", lastName: "Blocker" }),
  ];
  const deal = await call("deals.create", { title: "Engine", contactId: ada.id });
  await call("deals.setContact", { dealId: deal.id, contactId: bob.id, role: "Blocker" });
  expect(
    await call("deals.setContact", { dealId: deal.id, contactId: bob.id, role: "champion" }),
  ).toMatchObject([{ contactId: bob.id, name: "Bob Blocker", role: "champion" }]);
  await expect(
    call("deals.setContact", { dealId: deal.id, contactId: bob.id, role: "friend" }),
  ).rejects.toThrow(/champion/);
  for (const contact of [ada, bob]) {
    const { items } = await call<{ items: Made[] }>("deals.ofContact", { contactId: contact.id });
    expect(items.map((one) => one.id)).toEqual([deal.id]);
  }
  const { items } = await call<{ items: unknown[] }>("deals.timeline", { dealId: deal.id });
  expect(items).toMatchObject([
    { action: "linked", before: { role: "blocker" }, after: { role: "champion" } },
    { action: "linked", after: { contactId: bob.id } },
    { action: "created" },
  ]);
  await call("deals.removeContact", { dealId: deal.id, contactId: bob.id });
  expect(await call("deals.listContacts", { dealId: deal.id })).toEqual([]);
  await expect(call("deals.removeContact", { dealId: deal.id, contactId: bob.id })).rejects.toMatchObject({
    status: 404,
  });
});

test("only active people of the workspace can be asked into a deal", async () => {
  const stranger = (await testTenant("Elsewhere")).actors.sales_rep!.id;
  const deal = await call("deals.create", { title: "Closed circle" });
  await expect(
    call("deals.setCollaborators", { dealId: deal.id, userIds: [stranger] }),
  ).rejects.toMatchObject({ fields: [{ field: "userIds" }] });
  expect(await call("deals.listCollaborators", { dealId: deal.id })).toEqual([]);
});

test("deals moved by many at once keep one present stage and a history without gaps", async () => {
  const deal = await call("deals.create", { title: "Crowded", stage: "lead" });
  const stages = ["qualification", "proposal", "negotiation", "lead"];
  const moves = Array.from({ length: 24 }, (_, i) =>
    call("deals.moveStage", { dealId: deal.id, newStage: stages[i % 4] }),
  );
  await Promise.all(moves);
  const now = await call<Made & { stage: string }>("deals.get", { dealId: deal.id });
  const history = await call<{ stage: string; enteredAt: string; leftAt: string | null }[]>(
    "deals.stageHistory",
    {
      dealId: deal.id,
    },
  );
  expect(history.filter((stay) => stay.leftAt === null)).toMatchObject([{ stage: now.stage }]);
  for (const stay of history) expect(stay.leftAt === null || stay.leftAt >= stay.enteredAt).toBe(true);
  const starts = history.map((stay) => stay.enteredAt).sort();
  const ends = history.flatMap((stay) => stay.leftAt ?? []).sort();
  expect(ends).toEqual(starts.slice(1));
});

test("a deal cannot be moved over another's change", async () => {
  const deal = await call<Made & { version: number }>("deals.create", { title: "Versioned" });
  await call("deals.update", { dealId: deal.id, title: "Versioned twice" });
  await expect(
    call("deals.moveStage", { dealId: deal.id, newStage: "proposal", ifVersion: deal.version }),
  ).rejects.toMatchObject({ status: 412 });
});
