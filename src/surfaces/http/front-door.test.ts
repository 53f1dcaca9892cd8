// The front door over a real socket: what reaches which surface, and how streams and refused bodies end.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPersonalToken } from "@/modules/apikeys";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";
import { startRealtime } from "../realtime";
import { FrontDoor } from "./front-door";
import { endStreams } from "./node";
import { serveStaticFiles } from "./static-files";

let closeDatabase: () => Promise<void>;
let realtime: Awaited<ReturnType<typeof startRealtime>>;
let server: Server;
let base: string;
let tenant: TestTenant;
let authorization: Record<string, string>;
const door = new FrontDoor();

beforeAll(async () => {
  closeDatabase = await openTestDatabase();
  realtime = await startRealtime();
  tenant = await testTenant();
  const admin = tenant.actors.tenant_admin!;
  const { token } = await createPersonalToken(tenant.ref, { name: "Test", userId: admin.id });
  authorization = { authorization: `Bearer ${token}` };
  server = createServer(door.handle);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await realtime.stop();
  await closeDatabase();
});

const json = { "content-type": "application/json" };
const call = (path: string, init: RequestInit = {}) =>
  fetch(`${base}${path}`, {
    ...init,
    headers: { ...authorization, ...(init.body ? json : {}), ...(init.headers as Record<string, string>) },
  });

test("until the process is ready everything is told to come back", async () => {
  for (const path of ["/healthz", "/v1/contacts", "/"]) {
    const answer = await call(path);
    expect([path, answer.status, answer.headers.get("retry-after")]).toEqual([path, 503, "1"]);
  }
  door.open(async (request, response) => {
    response.end(`page ${request.url} ${request.headers["x-nonce"]}`);
  });
  expect((await call("/healthz")).status).toBe(200);
  expect(await (await call("/readyz")).json()).toEqual({ status: "ready" });
});

test("what is no surface is a page, with a policy and a nonce of its own", async () => {
  const [first, second] = [await call("/contacts?x=1"), await call("/contacts?x=1")];
  const policy = first.headers.get("content-security-policy") ?? "";
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  expect(await first.text()).toBe(`page /contacts?x=1 ${nonce}`);
  expect(policy).toContain("'strict-dynamic'");
  expect(policy).toContain("object-src 'none'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(second.headers.get("content-security-policy")).not.toBe(policy);
});

test("a body of 10 MB is answered with 413 before it is read, over and over", async () => {
  const body = JSON.stringify({ firstName: "a".repeat(10 * 1024 * 1024) });
  for (let i = 0; i < 3; i++) {
    const answer = await call("/v1/contacts", { method: "POST", body });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ success: false, error: { code: "PAYLOAD_TOO_LARGE" } });
  }
  const chunked = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 40; i++) controller.enqueue(new TextEncoder().encode("[".repeat(64 * 1024)));
      controller.close();
    },
  });
  const init = { method: "POST", body: chunked, duplex: "half" } as RequestInit;
  expect((await call("/v1/contacts", init)).status).toBe(413);
  expect((await call("/v1/contacts")).status).toBe(200);
});

test("tRPC answers with our status, error and change id", async () => {
  const created = await call("/api/trpc/contacts.create", {
    method: "POST",
    body: JSON.stringify({ firstName: "Ada", lastName: "Byron" }),
  });
  expect(created.status).toBe(200);
  expect(created.headers.get("x-change-id")).toMatch(/^chg_/);
  expect(created.headers.get("x-ratelimit-limit")).toMatch(/^\d+$/);
  const { id } = (await created.json()).result.data;

  const input = encodeURIComponent(JSON.stringify({ contactId: id }));
  const got = await call(`/api/trpc/contacts.get?input=${input}`);
  expect((await got.json()).result.data).toMatchObject({ id, firstName: "Ada" });

  const wrong = await call("/api/trpc/contacts.create", {
    method: "POST",
    body: JSON.stringify({ first_name: "Ada" }),
  });
  expect(wrong.status).toBe(422);
  const { data } = (await wrong.json()).error;
  expect(data.fields.map(({ field }: { field: string }) => field)).toContain("first_name");
  expect(data.requestId).toBe(wrong.headers.get("x-request-id"));

  const signedOut = await fetch(`${base}/api/trpc/contacts.get?input=${input}`);
  expect([signedOut.status, (await signedOut.json()).error.data.appCode]).toEqual([401, "UNAUTHORIZED"]);
  const expired = await call(`/api/trpc/contacts.get?input=${input}`, {
    headers: { authorization: "Bearer mpt_nothing" },
  });
  expect([expired.status, (await expired.json()).error.data.appCode]).toEqual([401, "UNAUTHORIZED"]);
  expect((await call("/api/trpc/contacts.create", { method: "POST", body: "{broken" })).status).toBe(400);
});

test("a subscription streams as events are committed, and ends when streams are ended", async () => {
  const input = encodeURIComponent("{}");
  const response = await call(`/api/trpc/events.live?input=${input}`, {
    headers: { accept: "text/event-stream" },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  const until = async (text: string) => {
    while (!heard.includes(text)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`ended after ${heard}`);
      heard += value;
    }
  };
  await until("connected");
  const { id } = await tenant.call<{ id: string }>("tenant_admin", "contacts.create", {
    firstName: "Grace",
    lastName: "Hopper",
  });
  await until(id);
  expect(heard).toContain("contact.created");
  endStreams();
  for (;;) {
    const { done } = await reader.read();
    if (done) break;
  }
});

test("a path that looks like another host stays here", async () => {
  const answer = await fetch(`${base}//elsewhere.example/v1/contacts`);
  expect(await answer.text()).toContain("page //elsewhere.example");
});

test("a built script comes as the build has compressed it, to be kept; what is not there is a page's affair", async () => {
  const directory = await mkdtemp(join(tmpdir(), "meridian-static-"));
  const folder = join(directory, ".next", "static", "chunks");
  await mkdir(folder, { recursive: true });
  const script = "export const answer = 42;".repeat(100);
  await writeFile(join(folder, "a.js"), script);
  await writeFile(join(folder, "a.js.br"), brotliCompressSync(script));
  door.open(async (_, response) => {
    response.writeHead(404).end("page");
  }, serveStaticFiles(directory));
  const answer = await call("/_next/static/chunks/a.js", { headers: { "accept-encoding": "br" } });
  expect(await answer.text()).toBe(script);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-encoding": "br",
    "cache-control": "public,max-age=31536000,immutable",
    "x-content-type-options": "nosniff",
    vary: "Accept-Encoding",
  });
  const plain = await call("/_next/static/chunks/a.js", { headers: { "accept-encoding": "identity" } });
  expect([plain.headers.get("content-encoding"), await plain.text()]).toEqual([null, script]);
  for (const path of ["b.js", "../../a", "%2e%2e%2f%2e%2e%2fpackage.json"]) {
    const missing = await call(`/_next/static/chunks/${path}`);
    expect([path, missing.status]).toEqual([path, 404]);
  }
  await rm(directory, { recursive: true });
});
