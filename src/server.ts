// The process: one node:http server in front of everything, on a database that is there when it answers. It starts in
// order, tells where it is, and stops within five seconds.
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import next from "next";
import { env } from "@/env";
import { startJobs } from "@/kernel/jobs";
import { flushSecurityLog } from "@/kernel/security";
import { migrate } from "@/kernel/tenancy";
import { backgroundSettled } from "@/platform/background";
import { connectDatabase, disconnectDatabase } from "@/platform/database/pools";
import { startEmbeddedDatabase } from "@/platform/embedded-database";
import { log } from "@/platform/log";
import { setListeningUrl } from "@/platform/public-url";
import { type DemoFile, seedDemo } from "@/seed";
import { FrontDoor } from "@/surfaces/http/front-door";
import { endStreams } from "@/surfaces/http/node";
import { serveStaticFiles } from "@/surfaces/http/static-files";
import { startRealtime } from "@/surfaces/realtime";

const stopLimitMs = 4_500;
const portsTried = 20;
const dataDir = resolve(env.DATA_DIR);
const demoFile = join(dataDir, "demo.json");
const say = (text: string) => process.stdout.write(`${text}\n`);

/** What has been started, in order: stopped in the reverse. */
const started: { name: string; stop: () => Promise<unknown> }[] = [];
let isStopping = false;

async function stop(code: number): Promise<never> {
  // Whoever asks twice means at once.
  if (isStopping) process.exit(code || 1);
  isStopping = true;
  const inOrder = (async () => {
    for (const part of started.reverse()) {
      await part.stop().catch((error: unknown) => log.error({ err: error, part: part.name }, "did not stop"));
    }
    return "stopped" as const;
  })();
  if ((await Promise.race([inOrder, delay(stopLimitMs)])) !== "stopped")
    log.warn("stopped before everything had ended");
  process.exit(code);
}

async function main(): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0));
  const door = new FrontDoor();
  const server = createServer({ keepAliveTimeout: 65_000 }, door.handle);
  const port = await listen(server);
  const baseUrl = env.APP_URL?.replace(/\/$/, "") ?? `http://localhost:${port}`;
  setListeningUrl(baseUrl);
  // Next listens for upgrades on the server that it is given: on this one it hears only what the door passes on.
  const pageSockets = createServer();
  server.on("upgrade", (request, socket, head) => {
    if (!pageSockets.emit("upgrade", request, socket, head)) socket.destroy();
  });
  const pages = next({
    dev: env.NODE_ENV === "development",
    dir: process.cwd(),
    hostname: env.HOST,
    port,
    httpServer: pageSockets,
  });
  await Promise.all([pages.prepare(), startDatabase()]);
  const demo = await demoWorkspace(baseUrl);
  const jobs = await startJobs();
  started.push({ name: "jobs", stop: () => jobs.stop() });
  const realtime = await startRealtime();
  started.push({ name: "events", stop: () => realtime.stop() });
  started.push({ name: "pages", stop: () => pages.close() });
  started.push({ name: "server", stop: () => close(server) });
  door.open(
    pages.getRequestHandler(),
    env.NODE_ENV === "production" ? serveStaticFiles(process.cwd()) : null,
  );
  greet(baseUrl, demo);
}

async function startDatabase(): Promise<void> {
  let url = env.DATABASE_URL;
  if (!url) {
    const database = await startEmbeddedDatabase({ dataDir, log: (message) => log.info(message) });
    started.push({ name: "embedded database", stop: () => database.stop() });
    url = database.url;
  }
  await migrate({ url });
  connectDatabase(url);
  started.push({ name: "connections", stop: disconnectDatabase });
  started.push({ name: "background work", stop: () => backgroundSettled().then(flushSecurityLog) });
}

/** Fills the embedded database on its first start; one of your own only when SEED_DEMO asks for it. */
async function demoWorkspace(baseUrl: string): Promise<DemoFile | null> {
  if (env.DATABASE_URL && !env.SEED_DEMO) return null;
  const written = await readFile(demoFile, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (written === null) {
    say("Filling the demo workspace …");
    return seedDemo({ baseUrl, dataDir });
  }
  const demo = { ...(JSON.parse(written) as DemoFile), baseUrl };
  await writeFile(demoFile, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  return demo;
}

/** The wished port, or the next that is free. */
async function listen(server: Server): Promise<number> {
  for (let tried = 0; ; tried++) {
    const wished = env.PORT === 0 ? 0 : env.PORT + tried;
    try {
      await new Promise<void>((done, fail) => {
        server.once("error", fail);
        server.listen(wished, env.HOST, () => {
          server.off("error", fail);
          done();
        });
      });
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!isTaken || tried >= portsTried) throw error;
      continue;
    }
    const { port } = server.address() as AddressInfo;
    if (tried > 0) say(`Port ${env.PORT} is taken: using ${port}.`);
    return port;
  }
}

/** No new connections, live streams told to end, running requests finished. */
async function close(server: Server): Promise<void> {
  const ended = new Promise<void>((done) => server.close(() => done()));
  endStreams();
  server.closeIdleConnections();
  await Promise.race([ended, delay(2_000)]);
  server.closeAllConnections();
}

function greet(baseUrl: string, demo: DemoFile | null): void {
  say(`\nMeridian is ready at ${baseUrl}\n`);
  const tenant = demo?.tenants[0];
  if (tenant) {
    say(`Demo workspace “${tenant.name}”: sign in as`);
    for (const user of tenant.users)
      say(`  ${user.email.padEnd(30)} ${user.password.padEnd(20)} ${user.role}`);
    say(`\nAPI key of the demo workspace:`);
    say(
      `  curl "${baseUrl}/v1/contacts?limit=5" -H "X-API-Key: ${tenant.apiKey}" -H "X-API-Secret: ${tenant.apiSecret}"`,
    );
  }
  say(`API reference: ${baseUrl}/developers\n`);
}

process.on("unhandledRejection", (error) => {
  log.fatal({ err: error }, "a failure that nobody has handled");
  void stop(1);
});

main().catch((error: unknown) => {
  if (isStopping) return;
  log.fatal({ err: error }, "Meridian could not start");
  void stop(1);
});
