import { afterAll, beforeAll, expect, test } from "vitest";
import { hashPassword } from "@/kernel/crypto";
import { newId } from "@/kernel/id";
import { flushSecurityLog } from "@/kernel/security";
import { addPerson } from "@/modules/tenants";
import { backgroundSettled } from "@/platform/background";
import { callAs, openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";
import { actorOf, findMember } from ".";

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

async function personWith(permissions: string[], name = newId("role").slice(-8)) {
  const role = await acme.call<{ key: string; id: string }>("tenant_admin", "roles.create", {
    name: `Role ${name}`,
    permissions,
  });
  const id = await addPerson(acme.ref, {
    email: `${newId("user").slice(-12)}@example.com`,
    name: `Person ${name}`,
    role: role.key,
    passwordHash: await hashPassword("x"),
  });
  const member = await findMember(acme.ref, id);
  return { id, role, actor: actorOf(acme.ref, member!, { id, sessionId: null, multiplier: 1000 }) };
}

const someone = () =>
  addPerson(acme.ref, {
    email: `${newId("user").slice(-12)}@example.com`,
    name: "Sam",
    role: "support_agent",
  });

test("nobody gives what they do not hold: roles, keys, invitations, and the roles of others", async () => {
  const { actor, role } = await personWith([
    "users:read",
    "users:write",
    "roles:read",
    "roles:write",
    "api_keys:read",
    "api_keys:write",
    "contacts:read",
    "contacts:write:own",
  ]);
  const target = (await personWith(["contacts:read"])).id;
  const escalations: [string, Record<string, unknown>][] = [
    ["users.update", { userId: target, roles: ["tenant_admin"] }],
    ["users.update", { userId: actor.userId, roles: [role.key, "sales_manager"] }],
    ["users.invite", { email: "friend@example.com", role: "tenant_admin" }],
    ["roles.create", { name: "Mine", permissions: ["contacts:delete"] }],
    ["roles.create", { name: "Mine", permissions: ["contacts:write"] }],
    ["roles.create", { name: "Mine", permissions: ["*"] }],
    ["roles.update", { roleId: role.id, permissions: ["tenant:*"] }],
    ["apiKeys.create", { name: "k", permissions: ["contacts:delete"] }],
    ["apiKeys.create", { name: "k", permissions: ["contacts:*"] }],
    ["users.deactivate", { userId: acme.actors.tenant_admin!.userId }],
  ];
  for (const [operation, input] of escalations) {
    await expect(callAs(actor, operation, input), operation).rejects.toMatchObject({ status: 403 });
  }
  await flushSecurityLog();
  const logged = await acme.call<{ total: number }>("tenant_admin", "security.list", {
    event: "role_escalation_attempt",
    userId: actor.userId,
  });
  expect(logged.total).toBe(escalations.length);
  // What they hold they may give on.
  await callAs(actor, "roles.create", {
    name: "Narrow",
    permissions: ["contacts:read", "contacts:write:own"],
  });
  await callAs(actor, "apiKeys.create", { name: "k", permissions: ["contacts:write:own"] });
  // The role above all tenants is not an administrator's to give.
  await expect(
    acme.call("tenant_admin", "users.update", { userId: target, roles: ["system_admin"] }),
  ).rejects.toMatchObject({ status: 403 });
});

test("an API key does not become the person who made it", async () => {
  const { actor } = await personWith(["contacts:read"]);
  const key = { ...actor, kind: "api_key" as const, id: newId("key") };
  await expect(callAs(key, "personalTokens.create", { name: "t" })).rejects.toMatchObject({ status: 403 });
  await expect(callAs(key, "sessions.revokeAll", {})).rejects.toMatchObject({ status: 403 });
  await expect(
    callAs(key, "sessions.changePassword", { currentPassword: "x", newPassword: "a long password 1" }),
  ).rejects.toMatchObject({ status: 403 });
});

test("the last administrator stays, also when all remove each other at once", async () => {
  const tenant = await testTenant("Admins");
  const first = tenant.actors.tenant_admin!;
  const lastAdmin = { status: 409, code: "LAST_ADMIN" };
  await expect(callAs(first, "users.deactivate", { userId: first.userId })).rejects.toMatchObject(lastAdmin);
  await expect(
    callAs(first, "users.update", { userId: first.userId, roles: ["sales_rep"] }),
  ).rejects.toMatchObject(lastAdmin);
  const ring = [first];
  for (let i = 0; i < 7; i += 1) {
    const id = await addPerson(tenant.ref, {
      email: `${newId("user")}@example.com`,
      name: `Admin ${i}`,
      role: "tenant_admin",
    });
    ring.push(actorOf(tenant.ref, (await findMember(tenant.ref, id))!, { id, sessionId: null }));
  }
  const outcomes = await Promise.allSettled(
    ring.map((admin, i) =>
      callAs(admin, "users.deactivate", { userId: ring[(i + 1) % ring.length]!.userId }),
    ),
  );
  expect(outcomes.filter((one) => one.status === "rejected")).toMatchObject([{ reason: lastAdmin }]);
  const admins = await callAs<{ items: unknown[] }>(first, "users.list", {
    role: "tenant_admin",
    status: "active",
  });
  expect(admins.items).toHaveLength(1);
});

test("built-in roles stay as they are, and a role that people have is not deleted", async () => {
  const { items } = await acme.call<{ items: { id: string; key: string; isSystem: boolean }[] }>(
    "tenant_admin",
    "roles.list",
    {},
  );
  const rep = items.find((role) => role.key === "sales_rep")!;
  for (const [operation, input] of [
    ["roles.update", { roleId: rep.id, permissions: ["contacts:read"] }],
    ["roles.delete", { roleId: rep.id }],
  ] as const) {
    await expect(acme.call("tenant_admin", operation, input)).rejects.toMatchObject({
      code: "ROLE_IS_SYSTEM",
    });
  }
  const { role } = await personWith(["contacts:read"]);
  await expect(acme.call("tenant_admin", "roles.delete", { roleId: role.id })).rejects.toMatchObject({
    code: "ROLE_IN_USE",
    details: { members: 1 },
  });
  await expect(
    acme.call("tenant_admin", "roles.create", {
      name: "Odd",
      permissions: ["contcts:read", "contacts:fly", "x"],
    }),
  ).rejects.toMatchObject({ fields: [{}, {}, {}] });
});

test("people are found by name, team and role, within the reader's scope, a page at a time", async () => {
  const department = await acme.call<{ id: string }>("tenant_admin", "departments.create", { name: "Sales" });
  const team = await acme.call<{ id: string }>("tenant_admin", "teams.create", {
    name: "North",
    departmentId: department.id,
  });
  const leader = await personWith(["users:read:team"], "Zoë Leader");
  const member = await someone();
  for (const userId of [leader.id, member]) {
    await acme.call("tenant_admin", "users.update", { userId, teamId: team.id });
  }
  const actor = actorOf(acme.ref, (await findMember(acme.ref, leader.id))!, {
    id: leader.id,
    sessionId: null,
  });
  const seen = await callAs<{ items: { id: string; teamName: string; departmentName: string }[] }>(
    actor,
    "users.list",
    {},
  );
  expect(seen.items.map((one) => one.id).sort()).toEqual([leader.id, member].sort());
  expect(seen.items[0]).toMatchObject({ teamName: "North", departmentName: "Sales" });
  await expect(
    callAs(actor, "users.get", { userId: acme.actors.tenant_admin!.userId }),
  ).rejects.toMatchObject({ status: 404 });
  const found = await acme.call<{ items: { id: string }[] }>("sales_rep", "users.list", { search: "zoe l" });
  expect(found.items.map((one) => one.id)).toEqual([leader.id]);
  const all: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: { id: string }[]; nextCursor: string | null } = await acme.call(
      "sales_rep",
      "users.list",
      {
        limit: "3",
        ...(cursor ? { cursor } : {}),
      },
    );
    all.push(...page.items.map((one) => one.id));
    cursor = page.nextCursor;
  } while (cursor);
  const total = (await acme.call<{ total: number }>("sales_rep", "users.list", {})).total;
  expect(new Set(all).size).toBe(total);
  expect(all).toHaveLength(total);
  await expect(acme.call("tenant_admin", "teams.delete", { teamId: team.id })).rejects.toMatchObject({
    code: "TEAM_IN_USE",
  });
});

test("another tenant's people, roles, teams and keys are no more there than missing ones", async () => {
  const strangers = other.actors.tenant_admin!;
  const role = (await other.call<{ items: { id: string }[] }>("tenant_admin", "roles.list", {})).items[0]!;
  const team = await other.call<{ id: string }>("tenant_admin", "teams.create", { name: "Theirs" });
  const key = await other.call<{ id: string }>("tenant_admin", "apiKeys.create", {
    name: "Theirs",
    permissions: ["contacts:read"],
  });
  const me = acme.actors.tenant_admin!.userId!;
  const tries: [string, Record<string, unknown>, number][] = [
    ["users.get", { userId: strangers.userId }, 404],
    ["users.deactivate", { userId: strangers.userId }, 404],
    ["roles.get", { roleId: role.id }, 404],
    ["teams.get", { teamId: team.id }, 404],
    ["apiKeys.get", { keyId: key.id }, 404],
    ["apiKeys.revoke", { keyId: key.id }, 404],
    ["apiKeys.rotate", { keyId: key.id }, 404],
    ["users.update", { userId: me, roles: [role.id] }, 422],
    ["users.update", { userId: me, teamId: team.id }, 422],
    ["users.invite", { email: "x@example.com", teamId: team.id }, 422],
  ];
  for (const [operation, input, status] of tries) {
    await expect(acme.call("tenant_admin", operation, input), operation).rejects.toMatchObject({ status });
  }
});

test("everyone changes their own name, whatever their role, and nothing else of themselves", async () => {
  const { actor, id } = await personWith(["contacts:read"]);
  expect(await callAs(actor, "me.update", { name: "Alex Renamed" })).toMatchObject({ name: "Alex Renamed" });
  const seen = await acme.call("tenant_admin", "users.get", { userId: id });
  expect(seen).toMatchObject({ name: "Alex Renamed", status: "active" });
  await expect(callAs(actor, "me.update", { name: "Alex", roles: ["tenant_admin"] })).rejects.toThrow(
    /roles/,
  );
});

test("whom to ask: those whose role allows it for everyone's records, the active ones, the own team first", async () => {
  const { ref, call, actors } = await testTenant("Asked");
  const may = async (permission: string, role = "sales_rep") =>
    (await call<{ people: { name: string }[] }>(role, "users.whoMay", { permission })).people.map(
      ({ name }) => name,
    );
  expect(await may("contacts:merge")).toEqual(["Administrator", "Sales manager", "System administrator"]);
  // Their own deals alone are no answer to who may change this one.
  expect(await may("deals:write")).not.toContain("Sales representative");
  const team = await call<{ id: string }>("tenant_admin", "teams.create", { name: "North" });
  for (const role of ["sales_rep", "sales_manager"])
    await call("tenant_admin", "users.update", { userId: actors[role]!.id, teamId: team.id });
  const member = await findMember(ref, actors.sales_rep!.id);
  const rep = actorOf(ref, member!, { id: actors.sales_rep!.id, sessionId: null, multiplier: 1000 });
  const asked = await callAs<{ people: { name: string }[] }>(rep, "users.whoMay", {
    permission: "contacts:merge",
  });
  expect(asked.people[0]?.name).toBe("Sales manager");
  await call("tenant_admin", "users.deactivate", { userId: actors.sales_manager!.id });
  expect(await may("contacts:merge")).not.toContain("Sales manager");
  await expect(may("nonsense")).rejects.toMatchObject({ status: 422 });
});
