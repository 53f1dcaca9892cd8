// People who are added before they are invited: they own records, and become themselves when they come in.
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/kernel/id";
import { inWrite } from "@/kernel/operation";
import { flushSecurityLog } from "@/kernel/security";
import { addPerson } from "@/modules/tenants";
import { backgroundSettled } from "@/platform/background";
import { openTestDatabase, requestOf, type TestTenant, testTenant } from "@/test/tenant";
import { addMembers } from "./members";
import type { User } from "./schema";

let close: () => Promise<void>;
let acme: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  acme = await testTenant("Acme");
  other = await testTenant("Other");
});
afterAll(async () => {
  await backgroundSettled();
  await flushSecurityLog();
  await close();
});

const admin = "tenant_admin";
const userOf = (userId: string) => acme.call<User>(admin, "users.get", { userId });

async function added(name: string): Promise<{ id: string; contactId: string; teamId: string }> {
  const id = newId("user");
  const actor = acme.actors[admin]!;
  await inWrite(actor, requestOf(actor), async (ctx) => {
    const log = await addMembers(ctx, [{ id, name, email: null, title: null, role: "sales_rep" }]);
    await log(new Map());
  });
  const team = await acme.call<{ id: string }>(admin, "teams.create", {
    name: `Team ${name}`,
    managerId: id,
  });
  const contact = await acme.call<{ id: string }>(admin, "contacts.create", {
    firstName: "Of",
    lastName: name,
    ownerId: id,
  });
  return { id, contactId: contact.id, teamId: team.id };
}

test("who was added is invited with an address, and comes in as the one who owns the records", async () => {
  const { id, contactId } = await added("Anna Snelling");
  expect(await userOf(id)).toMatchObject({ status: "invited", email: expect.stringMatching(/\.invalid$/) });
  await acme.call(admin, "users.invite", { email: "anna@example.com", userId: id });
  expect(await addPerson(acme.ref, { email: "anna@example.com", name: "Anna", role: "sales_rep" })).toBe(id);
  expect(await userOf(id)).toMatchObject({
    status: "active",
    name: "Anna Snelling",
    email: "anna@example.com",
  });
  expect(await acme.call(admin, "contacts.get", { contactId })).toMatchObject({ ownerId: id });
  await expect(
    acme.call(admin, "users.invite", { email: "other@example.com", userId: id }),
  ).rejects.toMatchObject({ code: "ALREADY_MEMBER" });
});

test("whose address has an account already takes over what was added for them", async () => {
  const known = await addPerson(other.ref, { email: "moses@example.com", name: "Moses", role: "sales_rep" });
  const { id, contactId, teamId } = await added("Moses Frase");
  await acme.call(admin, "users.invite", { email: "moses@example.com", userId: id });
  expect(await addPerson(acme.ref, { email: "moses@example.com", name: "Moses", role: "sales_rep" })).toBe(
    known,
  );
  expect(await userOf(known)).toMatchObject({ status: "active", email: "moses@example.com" });
  expect(await userOf(id)).toMatchObject({ status: "deactivated" });
  expect(await acme.call(admin, "contacts.get", { contactId })).toMatchObject({ ownerId: known });
  expect(await acme.call(admin, "teams.get", { teamId })).toMatchObject({ managerId: known });
});

test("deactivated and taken back, who never came in is still to be invited", async () => {
  const { id } = await added("Celia Rouche");
  await acme.call(admin, "users.deactivate", { userId: id });
  expect(await acme.call(admin, "users.reactivate", { userId: id })).toMatchObject({ status: "invited" });
});
