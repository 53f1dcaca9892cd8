import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { env } from "@/env";
import { hashPassword } from "@/kernel/crypto";
import { flushSecurityLog } from "@/kernel/security";
import { addPerson } from "@/modules/tenants";
import { openTestDatabase, testTenant } from "@/test/tenant";
import { handleRpc } from "../rpc/handler";
import { cookieNames, handleAuth } from ".";

const email = "pat@example.com";
const password = "correct horse 7 battery";
let close: () => Promise<void>;

beforeAll(async () => {
  close = await openTestDatabase();
  const tenant = await testTenant("Acme");
  await addPerson(tenant.ref, {
    email,
    name: "Pat",
    role: "sales_rep",
    passwordHash: await hashPassword(password),
  });
});
afterAll(async () => {
  await flushSecurityLog();
  await close();
});

/** Cookies of an answer, as the browser sends them back. */
const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

async function enter(origin = "http://localhost:3000", fields: Record<string, string> = {}) {
  const headers = { host: new URL(origin).host };
  const csrf = await handleAuth(new Request(`${origin}/api/auth/csrf`, { headers }), "203.0.113.7");
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  return handleAuth(
    new Request(`${origin}/api/auth/callback/credentials`, {
      method: "POST",
      headers: { ...headers, cookie: cookiesOf(csrf), "x-auth-return-redirect": "1" },
      body: new URLSearchParams({ csrfToken, email, password, ...fields }),
    }),
    "203.0.113.7",
  );
}

const rpc = (path: string, cookie: string, init: RequestInit = {}) =>
  handleRpc(
    new Request(`http://localhost:3000/api/trpc/${path}`, {
      ...init,
      headers: { cookie, host: "localhost:3000", "content-type": "application/json" },
    }),
    "203.0.113.7",
  );

test("a form without the token against forged forms signs nobody in", async () => {
  const answer = await enter("http://localhost:3000", { csrfToken: "forged" });
  expect(cookiesOf(answer)).not.toContain(cookieNames(false).session);
});

test("over https the cookies are Secure, and none is readable by scripts", async () => {
  const answer = await enter("https://crm.example.com");
  const cookies = answer.headers.getSetCookie();
  expect(cookies.some((line) => line.startsWith(`${cookieNames(true).session}=`))).toBe(true);
  for (const line of cookies) expect(line).toMatch(/HttpOnly.*Secure|Secure.*HttpOnly/i);
});

test("the secret of the cookies is readable by its owner alone", () => {
  if (env.AUTH_SECRET) return expect(env.AUTH_SECRET.length).toBeGreaterThan(15);
  cookieNames(false);
  expect(statSync(join(env.DATA_DIR, "auth-secret")).mode & 0o077).toBe(0);
});

test("a session that was ended elsewhere does not stand in the way of signing in again", async () => {
  const cookie = cookiesOf(await enter());
  expect((await rpc("me.get?input={}", cookie)).status).toBe(200);
  const ended = await rpc("sessions.revokeAll", cookie, { method: "POST", body: '{"keepCurrent":false}' });
  expect(ended.status).toBe(200);
  const refused = await rpc("me.get?input={}", cookie);
  expect(refused.status).toBe(401);
  expect(JSON.stringify(await refused.json())).toContain("session_revoked");
  const reset = await rpc("sessions.requestPasswordReset", cookie, {
    method: "POST",
    body: JSON.stringify({ email: "nobody@example.com" }),
  });
  expect(reset.status).toBe(200);
  const session = await handleAuth(
    new Request("http://localhost:3000/api/auth/session", { headers: { cookie, host: "localhost:3000" } }),
    "203.0.113.7",
  );
  expect(await session.json()).toBeNull();
});

test("the queries of a page travel as one request and count as one, those that cost more for what they cost", async () => {
  const cookie = cookiesOf(await enter());
  const batch = async (paths: string[]) => {
    const input = JSON.stringify(Object.fromEntries(paths.map((_, place) => [place, {}])));
    const path = `${paths.join(",")}?batch=1&input=${encodeURIComponent(input)}`;
    const answer = await rpc(path, cookie);
    return { status: answer.status, left: Number(answer.headers.get("x-ratelimit-remaining")) };
  };
  const of = (path: string, times: number) => Array.from({ length: times }, () => path);
  const first = await batch(["me.get"]);
  const second = await batch(of("me.get", 20));
  expect(second).toEqual({ status: 200, left: first.left - 1 });
  // A board is counted as five: the first brings the request's own, the second four more.
  const boards = await batch([...of("deals.board", 2), ...of("me.get", 5)]);
  expect(boards).toEqual({ status: 200, left: second.left - 9 });
  expect((await batch(of("me.get", 21))).status).toBe(400);
});
