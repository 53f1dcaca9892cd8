// What every journey stands on: the built product on a fresh data folder, its demo tenants, and signing in as a role.
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { test as base, type Page } from "@playwright/test";
import { eraseEmbeddedDatabase } from "../src/platform/embedded-database";

export { expect } from "@playwright/test";

export type DemoUser = { id: string; email: string; password: string; role: string; token: string };
export type DemoTenant = {
  tenantId: string;
  name: string;
  apiKey: string;
  apiSecret: string;
  users: DemoUser[];
};
export type Demo = { baseUrl: string; tenants: DemoTenant[] };
export type App = { baseUrl: string; demo: Demo; dataDir: string };

const startLimitMs = 120_000;
const stopLimitMs = 20_000;

type TestFixtures = {
  /** Signs a page in as the demo tenant's user of a role, through the form. */
  signIn: (page: Page, role: string) => Promise<DemoUser>;
};

export const test = base.extend<TestFixtures, { app: App }>({
  app: [
    // Playwright reads what a fixture needs from this pattern, so there must be one.
    async ({ browserName: _ }, use) => {
      const dataDir = await mkdtemp(join(tmpdir(), "meridian-e2e-"));
      await chmod(dataDir, 0o755);
      const baseUrl = `http://127.0.0.1:${await freePort()}`;
      const server = startServer(baseUrl, dataDir);
      try {
        await use({ baseUrl, demo: await waitUntilReady(server, baseUrl, dataDir), dataDir });
      } finally {
        await stopServer(server.child);
        await eraseEmbeddedDatabase(dataDir);
        await rm(dataDir, { recursive: true, force: true });
      }
    },
    { scope: "worker", timeout: startLimitMs + stopLimitMs },
  ],
  baseURL: async ({ app }, use) => use(app.baseUrl),
  signIn: async ({ app }, use) => {
    await use(async (page, role) => {
      const user = demoUser(app, role);
      await page.goto(`${app.baseUrl}/sign-in`);
      await page.getByLabel("E-mail").fill(user.email);
      await page.getByLabel("Password", { exact: true }).fill(user.password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.waitForURL(/\/(contacts|today)(\?|$)/);
      return user;
    });
  },
});

/** Runs a second server process beside the first one, on the same database. */
export async function withSecondServer(app: App, use: (baseUrl: string) => Promise<void>): Promise<void> {
  const baseUrl = `http://127.0.0.1:${await freePort()}`;
  const server = startServer(baseUrl, app.dataDir);
  try {
    await waitUntilReady(server, baseUrl, app.dataDir);
    await use(baseUrl);
  } finally {
    await stopServer(server.child);
  }
}

/** The demo tenant's user of a role. */
export function demoUser({ demo }: App, role: string): DemoUser {
  const users = demo.tenants[0]?.users ?? [];
  const user = users.find((candidate) => candidate.role === role);
  if (!user)
    throw new Error(`No demo user has the role ${role}; there are ${users.map((u) => u.role).join(", ")}.`);
  return user;
}

/** What a journey starts from, made or asked through the API with the demo tenant's key; answers `data`. */
export async function api<T = { id: string }>(
  app: App,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const { apiKey, apiSecret } = app.demo.tenants[0] ?? { apiKey: "", apiSecret: "" };
  const response = await fetch(`${app.baseUrl}/v1/${path}`, {
    method,
    headers: { "X-API-Key": apiKey, "X-API-Secret": apiSecret, "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = (await response.json()) as { data: T };
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer.data;
}

type Server = { child: ChildProcess; output: () => string };

function startServer(baseUrl: string, dataDir: string): Server {
  const env = { ...process.env };
  // A database or an address of the developer's own must not be what the journeys write to.
  for (const name of ["DATABASE_URL", "APP_URL", "AUTH_SECRET", "SMTP_URL", "HOST"]) delete env[name];
  const child = spawn(process.execPath, ["--enable-source-maps", "dist/server.js"], {
    env: {
      ...env,
      NODE_ENV: "production",
      PORT: new URL(baseUrl).port,
      DATA_DIR: dataDir,
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  return { child, output: () => output };
}

async function waitUntilReady({ child, output }: Server, baseUrl: string, dataDir: string): Promise<Demo> {
  const deadline = Date.now() + startLimitMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The server ended at start:\n${output()}`);
    const isHealthy = await fetch(`${baseUrl}/healthz`).then(
      (response) => response.status === 200,
      () => false,
    );
    const demo = isHealthy && (await readFile(join(dataDir, "demo.json"), "utf8").catch(() => undefined));
    if (demo) return JSON.parse(demo);
    await delay(100);
  }
  throw new Error(`The server was not ready within ${startLimitMs / 1000} s:\n${output()}`);
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const outcome = await Promise.race([ended, delay(stopLimitMs, "late" as const)]);
  if (outcome === "late") {
    child.kill("SIGKILL");
    throw new Error("The server did not stop when it was asked to.");
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address ? resolve(address.port) : reject()));
    });
  });
}
