// Each test has a server of its own, for what is tested is its life and death.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, unlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPostgresJs } from "@/platform/database/postgres-js";
import { findBinaries, packagedFolder } from "./binaries";
import {
  type EmbeddedDatabase,
  eraseEmbeddedDatabase,
  inDatabase,
  prepareDatabase,
  startEmbeddedDatabase,
  withClient,
} from "./index";

const settings = { fsync: "off", shared_buffers: "16MB" };
let folder: string;
const folders: string[] = [];
const holders: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "meridian-embedded-"));
  await chmod(folder, 0o755);
});

afterAll(async () => {
  for (const holder of holders) if (holder.exitCode === null) holder.kill("SIGKILL");
  for (const dataDir of folders) await eraseEmbeddedDatabase(dataDir);
  await rm(folder, { recursive: true, force: true });
});

function dataDirNamed(name: string): string {
  const dataDir = join(folder, name);
  folders.push(dataDir);
  return dataDir;
}

const start = (dataDir: string) => startEmbeddedDatabase({ dataDir, settings });

async function ask(url: string, query: string): Promise<unknown> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query<{ value: unknown }>(query);
    return rows[0]?.value;
  });
}

async function serverPid({ superuserUrl }: EmbeddedDatabase): Promise<number> {
  const directory = await ask(superuserUrl, "select current_setting('data_directory') as value");
  return Number((await readFile(`${directory}/postmaster.pid`, "utf8")).split("\n")[0]);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function until<T>(what: string, attempt: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 50) {
    const result = await attempt();
    if (result) return result;
    await delay(50);
  }
  throw new Error(`waited in vain until ${what}`);
}

/** Another process that starts the database, says where it is, and stays until it is killed. */
async function holdElsewhere(dataDir: string): Promise<{ url: string; holder: ChildProcess }> {
  const index = fileURLToPath(new URL("./index.ts", import.meta.url));
  const script = `
    const { startEmbeddedDatabase } = await import(${JSON.stringify(index)});
    const { url } = await startEmbeddedDatabase(${JSON.stringify({ dataDir, settings })});
    console.log(url);
    setInterval(() => undefined, 1_000);`;
  const holder = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  holders.push(holder);
  let output = "";
  holder.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const url = await until("the other process has started", () => /^postgres:.*$/m.exec(output)?.[0]);
  return { url, holder };
}

test("a first start gives the application a prepared, durable database and no superuser", async () => {
  const dataDir = dataDirNamed("first");
  const database = await startEmbeddedDatabase({ dataDir });
  const setting = (name: string) => ask(database.url, `select current_setting('${name}') as value`);
  expect(await ask(database.url, "select current_user || '@' || current_database() as value")).toBe(
    "meridian@meridian",
  );
  expect(
    await ask(
      database.url,
      "select array[rolsuper, rolbypassrls, rolcreaterole, rolcreatedb] as value from pg_roles where rolname = current_user",
    ),
  ).toEqual([false, false, true, true]);
  expect(
    await ask(
      database.url,
      "select array_agg(extname::text order by extname) as value from pg_extension where extname <> 'plpgsql'",
    ),
  ).toEqual(["btree_gin", "citext", "pg_trgm", "unaccent"]);
  for (const [name, value] of [
    ["fsync", "on"],
    ["synchronous_commit", "on"],
    ["jit", "off"],
    ["TimeZone", "UTC"],
    ["listen_addresses", "127.0.0.1"],
  ] as const) {
    expect(await setting(name), name).toBe(value);
  }
  expect((await stat(join(dataDir, "database.json"))).mode & 0o777).toBe(0o600);
  const withoutPassword = new URL(database.url);
  withoutPassword.password = "guess";
  await expect(ask(withoutPassword.href, "select 1 as value")).rejects.toThrow(/password/);

  const pid = await serverPid(database);
  await database.stop();
  await until("the server is gone", () => !isAlive(pid));
});

test("connections go through a socket that only the server's account and we can reach, or over loopback", async () => {
  const peer = "select coalesce(inet_client_addr()::text, 'socket') as value";
  const dataDir = dataDirNamed("socket");
  const database = await start(dataDir);
  expect(await ask(database.url, peer)).toBe("socket");
  const otherDriver = openPostgresJs(database.url, { max: 1 });
  expect(await otherDriver.unsafe(peer)).toMatchObject([{ value: "socket" }]);
  await otherDriver.end();
  const overTcp = new URL(database.url);
  const folder = overTcp.searchParams.get("host")!;
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  overTcp.searchParams.delete("host");
  expect(await ask(overTcp.href, peer)).toBe("127.0.0.1/32");
  await database.stop();
  // The next start's: nothing of the old server stands in its way, and nothing takes its socket away.
  const [ending, again] = [await start(dataDir), start(dataDir)];
  await ending.stop();
  const next = await again;
  expect(await ask(next.url, peer)).toBe("socket");
  await next.stop();
  await eraseEmbeddedDatabase(dataDir);
  await expect(stat(folder)).rejects.toThrow("ENOENT");
});

test("a mark that was lost is set again at the next start", async () => {
  const dataDir = dataDirNamed("marks");
  const marks =
    "select count(*)::int as value from pg_proc where proleakproof and proname = any('{textlike,texticlike,ts_match_vq,arraycontains,arrayoverlap}')";
  const first = await start(dataDir);
  expect(await ask(first.url, marks)).toBe(5);
  await withClient(inDatabase(first.superuserUrl, "meridian"), (client) =>
    client.query("alter function pg_catalog.textlike(text, text) not leakproof"),
  );
  expect(await ask(first.url, marks)).toBe(4);
  await first.stop();
  const second = await start(dataDir);
  expect(await ask(second.url, marks)).toBe(5);
  await withClient(second.superuserUrl, (client) => client.query("create database other owner meridian"));
  await prepareDatabase(second.superuserUrl, "other");
  expect(await ask(inDatabase(second.url, "other"), marks)).toBe(5);
  await second.stop();
});

test("a later start has the same address and the same rows", async () => {
  const dataDir = dataDirNamed("again");
  const first = await start(dataDir);
  await withClient(first.url, (client) => client.query("create table kept as select 7 as value"));
  await first.stop();
  const second = await start(dataDir);
  expect(second.url).toBe(first.url);
  expect(await ask(second.url, "select value from kept")).toBe(7);
  await second.stop();
});

test("a remembered port that is taken meanwhile is not fought for", async () => {
  const dataDir = dataDirNamed("port");
  const first = await start(dataDir);
  await first.stop();
  const { port } = new URL(first.url);
  const intruder = createServer().listen(Number(port), "127.0.0.1");
  const second = await start(dataDir);
  expect(new URL(second.url).port).not.toBe(port);
  expect(await ask(second.url, "select 1 as value")).toBe(1);
  await second.stop();
  intruder.close();
});

test("the server of a killed parent is taken over, and stopped by who took it", async () => {
  const dataDir = dataDirNamed("orphan");
  const { url, holder } = await holdElsewhere(dataDir);
  holder.kill("SIGKILL");
  const database = await start(dataDir);
  expect(database.url).toBe(url);
  const pid = await serverPid(database);
  await database.stop();
  await until("the server is gone", () => !isAlive(pid));
});

test("of two processes on one data folder, the first to leave does not take the server with it", async () => {
  const dataDir = dataDirNamed("shared");
  const { url, holder } = await holdElsewhere(dataDir);
  const database = await start(dataDir);
  expect(database.url).toBe(url);
  const pid = await serverPid(database);
  await database.stop();
  expect(isAlive(pid)).toBe(true);
  expect(await ask(url, "select 1 as value")).toBe(1);
  holder.kill("SIGKILL");
});

test("a start whose server is stopped under it goes on with a new one", async () => {
  const dataDir = dataDirNamed("cut-off");
  const database = await start(dataDir);
  const pid = await serverPid(database);
  let next: Promise<EmbeddedDatabase> | undefined;
  // Its preparation waits for this lock, until the server is gone.
  await withClient(database.superuserUrl, async (client) => {
    client.on("error", () => undefined);
    await client.query("select pg_advisory_lock(hashtext('meridian prepare'))");
    next = start(dataDir);
    const waiting = "select from pg_stat_activity where wait_event = 'advisory'";
    await until("the next start waits", async () => (await client.query(waiting)).rowCount === 1);
    process.kill(pid, "SIGINT");
    await until("the server is gone", () => !isAlive(pid));
  }).catch(() => undefined);
  const second = await next;
  expect(second?.url).toBe(database.url);
  expect(await ask(second!.url, "select 1 as value")).toBe(1);
  await database.stop();
  await second?.stop();
});

test("a killed server comes back at the same address with what was committed", async () => {
  const database = await start(dataDirNamed("killed"));
  await withClient(database.url, (client) => client.query("create table kept as select 7 as value"));
  const pid = await serverPid(database);
  process.kill(pid, "SIGKILL");
  await until("the server answers again", () =>
    ask(database.url, "select value from kept").then(
      (value) => value === 7,
      () => false,
    ),
  );
  const newPid = await serverPid(database);
  expect(newPid).not.toBe(pid);
  await database.stop();
  await until("the server is gone", () => !isAlive(newPid));
});

test("a start after everything was killed works, also when the old process number is in use again", async () => {
  const dataDir = dataDirNamed("crash");
  const { url, holder } = await holdElsewhere(dataDir);
  const pidFile = join(dataDir, "postgres", "postmaster.pid");
  const lines = (await readFile(pidFile, "utf8")).split("\n");
  holder.kill("SIGKILL");
  const oldPid = Number(lines[0]);
  process.kill(oldPid, "SIGKILL");
  await until("the server is gone", () => !isAlive(oldPid));
  lines[0] = String(process.pid);
  await writeFile(pidFile, lines.join("\n"));
  const database = await start(dataDir);
  expect(database.url).toBe(url);
  expect(await ask(database.url, "select 1 as value")).toBe(1);
  await database.stop();
});

test("a data folder below a closed one works, and its data is found again", async () => {
  const closed = join(folder, "closed");
  await mkdir(closed, { mode: 0o700 });
  const dataDir = dataDirNamed("closed/data");
  const first = await start(dataDir);
  await withClient(first.url, (client) => client.query("create table kept as select 7 as value"));
  await first.stop();
  expect((await stat(closed)).mode & 0o777).toBe(0o700);
  const second = await start(dataDir);
  expect(await ask(second.url, "select value from kept")).toBe(7);
  await second.stop();
});

test("a copy of a running data folder becomes a server of its own", async () => {
  const original = dataDirNamed("original");
  const first = await start(original);
  await withClient(first.url, (client) => client.query("create table kept as select 7 as value"));
  const copy = dataDirNamed("copy");
  await cp(original, copy, { recursive: true });
  const second = await start(copy);
  expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
  await withClient(second.url, (client) => client.query("update kept set value = 8"));
  await second.stop();
  expect(await ask(first.url, "select value from kept")).toBe(7);
  await first.stop();
});

test("binaries without their links, in a folder the server's account cannot enter, are made to run", async () => {
  const closed = join(folder, "closed-binaries");
  await mkdir(closed, { mode: 0o700 });
  const native = join(closed, "native");
  await cp(packagedFolder(), native, { recursive: true, verbatimSymlinks: true });
  await writeFile(join(closed, "package.json"), JSON.stringify({ version: `test-${process.pid}` }));
  const links: { target: string }[] = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8"));
  for (const { target } of links) await unlink(join(closed, target));
  const account = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;
  const { postgres } = await findBinaries(account, native);
  const { stdout } = await promisify(execFile)(postgres, ["--version"], { cwd: "/", ...account });
  expect(stdout).toContain("PostgreSQL) 18");
  if (!postgres.startsWith(closed)) await rm(join(postgres, "../../.."), { recursive: true });
});
