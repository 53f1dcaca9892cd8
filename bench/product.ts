// The built product, started for a measurement: on a folder of its own or on one that is kept for the next time.
import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

export type Demo = {
  baseUrl: string;
  tenants: {
    tenantId: string;
    apiKey: string;
    apiSecret: string;
    users: { id: string; role: string; token: string }[];
  }[];
};

export type Product = { process: ChildProcess; baseUrl: string; demo: Demo; superuserUrl: string };

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/** Answers once the demo workspace is laid. */
export async function startProduct(dataDir: string): Promise<Product> {
  const port = await freePort();
  const child = spawn(process.execPath, ["dist/server.js"], {
    env: { ...process.env, NODE_ENV: "production", PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: "warn" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 600; tries++) {
    const isUp = await fetch(`${baseUrl}/healthz`).then(
      (r) => r.ok,
      () => false,
    );
    const demo = isUp ? await readFile(join(dataDir, "demo.json"), "utf8").catch(() => null) : null;
    if (demo) {
      const database = JSON.parse(await readFile(join(dataDir, "database.json"), "utf8")) as Database;
      const superuserUrl = `postgres://postgres:${database.superuserPassword}@127.0.0.1:${database.port}/meridian`;
      return { process: child, baseUrl, demo: JSON.parse(demo) as Demo, superuserUrl };
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  child.kill();
  throw new Error("the product did not start");
}

type Database = { port: number; superuserPassword: string };

export async function stopProduct({ process: child }: Product): Promise<void> {
  child.kill("SIGTERM");
  await new Promise((resolve) => child.once("exit", resolve));
}

export const uuidOfPublicId = (id: string): string =>
  id.replace(/^[a-z]+_/, "").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
