// Who could see a record sees what it became only where they may see that; an un-merge gives each back what was theirs.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/kernel/permissions";
import { callAs, openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
let narrow: Actor;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  const permissions = ["contacts", "changes"].flatMap((resource) =>
    ["read", "write"].map((action) => ({ resource, action, scope: "own" as const })),
  );
  narrow = { ...tenant.actors.sales_rep!, permissions };
});
afterAll(() => close());

type Id = { id: string };
const admin = <T>(operation: string, input: unknown) => tenant.call<T>("tenant_admin", operation, input);
const rep = <T>(operation: string, input: unknown) => callAs<T>(narrow, operation, input);
const aContact = (lastName: string, call = admin) =>
  call<Id>("contacts.create", { firstName: "Ada", lastName, force: true });
const seen = async () =>
  (await rep<{ items: Id[] }>("contacts.list", { search: "Ada" })).items.map(({ id }) => id).sort();

test("who owned a record that became part of another's sees neither, until it is un-merged", async () => {
  const [theirs, own] = [await aContact("Theirs"), await aContact("Own", rep)];
  expect(await seen()).toEqual([own.id]);
  const { mergeId } = await admin<{ mergeId: string }>("merge.contacts", {
    winnerId: theirs.id,
    loserIds: [own.id],
  });
  expect(await seen()).toEqual([]);
  for (const contactId of [own.id, theirs.id])
    for (const operation of ["contacts.get", "contacts.timeline"])
      await expect(rep(operation, { contactId })).rejects.toMatchObject({ status: 404, details: {} });
  // Not even that it was merged.
  await expect(rep("contacts.update", { contactId: own.id, jobTitle: "X" })).rejects.toMatchObject({
    status: 404,
    details: {},
  });
  await admin("merge.undo", { mergeId });
  expect(await seen()).toEqual([own.id]);
  expect(await rep("contacts.update", { contactId: own.id, jobTitle: "Back" })).toMatchObject({
    lastName: "Own",
    jobTitle: "Back",
  });
  await expect(rep("contacts.get", { contactId: theirs.id })).rejects.toMatchObject({ status: 404 });
});

test("who owns what another's record became sees it whole, and after the un-merge only its own part", async () => {
  const own = await aContact("Kept", rep);
  const theirs = await admin<Id>("contacts.create", {
    firstName: "Ada",
    lastName: "Given",
    jobTitle: "Countess",
    force: true,
  });
  const { mergeId } = await admin<{ mergeId: string }>("merge.contacts", {
    winnerId: own.id,
    loserIds: [theirs.id],
  });
  expect(await rep("contacts.get", { contactId: theirs.id })).toMatchObject({
    id: own.id,
    jobTitle: "Countess",
  });
  await admin("merge.undo", { mergeId });
  expect(await rep("contacts.get", { contactId: own.id })).toMatchObject({ id: own.id, jobTitle: null });
  await expect(rep("contacts.get", { contactId: theirs.id })).rejects.toMatchObject({ status: 404 });
});
