// `npm run bench [-- --rows 1000000] [--seconds 5] [--json FILE] [--only get,list] [--profile DIR]`: the built product against a floor
// of plain node:http and one prepared statement, interleaved in one run on loopback, as ratios.
import { type ChildProcess, fork, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { loadContacts, newContact } from "./data";
import { explainHotQueries } from "./explain";
import { collectable, measureExport } from "./export";
import { measureImport } from "./import";
import { type Load, type Measured, runLoad } from "./load";
import { cpuMsOf, cpuMsOfTree, rssMb } from "./processes";
import { loadSelling, sellingLoads } from "./selling";
import { measureUndo } from "./undo";

const { values: args } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
    json: { type: "string" },
    only: { type: "string" },
    /** A folder that gets a CPU profile of the server over the whole run. */
    profile: { type: "string" },
  },
});
const rows = Number(args.rows);
const seconds = Number(args.seconds);
const rounds = Number(args.rounds);
/** V8 goes on compiling for the first ten to fifteen seconds of a load: a third of the server's CPU, which no later second has. */
const warmSeconds = 5;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

type Demo = {
  baseUrl: string;
  tenants: {
    tenantId: string;
    apiKey: string;
    apiSecret: string;
    users: { role: string; token: string }[];
  }[];
};

async function startProduct(
  dataDir: string,
): Promise<{ process: ChildProcess; baseUrl: string; demo: Demo }> {
  const port = await freePort();
  const profiling = args.profile ? ["--cpu-prof", `--cpu-prof-dir=${args.profile}`] : [];
  const child = spawn(process.execPath, [...collectable, ...profiling, "dist/server.js"], {
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
    if (demo) return { process: child, baseUrl, demo: JSON.parse(demo) as Demo };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("the product did not start");
}

type Side = { name: "product" | "floor"; pid: number; baseUrl: string; headers: Record<string, string> };
type Row = { load: string; product: Figures; floor: Figures };
/** Per request: CPU of server and database together, and the server's part of it. */
type Figures = { perSecond: number; cpuMs: number; ownCpuMs: number; p50: number; p99: number };

const median = (list: number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!;

/** CPU of the side's own process plus that of the database while it answers. */
async function measureSide(side: Side, postgresPid: number, load: Load): Promise<Figures> {
  const [ownBefore, databaseBefore] = [cpuMsOf(side.pid), cpuMsOfTree(postgresPid)];
  const result: Measured = await runLoad(side.baseUrl, side.headers, load, seconds);
  if (result.failed > 0)
    throw new Error(
      `${side.name}: ${result.failed} requests failed (${result.statuses}), such as ${await oneAnswer(side, load)}`,
    );
  const ownCpuMs = (cpuMsOf(side.pid) - ownBefore) / result.requests;
  const databaseCpuMs = (cpuMsOfTree(postgresPid) - databaseBefore) / result.requests;
  return {
    perSecond: result.requests / result.seconds,
    cpuMs: ownCpuMs + databaseCpuMs,
    ownCpuMs,
    p50: result.p50,
    p99: result.p99,
  };
}

async function oneAnswer(side: Side, load: Load): Promise<string> {
  const response = await fetch(`${side.baseUrl}${load.path(0)}`, {
    method: load.method,
    headers: { ...side.headers, "Content-Type": "application/json" },
    body: load.body ? JSON.stringify(load.body(0)) : undefined,
  });
  return `${response.status} ${(await response.text()).slice(0, 300)}`;
}

const middle = (list: Figures[]): Figures => ({
  perSecond: median(list.map((f) => f.perSecond)),
  cpuMs: median(list.map((f) => f.cpuMs)),
  ownCpuMs: median(list.map((f) => f.ownCpuMs)),
  p50: median(list.map((f) => f.p50)),
  p99: median(list.map((f) => f.p99)),
});

const shown = (value: number, digits = 2): string => (Number.isFinite(value) ? value.toFixed(digits) : "–");

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "meridian-bench-"));
  // As root the database runs as another account, which must walk through this folder.
  await chmod(dataDir, 0o755);
  const product = await startProduct(dataDir);
  const database = JSON.parse(await readFile(join(dataDir, "database.json"), "utf8")) as Record<
    string,
    unknown
  >;
  let floor: ChildProcess | undefined;
  try {
    const superuserUrl = await bySocket(superuserUrlOf(database));
    const client = new pg.Client({ connectionString: superuserUrl });
    await client.connect();
    client.on("error", (error) => console.error(`the database connection was lost: ${error.message}`));
    const [demo] = product.demo.tenants;
    const tenantUuid = demo!.tenantId.slice(7).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    await client.query(
      `update control.tenants set settings = jsonb_set(settings, '{security_config}', coalesce(settings->'security_config', '{}') || '{"api_security":{"rate_limit_multiplier":100}}') where id = $1`,
      [tenantUuid],
    );
    const { rows: placed } = await client.query<{ schema_name: string }>(
      "select schema_name from control.tenants where id = $1",
      [tenantUuid],
    );
    const schema = placed[0]!.schema_name;
    console.log(`Loading ${rows} contacts …`);
    const ids = await loadContacts(client, schema, tenantUuid, rows);
    const selling = await loadSelling(client, schema, tenantUuid);
    const { rows: postmaster } = await client.query<{ pid: number }>(
      "select pid from pg_stat_activity where backend_type = 'checkpointer'",
    );
    const postgresPid = Number(
      (await readFile(`/proc/${postmaster[0]!.pid}/stat`, "utf8")).replace(/^.*\) \S /, "").split(" ")[0],
    );

    const floorPort = await freePort();
    floor = fork("bench/floor.ts", [superuserUrl, schema, tenantUuid, String(floorPort)], {
      execArgv: ["--import", "tsx"],
    });
    await new Promise((resolve) => floor!.once("message", resolve));
    const key = { "X-API-Key": demo!.apiKey, "X-API-Secret": demo!.apiSecret };
    const sides: Side[] = [
      { name: "product", pid: product.process.pid!, baseUrl: product.baseUrl, headers: key },
      { name: "floor", pid: floor.pid!, baseUrl: `http://127.0.0.1:${floorPort}`, headers: {} },
    ];
    // Settings are read again within seconds.
    await new Promise((resolve) => setTimeout(resolve, 6000));

    const one = (n: number) => ids[n % ids.length]!;
    const loads: Record<string, Load> = {
      get: { method: "GET", path: (n) => `/v1/contacts/${one(n)}` },
      list: { method: "GET", path: () => "/v1/contacts?status=active&sort=lastName&order=asc&limit=50" },
      "search common": { method: "GET", path: () => "/v1/contacts?search=john&limit=50" },
      "search rare": { method: "GET", path: (n) => `/v1/contacts?search=c${(n * 7919) % rows}%40&limit=50` },
      create: { method: "POST", path: () => "/v1/contacts", body: newContact },
      update: {
        method: "PUT",
        path: (n) => `/v1/contacts/${one(n)}`,
        body: (n) => ({ jobTitle: `Director ${n}` }),
      },
      ...sellingLoads(selling),
    };
    const wanted = args.only?.split(",") ?? Object.keys(loads);
    const report: Row[] = [];
    for (const [name, load] of Object.entries(loads)) {
      if (!wanted.some((one) => name.startsWith(one))) continue;
      const figures: Record<string, Figures[]> = { product: [], floor: [] };
      for (const side of sides) await runLoad(side.baseUrl, side.headers, load, warmSeconds);
      for (let round = 0; round < rounds; round++) {
        for (const side of sides) figures[side.name]!.push(await measureSide(side, postgresPid, load));
      }
      const row = { load: name, product: middle(figures.product!), floor: middle(figures.floor!) };
      report.push(row);
      print(row, report.length === 1);
    }
    const memoryMb = { product: rssMb(product.process.pid!), floor: rssMb(floor.pid!) };
    console.log(`memory: product ${shown(memoryMb.product, 0)} MB, floor ${shown(memoryMb.floor, 0)} MB`);
    const plans = await explainHotQueries(client, schema, tenantUuid, ids[0]!);
    for (const plan of plans)
      console.log(
        `explain ${plan.name.padEnd(16)} ${plan.isIndexed ? "no sequential scan" : "SEQUENTIAL SCAN"}  ${shown(plan.ms)} ms`,
      );
    const isWanted = (name: string) => wanted.length === Object.keys(loads).length || wanted.includes(name);
    const imported = isWanted("import")
      ? await measureImport(superuserUrl, schema, tenantUuid, product.baseUrl, key)
      : null;
    const exported = isWanted("export")
      ? await measureExport(client, superuserUrl, schema, tenantUuid, {
          baseUrl: product.baseUrl,
          headers: key,
          pid: product.process.pid!,
        })
      : null;
    const undone = isWanted("undo") ? await measureUndo(product.baseUrl, key, product.process.pid!) : null;
    if (args.json) {
      await writeFile(
        args.json,
        `${JSON.stringify({ rows, seconds, rounds, report, memoryMb, imported, exported, undone, plans }, null, 2)}\n`,
      );
    }
    await client.end();
    if (plans.some((plan) => !plan.isIndexed)) process.exitCode = 1;
  } finally {
    floor?.kill();
    product.process.kill("SIGTERM");
    await new Promise((resolve) => product.process.once("exit", resolve));
    await rm(dataDir, { recursive: true, force: true });
  }
}

function print({ load, product, floor }: Row, isFirst: boolean): void {
  if (isFirst)
    console.log(
      "load            requests/s  (floor)   ratio   cpu ms  (floor)   ratio  own cpu  (floor)     p50   (floor)    p99   (floor)",
    );
  const cells = [
    load.padEnd(14),
    shown(product.perSecond, 0).padStart(10),
    `(${shown(floor.perSecond, 0)})`.padStart(9),
    shown(product.perSecond / floor.perSecond).padStart(7),
    shown(product.cpuMs).padStart(8),
    `(${shown(floor.cpuMs)})`.padStart(8),
    shown(product.cpuMs / floor.cpuMs).padStart(7),
    shown(product.ownCpuMs).padStart(8),
    `(${shown(floor.ownCpuMs)})`.padStart(8),
    shown(product.p50).padStart(8),
    `(${shown(floor.p50)})`.padStart(9),
    shown(product.p99).padStart(7),
    `(${shown(floor.p99)})`.padStart(9),
  ];
  console.log(cells.join(" "));
}

function superuserUrlOf(database: Record<string, unknown>): string {
  const { port, superuserPassword } = database as { port: number; superuserPassword: string };
  return `postgres://postgres:${superuserPassword}@127.0.0.1:${port}/meridian`;
}

/** As the product reaches its database: by the socket, where there is one. */
async function bySocket(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: settings } = await client.query<{ folder: string }>(
    "select current_setting('unix_socket_directories') as folder",
  );
  await client.end();
  return settings[0]?.folder ? `${url}?host=${encodeURIComponent(settings[0].folder)}` : url;
}

await main();
