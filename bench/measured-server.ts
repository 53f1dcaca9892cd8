// The built product as a process that can be asked about itself: memory, CPU, its database's transactions.
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { eraseEmbeddedDatabase } from "../src/platform/embedded-database";
import { cpuMsOf, cpuMsOfTree } from "./processes";

export type Memory = { liveHeapMb: number; buffersMb: number };
export type Admin = { email: string; password: string };

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

export class MeasuredServer {
  private asked = 0;

  private constructor(
    readonly process: ChildProcess,
    readonly dataDir: string,
    readonly baseUrl: string,
    readonly admin: Admin,
    readonly database: pg.Client,
    private readonly databasePid: number,
  ) {}

  static async start(): Promise<MeasuredServer> {
    const dataDir = await mkdtemp(join(tmpdir(), "meridian-wizard-"));
    // As root the database runs as another account, which must walk through this folder.
    await chmod(dataDir, 0o755);
    const port = await freePort();
    const child = spawn(
      process.execPath,
      ["--expose-gc", "--import", "./bench/probe.mjs", "dist/server.js"],
      {
        env: {
          ...process.env,
          NODE_ENV: "production",
          PORT: String(port),
          DATA_DIR: dataDir,
          LOG_LEVEL: "warn",
        },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      },
    );
    const baseUrl = `http://127.0.0.1:${port}`;
    let demoText: string | undefined;
    for (let tries = 0; tries < 600 && !demoText; tries++) {
      const isUp = await fetch(`${baseUrl}/healthz`).then(
        (response) => response.ok,
        () => false,
      );
      if (isUp) demoText = await readFile(join(dataDir, "demo.json"), "utf8").catch(() => undefined);
      await delay(200);
    }
    if (!demoText) throw new Error("the product did not start");
    const demo = JSON.parse(demoText) as { tenants: { users: (Admin & { role: string })[] }[] };
    const admin = demo.tenants[0]?.users.find(({ role }) => role === "tenant_admin");
    if (!admin) throw new Error("there is no demo administrator");
    const credentials = JSON.parse(await readFile(join(dataDir, "database.json"), "utf8")) as {
      port: number;
      superuserPassword: string;
    };
    const database = new pg.Client({
      host: "127.0.0.1",
      port: credentials.port,
      user: "postgres",
      password: credentials.superuserPassword,
      database: "meridian",
    });
    await database.connect();
    const { rows } = await database.query<{ directory: string }>(
      "select current_setting('data_directory') as directory",
    );
    const pidFile = await readFile(join(rows[0]!.directory, "postmaster.pid"), "utf8");
    return new MeasuredServer(child, dataDir, baseUrl, admin, database, Number(pidFile.split("\n")[0]));
  }

  get pid(): number {
    return this.process.pid as number;
  }

  /** CPU seconds so far: of the server, and of its database. */
  cpu(): { server: number; database: number } {
    return { server: cpuMsOf(this.pid) / 1000, database: cpuMsOfTree(this.databasePid) / 1000 };
  }

  /** How long the oldest transaction that writes has been running: it holds everybody's events back. */
  async oldestWriteMs(): Promise<number> {
    const { rows } = await this.database.query<{ ms: number | null }>(
      `select max(extract(epoch from clock_timestamp() - xact_start) * 1000)::float8 as ms from pg_stat_activity
       where application_name like 'meridian%' and backend_xid is not null`,
    );
    return rows[0]?.ms ?? 0;
  }

  ask<T>(ask: "memory" | "profileStart" | "profileStop"): Promise<T> {
    const id = ++this.asked;
    return new Promise((resolve) => {
      const hear = (message: { id: number; answer: T }) => {
        if (message.id !== id) return;
        this.process.off("message", hear);
        resolve(message.answer);
      };
      this.process.on("message", hear);
      this.process.send({ id, ask });
    });
  }

  async stop(): Promise<void> {
    await this.database.end();
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGTERM");
    await ended;
    await eraseEmbeddedDatabase(this.dataDir);
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
