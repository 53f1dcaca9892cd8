import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { clock } from "@/kernel/clock";
import { hashPassword, verifyPassword } from "@/kernel/crypto";
import { newId } from "@/kernel/id";
import { flushSecurityLog } from "@/kernel/security";
import { withSystem } from "@/kernel/tenancy";
import { signIn } from "@/modules/sessions";
import { addPerson } from "@/modules/tenants";
import { actorOf, findMember } from "@/modules/users";
import { backgroundSettled } from "@/platform/background";
import { callAs, openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

const password = "correct horse 7 battery";
const place = { ip: "203.0.113.9", userAgent: "test" };
let close: () => Promise<void>;
let acme: TestTenant;

beforeAll(async () => {
  close = await openTestDatabase();
  acme = await testTenant("Acme");
});
afterEach(() => clock.set(undefined));
afterAll(async () => {
  await backgroundSettled();
  await flushSecurityLog();
  await close();
});

const freshEmail = () => `${newId("user").slice(-12)}@example.com`;
const enter = (email: string, secret = password) =>
  signIn({ email, password: secret, isRemembered: false }, place);

type Mail = { id: string; to: string; subject: string; text: string };
/** The token of the newest mail to an address, as its reader finds it. */
async function mailedToken(to: string): Promise<string> {
  await backgroundSettled();
  const mails = await callAs<Mail[]>(null, "mailbox.list", {});
  const mail = mails.find((one) => one.to === to);
  if (!mail) throw new Error(`no mail to ${to}`);
  expect(await callAs(null, "mailbox.get", { id: mail.id })).toEqual(mail);
  const token = /token=(\w+)/.exec(mail.text)?.[1];
  if (!token) throw new Error(`no link in ${mail.text}`);
  return token;
}

async function makePerson(role = "sales_rep") {
  const email = freshEmail();
  const id = await addPerson(acme.ref, {
    email,
    name: "Pat",
    role,
    passwordHash: await hashPassword(password),
  });
  const member = await findMember(acme.ref, id);
  return { email, id, actor: actorOf(acme.ref, member!, { id, sessionId: null }) };
}

test("signing up makes a workspace of one's own, usable at once", async () => {
  const email = freshEmail();
  const input = { workspace: "New Ltd", name: "Nia New", email: email.toUpperCase(), password };
  const joined = await callAs<{ tenantId: string; userId: string; email: string }>(
    null,
    "signup.create",
    input,
  );
  expect(joined.email).toBe(email);
  const entered = await enter(email);
  expect(entered).toMatchObject({ tenantId: joined.tenantId, userId: joined.userId, name: "Nia New" });
  const tenant = { id: joined.tenantId, schema: `t_${joined.tenantId.slice("tenant_".length)}` };
  const member = await findMember(tenant, joined.userId);
  const actor = actorOf(tenant, member!, { id: joined.userId, sessionId: entered.sessionId });
  expect(await callAs(actor, "me.get", {})).toMatchObject({
    roles: ["tenant_admin"],
    tenant: { name: "New Ltd" },
    isEmailVerified: false,
  });
  expect(await callAs(actor, "contacts.create", { firstName: "First", lastName: "Contact" })).toMatchObject({
    version: 1,
  });
  const token = await mailedToken(email);
  await callAs(null, "sessions.verifyEmail", { token });
  expect(await callAs(actor, "me.get", {})).toMatchObject({ isEmailVerified: true });
  await expect(callAs(null, "sessions.verifyEmail", { token })).rejects.toMatchObject({
    code: "LINK_INVALID",
  });
  await expect(callAs(null, "signup.create", input)).rejects.toMatchObject({ code: "EMAIL_IN_USE" });
  await expect(
    callAs(null, "signup.create", { ...input, email: freshEmail(), password: "short" }),
  ).rejects.toMatchObject({ status: 422, fields: [{ field: "password" }] });
  const second = await callAs<{ tenantId: string }>(actor, "signup.createWorkspace", { workspace: "Second" });
  expect(await callAs(actor, "me.get", {})).toMatchObject({
    tenants: [{ name: "New Ltd" }, { id: second.tenantId, name: "Second" }],
  });
});

test("an invitation works once, for its own role, and not after it was taken back or has expired", async () => {
  const email = freshEmail();
  const invite = (to: string) =>
    acme.call<{ id: string }>("tenant_admin", "users.invite", { email: to, role: "sales_rep" });
  await invite(email);
  const first = await mailedToken(email);
  await invite(email);
  const token = await mailedToken(email);
  expect(token).not.toBe(first);
  const accept = { token, name: "Ines Invited", password };
  await expect(callAs(null, "signup.acceptInvitation", { ...accept, token: first })).rejects.toMatchObject({
    code: "INVITATION_INVALID",
  });
  expect(await callAs(null, "signup.previewInvitation", { token })).toEqual({
    email,
    workspace: "Acme",
    role: "Sales representative",
    hasAccount: false,
  });
  await expect(
    callAs(null, "signup.acceptInvitation", { ...accept, password: "short" }),
  ).rejects.toMatchObject({ status: 422 });
  const both = await Promise.allSettled([
    callAs<{ userId: string }>(null, "signup.acceptInvitation", accept),
    callAs<{ userId: string }>(null, "signup.acceptInvitation", accept),
  ]);
  expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await enter(email)).toMatchObject({ tenantId: acme.ref.id, name: "Ines Invited" });
  await expect(callAs(null, "signup.acceptInvitation", accept)).rejects.toMatchObject({
    code: "INVITATION_INVALID",
  });
  await expect(invite(email)).rejects.toMatchObject({ code: "ALREADY_MEMBER" });

  const [taken, late] = [freshEmail(), freshEmail()];
  const { id } = await invite(taken);
  const takenToken = await mailedToken(taken);
  await acme.call("tenant_admin", "invitations.revoke", { invitationId: id });
  await invite(late);
  const lateToken = await mailedToken(late);
  clock.set(new Date(Date.now() + 7 * 86_400_000 + 1000));
  for (const dead of [takenToken, lateToken]) {
    await expect(callAs(null, "signup.acceptInvitation", { ...accept, token: dead })).rejects.toMatchObject({
      code: "INVITATION_INVALID",
    });
  }
});

test("who has an account joins with its password and keeps it; knowing the link is not enough", async () => {
  const email = freshEmail();
  await callAs(null, "signup.create", { workspace: "Theirs", name: "Olga Own", email, password });
  await acme.call("tenant_admin", "users.invite", { email, role: "support_agent" });
  const token = await mailedToken(email);
  expect(await callAs(null, "signup.previewInvitation", { token })).toMatchObject({ hasAccount: true });
  await expect(
    callAs(null, "signup.acceptInvitation", { token, name: "Mallory", password: "another password 9" }),
  ).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
  await callAs(null, "signup.acceptInvitation", { token, password });
  expect(await enter(email)).toMatchObject({ name: "Olga Own" });
});

test("a reset link works once, within the hour, ends all sessions, and leaves the old password dead", async () => {
  const { email } = await makePerson();
  const before = await enter(email);
  await callAs(null, "sessions.requestPasswordReset", { email });
  const token = await mailedToken(email);
  const fresh = "a new password 42 long";
  await expect(callAs(null, "sessions.resetPassword", { token, password: "short" })).rejects.toMatchObject({
    status: 422,
  });
  const both = await Promise.allSettled(
    [fresh, fresh].map((one) => callAs(null, "sessions.resetPassword", { token, password: one })),
  );
  expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(callAs(null, "sessions.resetPassword", { token, password: fresh })).rejects.toMatchObject({
    code: "LINK_INVALID",
  });
  await expect(enter(email)).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
  await enter(email, fresh);
  const [old] = await withSystem("read", (tx) =>
    tx.query<{ revoked_at: string | null }>("select revoked_at from sessions where id = $1", [
      before.sessionId.slice("session_".length),
    ]),
  );
  expect(old?.revoked_at).not.toBeNull();
  await callAs(null, "sessions.requestPasswordReset", { email });
  const late = await mailedToken(email);
  clock.set(new Date(Date.now() + 3_600_000 + 1000));
  await expect(
    callAs(null, "sessions.resetPassword", { token: late, password: fresh }),
  ).rejects.toMatchObject({
    code: "LINK_INVALID",
  });
});

test("an unknown e-mail cannot be told from a known one", async () => {
  const { email } = await makePerson();
  const unknown = freshEmail();
  expect(await callAs(null, "sessions.requestPasswordReset", { email: unknown })).toEqual(
    await callAs(null, "sessions.requestPasswordReset", { email }),
  );
  await backgroundSettled();
  const mails = await callAs<Mail[]>(null, "mailbox.list", {});
  expect(mails.some((mail) => mail.to === email)).toBe(true);
  expect(mails.some((mail) => mail.to === unknown)).toBe(false);
  const refusals = await Promise.all(
    [email, unknown].map((one) =>
      enter(one, "wrong").catch((error: Error) => ({ ...error, message: error.message })),
    ),
  );
  expect(refusals[0]).toEqual(refusals[1]);
  // The hash is computed for nobody, too: by far the largest part of the time.
  const hash = await hashPassword(password);
  await verifyPassword(null, "x");
  const time = async (work: () => Promise<unknown>) => {
    const start = process.cpuUsage().user;
    for (let i = 0; i < 5; i += 1) await work();
    return process.cpuUsage().user - start;
  };
  const ratio = (await time(() => verifyPassword(null, "x"))) / (await time(() => verifyPassword(hash, "x")));
  expect(ratio).toBeGreaterThan(0.4);
  expect(ratio).toBeLessThan(2.5);
});

test("a changed password needs the current one and follows the tenant's policy, also its age", async () => {
  const { email, actor } = await makePerson();
  const change = (currentPassword: string, newPassword: string) =>
    callAs(actor, "sessions.changePassword", { currentPassword, newPassword });
  const policy = (password_policy: Record<string, unknown>) =>
    acme.call("tenant_admin", "tenant.update", { security_config: { password_policy } });
  await policy({
    min_length: 12,
    require_uppercase: true,
    require_numbers: true,
    require_symbols: true,
    max_age_days: 90,
  });
  await expect(change("wrong", "Long enough 1!")).rejects.toMatchObject({ code: "PASSWORD_WRONG" });
  await expect(change(password, "onlylowercase")).rejects.toMatchObject({
    status: 422,
    message: "The password needs an upper-case letter, a number, a symbol",
  });
  await change(password, "Long enough 1!");
  await enter(email, "Long enough 1!");
  clock.set(new Date(Date.now() + 91 * 86_400_000));
  await expect(enter(email, "Long enough 1!")).rejects.toMatchObject({ code: "PASSWORD_EXPIRED" });
  await expect(enter(email, "wrong")).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
  clock.set(undefined);
  await policy({
    min_length: 10,
    require_uppercase: false,
    require_numbers: false,
    require_symbols: false,
    max_age_days: null,
  });
});
