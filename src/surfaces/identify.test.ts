import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { clock } from "@/kernel/clock";
import { hashPassword } from "@/kernel/crypto";
import { newId, uuidOf } from "@/kernel/id";
import { flushSecurityLog } from "@/kernel/security";
import { withSystem } from "@/kernel/tenancy";
import { createApiKey, createPersonalToken } from "@/modules/apikeys";
import { addPerson, provisionTenant } from "@/modules/tenants";
import { backgroundSettled } from "@/platform/background";
import { callAs, openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";
import { identify, isAllowed } from "./identify";
import { cookieNames, handleAuth } from "./session";

const password = "correct horse 7 battery";
const here = "203.0.113.7";
let close: () => Promise<void>;
let acme: TestTenant;
let other: TestTenant;
let passwordHash: string;

beforeAll(async () => {
  close = await openTestDatabase();
  acme = await testTenant("Acme");
  other = await testTenant("Other");
  passwordHash = await hashPassword(password);
});
afterEach(() => clock.set(undefined));
afterAll(async () => {
  await backgroundSettled();
  await flushSecurityLog();
  await close();
});

const asked = (headers: Record<string, string>, ip = here) => identify({ headers: new Headers(headers) }, ip);
const keyHeaders = (made: { apiKey: string; apiSecret: string }) => ({
  "X-API-Key": made.apiKey,
  "X-API-Secret": made.apiSecret,
});
const adminId = (tenant: TestTenant) => tenant.actors.tenant_admin!.userId!;
const makeKey = (overrides: Partial<Parameters<typeof createApiKey>[1]> = {}) =>
  createApiKey(acme.ref, {
    name: "Integration",
    permissions: ["contacts:read"],
    userId: adminId(acme),
    ...overrides,
  });

async function makePerson(role = "sales_rep", tenant = acme) {
  const email = `${newId("user").slice(-12)}@example.com`;
  const id = await addPerson(tenant.ref, { email, name: "Pat", role, passwordHash });
  return { id, email };
}

/** A browser: keeps its cookies and speaks next-auth's protocol. */
function browser(ip = here) {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const send = async (path: string, form?: Record<string, string>) => {
    const answer = await handleAuth(
      new Request(`http://localhost:3000/api/auth/${path}`, {
        method: form ? "POST" : "GET",
        headers: {
          host: "localhost:3000",
          cookie: cookie(),
          "x-auth-return-redirect": "1",
          ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
        },
        ...(form ? { body: new URLSearchParams(form) } : {}),
      }),
      ip,
    );
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const name = pair.slice(0, pair.indexOf("="));
      const value = pair.slice(name.length + 1);
      if (value === "" || /Max-Age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  const csrfToken = async () => ((await (await send("csrf")).json()) as { csrfToken: string }).csrfToken;
  return {
    send,
    cookie,
    headers: (extra: Record<string, string> = {}) => ({ cookie: cookie(), host: "localhost:3000", ...extra }),
    signIn: async (email: string, secret = password, extra: Record<string, string> = {}) => {
      const answer = await send("callback/credentials", {
        csrfToken: await csrfToken(),
        email,
        password: secret,
        ...extra,
      });
      const { url } = (await answer.json()) as { url: string };
      return { code: new URL(url).searchParams.get("code"), answer };
    },
    signOut: async () => send("signout", { csrfToken: await csrfToken() }),
  };
}

test("nobody without a credential, and the right person by session, key and token", async () => {
  expect(await asked({})).toBeNull();
  const key = await makeKey();
  expect(await asked({ ...keyHeaders(key), "X-Tenant-ID": acme.ref.id })).toMatchObject({
    kind: "api_key",
    id: key.id,
    userId: adminId(acme),
    permissionTexts: ["contacts:read"],
    rateLimitTier: "api_integration",
  });
  const { token } = await createPersonalToken(acme.ref, { userId: adminId(acme), name: "Laptop" });
  expect(await asked({ authorization: `Bearer ${token}` })).toMatchObject({
    kind: "user",
    id: adminId(acme),
    roles: ["tenant_admin"],
  });
  const person = await makePerson();
  const chrome = browser();
  const { answer, code } = await chrome.signIn(person.email.toUpperCase());
  expect(code).toBeNull();
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith(cookieNames(false).session));
  expect(cookie).toMatch(/HttpOnly; SameSite=Lax/i);
  expect(cookie).not.toMatch(/Expires/i);
  expect(await asked(chrome.headers())).toMatchObject({
    id: person.id,
    tenant: acme.ref,
    roles: ["sales_rep"],
  });
  expect(await (await chrome.send("session")).json()).toMatchObject({ user: { id: person.id } });
});

test("wrong and ended credentials are told apart, each a 401", async () => {
  const key = await makeKey({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
  const refusal = (headers: Record<string, string>, errorType: string) =>
    expect(asked(headers)).rejects.toMatchObject({ status: 401, details: { error_type: errorType } });
  await refusal({ "X-API-Key": key.apiKey }, "api_key_invalid");
  await refusal({ "X-API-Key": key.apiKey, "X-API-Secret": "sk_live_wrong" }, "api_key_invalid");
  await refusal({ "X-API-Key": "ak_live_none", "X-API-Secret": key.apiSecret }, "api_key_invalid");
  await refusal({ authorization: "Bearer pat_live_none" }, "token_invalid");
  await refusal({ authorization: "Basic abc" }, "token_invalid");
  const token = await createPersonalToken(acme.ref, {
    userId: adminId(acme),
    name: "Short",
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
  });
  await asked({ authorization: `Bearer ${token.token}` });
  await asked(keyHeaders(key));
  clock.set(new Date(Date.now() + 61_000));
  await refusal({ authorization: `Bearer ${token.token}` }, "token_expired");
  await refusal(keyHeaders(key), "api_key_expired");
});

test("a revoked key, token or session works no longer at once", async () => {
  const key = await makeKey();
  await asked(keyHeaders(key));
  await acme.call("tenant_admin", "apiKeys.revoke", { keyId: key.id });
  await expect(asked(keyHeaders(key))).rejects.toMatchObject({ details: { error_type: "api_key_revoked" } });

  const person = await makePerson();
  const [one, two] = [browser(), browser()];
  await one.signIn(person.email);
  await two.signIn(person.email);
  const actor = await asked(one.headers());
  await asked(two.headers());
  const { token, id } = await callAs<{ token: string; id: string }>(actor, "personalTokens.create", {
    name: "Mine",
  });
  await asked({ authorization: `Bearer ${token}` });
  await callAs(actor, "personalTokens.revoke", { tokenId: id });
  await expect(asked({ authorization: `Bearer ${token}` })).rejects.toMatchObject({
    details: { error_type: "token_revoked" },
  });
  const sessions = await callAs<{ items: { id: string; isCurrent: boolean }[] }>(actor, "sessions.list", {});
  expect(sessions.items.map((session) => session.isCurrent).sort()).toEqual([false, true]);
  expect(await callAs(actor, "sessions.revokeAll", {})).toEqual({ revoked: 1 });
  await expect(asked(two.headers())).rejects.toMatchObject({ details: { error_type: "session_revoked" } });
  expect(await asked(one.headers())).not.toBeNull();
  const before = one.headers();
  await one.signOut();
  // The cookie is gone from the browser, and a stolen copy of it is worth nothing.
  expect(await asked(one.headers())).toBeNull();
  await expect(asked(before)).rejects.toMatchObject({ details: { error_type: "session_revoked" } });
});

test("deactivation and a change of role reach every credential of the person at once", async () => {
  const person = await makePerson("tenant_admin");
  const chrome = browser();
  await chrome.signIn(person.email);
  const key = await makeKey({ userId: person.id, permissions: ["contacts:read", "contacts:delete"] });
  const { token } = await createPersonalToken(acme.ref, { userId: person.id, name: "t" });
  const bearer = { authorization: `Bearer ${token}` };
  expect((await asked(bearer))?.roles).toEqual(["tenant_admin"]);
  expect((await asked(keyHeaders(key)))?.permissionTexts).toHaveLength(2);
  await acme.call("tenant_admin", "users.update", { userId: person.id, roles: ["sales_rep"] });
  expect((await asked(bearer))?.roles).toEqual(["sales_rep"]);
  expect((await asked(chrome.headers()))?.roles).toEqual(["sales_rep"]);
  // A key never outlives what its maker may do.
  expect((await asked(keyHeaders(key)))?.permissionTexts).toEqual(["contacts:read"]);
  await acme.call("tenant_admin", "users.deactivate", { userId: person.id });
  for (const headers of [bearer, keyHeaders(key), chrome.headers()]) {
    await expect(asked(headers)).rejects.toMatchObject({
      status: 401,
      details: { error_type: "user_deactivated" },
    });
  }
  expect((await browser().signIn(person.email)).code).toBe("credentials");
  await acme.call("tenant_admin", "users.reactivate", { userId: person.id });
  expect((await asked(bearer))?.id).toBe(person.id);
});

test("another tenant's id is refused, unless the person of a session is a member there", async () => {
  const key = await makeKey();
  const refused = { status: 403, details: { error_type: "tenant_mismatch" } };
  await expect(asked({ ...keyHeaders(key), "X-Tenant-ID": other.ref.id })).rejects.toMatchObject(refused);
  await expect(asked({ ...keyHeaders(key), "X-Tenant-ID": "tenant_abc123" })).rejects.toMatchObject(refused);
  const person = await makePerson();
  const chrome = browser();
  await chrome.signIn(person.email);
  await expect(asked(chrome.headers({ "X-Tenant-ID": other.ref.id }))).rejects.toMatchObject(refused);
  await addPerson(other.ref, { email: person.email, name: "Pat", role: "support_agent" });
  expect(await asked(chrome.headers({ "X-Tenant-ID": other.ref.id }))).toMatchObject({
    tenant: other.ref,
    roles: ["support_agent"],
  });
  const actor = await asked(chrome.headers());
  expect(actor?.tenant).toEqual(acme.ref);
  await callAs(actor, "sessions.switchTenant", { tenantId: other.ref.id });
  expect((await asked(chrome.headers()))?.tenant).toEqual(other.ref);
  const stranger = await provisionTenant({ name: "Stranger", placement: "pool" });
  await expect(callAs(actor, "sessions.switchTenant", { tenantId: stranger.id })).rejects.toMatchObject({
    status: 404,
  });
});

test("a page of another site cannot use the cookie", async () => {
  const person = await makePerson();
  const chrome = browser();
  await chrome.signIn(person.email);
  expect(await asked(chrome.headers({ origin: "http://localhost:3000" }))).not.toBeNull();
  for (const origin of ["https://evil.example", "null"]) {
    await expect(asked(chrome.headers({ origin }))).rejects.toMatchObject({
      status: 403,
      details: { error_type: "origin_not_allowed" },
    });
  }
});

test("a key is used from its addresses only, and from none where the tenant asks for a list", async () => {
  expect(isAllowed("192.168.1.77", ["192.168.1.0/24", "10.0.0.100"])).toBe(true);
  expect(isAllowed("::ffff:10.0.0.100", ["10.0.0.100"])).toBe(true);
  expect(isAllowed("10.0.0.101", ["10.0.0.100"])).toBe(false);
  expect(isAllowed("2001:db8::1", ["2001:db8::/32"])).toBe(true);
  const key = await makeKey({ ipWhitelist: ["192.168.1.0/24"] });
  expect(await identify({ headers: new Headers(keyHeaders(key)) }, "192.168.1.9")).not.toBeNull();
  const refused = { status: 403, details: { error_type: "ip_not_allowed" } };
  // The same credential, a moment later, from elsewhere: what is cached does not open the door.
  await expect(asked(keyHeaders(key))).rejects.toMatchObject(refused);
  const free = await makeKey();
  await asked(keyHeaders(free));
  const security = (api_security: Record<string, unknown>) =>
    acme.call("tenant_admin", "tenant.update", { security_config: { api_security } });
  await security({ ip_whitelist_enabled: true, rate_limit_multiplier: 1.5 });
  await expect(asked(keyHeaders(free))).rejects.toMatchObject(refused);
  await expect(
    acme.call("tenant_admin", "apiKeys.create", { name: "x", permissions: ["contacts:read"] }),
  ).rejects.toMatchObject({ status: 422, fields: [{ field: "ip_whitelist" }] });
  expect(
    (await identify({ headers: new Headers(keyHeaders(key)) }, "192.168.1.9"))?.rateLimitMultiplier,
  ).toBe(1.5);
  await security({ ip_whitelist_enabled: false, rate_limit_multiplier: 1, api_key_rotation_days: 90 });
  await asked(keyHeaders(free));
  clock.set(new Date(Date.now() + 91 * 86_400_000));
  await expect(asked(keyHeaders(free))).rejects.toMatchObject({
    details: { error_type: "api_key_rotation_due" },
  });
  clock.set(undefined);
  await security({ api_key_rotation_days: null });
});

test("a rotated key works beside its former pair until the overlap ends", async () => {
  const key = await makeKey();
  await asked(keyHeaders(key));
  const rotated = await acme.call<{ api_key: string; api_secret: string }>("tenant_admin", "apiKeys.rotate", {
    keyId: key.id,
    overlap_hours: 2,
  });
  const fresh = { "X-API-Key": rotated.api_key, "X-API-Secret": rotated.api_secret };
  expect((await asked(fresh))?.id).toBe(key.id);
  expect((await asked(keyHeaders(key)))?.id).toBe(key.id);
  await expect(asked({ "X-API-Key": rotated.api_key, "X-API-Secret": key.apiSecret })).rejects.toMatchObject({
    details: { error_type: "api_key_invalid" },
  });
  clock.set(new Date(Date.now() + 2 * 3_600_000 + 1000));
  await expect(asked(keyHeaders(key))).rejects.toMatchObject({ details: { error_type: "api_key_expired" } });
  expect((await asked(fresh))?.id).toBe(key.id);
});

test("a session ends when it is idle, unless it is to be remembered; beyond the limit the oldest ends", async () => {
  await other.call("tenant_admin", "tenant.update", {
    security_config: { session_config: { timeout_minutes: 30, concurrent_sessions: 2, remember_me_days: 7 } },
  });
  const person = await makePerson("sales_rep", other);
  const [idle, kept, third] = [browser(), browser(), browser()];
  await idle.signIn(person.email);
  const { answer } = await kept.signIn(person.email, password, { remember: "true" });
  expect(answer.headers.getSetCookie().join()).toMatch(/session=[^,]*Expires=/i);
  const start = Date.now();
  clock.set(new Date(start + 31 * 60_000));
  await expect(asked(idle.headers())).rejects.toMatchObject({ details: { error_type: "token_expired" } });
  expect(await asked(kept.headers())).not.toBeNull();
  clock.set(new Date(start + 8 * 86_400_000));
  await expect(asked(kept.headers())).rejects.toMatchObject({ details: { error_type: "token_expired" } });
  clock.set(undefined);
  await third.signIn(person.email);
  await expect(asked(idle.headers())).rejects.toMatchObject({ details: { error_type: "session_revoked" } });
  expect(await asked(third.headers())).not.toBeNull();
});

test("guesses are slowed down for known and unknown e-mails alike, whatever the address", async () => {
  const person = await makePerson();
  for (const email of [person.email, `nobody-${newId("user")}@example.com`]) {
    const codes: (string | null)[] = [];
    for (let guess = 0; guess < 8; guess += 1) {
      codes.push((await browser(`198.51.100.${guess}`).signIn(email, "wrong")).code);
    }
    expect(codes.slice(0, 6)).toEqual(Array(6).fill("credentials"));
    expect(codes.slice(6)).toEqual(Array(2).fill(expect.stringMatching(/^too_many_attempts_\d+$/)));
  }
  // The right password does not help while the delay runs, and works after it.
  expect((await browser().signIn(person.email)).code).toMatch(/^too_many/);
  clock.set(new Date(Date.now() + 5_000));
  expect((await browser().signIn(person.email)).code).toBeNull();
});

test("no secret is stored in clear", async () => {
  const made = await acme.call<{ api_key: string; api_secret: string }>(
    "tenant_admin",
    "apiKeys.create",
    { name: "Quiet", permissions: ["contacts:read"] },
    { idempotencyKey: "make-it-once", bodyHash: "h" },
  );
  const again = await acme.call<{ api_key: null; name: string }>(
    "tenant_admin",
    "apiKeys.create",
    { name: "Quiet", permissions: ["contacts:read"] },
    { idempotencyKey: "make-it-once", bodyHash: "h" },
  );
  expect(again).toMatchObject({ name: "Quiet", api_key: null, api_secret: null });
  const person = await makePerson();
  const chrome = browser();
  await chrome.signIn(person.email);
  const { token } = await callAs<{ token: string }>(await asked(chrome.headers()), "personalTokens.create", {
    name: "Quiet",
  });
  await flushSecurityLog();
  const dump = await withSystem("read", async (tx) => {
    const tables = await tx.query<{ schema: string; name: string }>(
      `select schemaname as schema, tablename as name from pg_tables where schemaname = 'control' and tablename <> 'schema_migrations'`,
    );
    const rows = [];
    for (const { schema, name } of tables) {
      rows.push(...(await tx.query(`select to_jsonb(t)::text as row from ${schema}.${name} t`)));
    }
    return JSON.stringify(rows);
  });
  const pool = await acme.call<{ items: unknown[] }>("tenant_admin", "apiKeys.list", {});
  for (const secret of [made.api_key, made.api_secret, token, password]) {
    expect(secret.length).toBeGreaterThan(20);
    expect(dump).not.toContain(secret);
    expect(JSON.stringify(pool)).not.toContain(secret);
  }
  expect(dump).toContain("$argon2id$");
  const { withTenant } = await import("@/kernel/tenancy");
  const answers = await withTenant(acme.ref, "read", (tx) =>
    tx.query("select answer from idempotency_keys where tenant_id = $1", [uuidOf("tenant", acme.ref.id)]),
  );
  expect(answers.length).toBeGreaterThan(0);
  expect(JSON.stringify(answers)).not.toContain(made.api_secret);
});

test("what happens at the door is in the security log, and the log cannot be changed", async () => {
  const person = await makePerson();
  await browser().signIn(person.email, "wrong");
  const chrome = browser();
  await chrome.signIn(person.email);
  await chrome.signOut();
  await expect(
    acme.call("support_agent", "roles.create", { name: "x", permissions: ["contacts:read"] }),
  ).rejects.toMatchObject({
    status: 403,
  });
  await flushSecurityLog();
  const { items } = await acme.call<{ items: { event: string; userId: string }[] }>(
    "tenant_admin",
    "security.list",
    {
      userId: person.id,
    },
  );
  expect(items.map((item) => item.event).sort()).toEqual(["login_failure", "login_success", "logout"]);
  const denied = await acme.call<{ items: { detail: unknown }[] }>("tenant_admin", "security.list", {
    event: "permission_denied",
  });
  expect(denied.items[0]?.detail).toMatchObject({ operation: "roles.create", required: "roles:write" });
  const strangers = await other.call<{ items: unknown[] }>("tenant_admin", "security.list", {
    userId: person.id,
  });
  expect(strangers.items).toEqual([]);
  await expect(acme.call("sales_rep", "security.list", {})).rejects.toMatchObject({ status: 403 });
  for (const change of ["delete from security_events", "update security_events set event = 'x'"]) {
    await expect(withSystem("write", (tx) => tx.query(change))).rejects.toThrow(/permission denied/);
  }
});
