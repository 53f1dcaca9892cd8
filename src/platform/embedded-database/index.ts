// The embedded database: a real PostgreSQL that needs no set-up, started on a data folder of its own. It promises one
// address for as long as the process runs, also over crashes of the server, and that the last user out stops it.

import { realpath, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { findBinaries } from "./binaries";
import { type Cluster, initialiseCluster, locateCluster } from "./cluster";
import { inDatabase, prepareServer } from "./prepare";
import { findRunning, launch, type Settings, stopProcess } from "./process";
import { removeSocketFolder, socketFolder } from "./socket";

export { createDatabase, inDatabase, prepareDatabase, withClient } from "./prepare";

export type EmbeddedDatabase = {
  /** For the application: role and database `meridian`. */
  url: string;
  /** For bootstrap only: the server's superuser, database `postgres`. */
  superuserUrl: string;
  /** Leaves the server, and stops it if nobody else uses it. */
  stop(): Promise<void>;
};

export type EmbeddedDatabaseOptions = {
  dataDir: string;
  /** Wished for; by default the port of the last start, or a free one. */
  port?: number;
  /** Server settings over our own. */
  settings?: Settings;
  log?: (message: string) => void;
};

// Recovery after a crash replays at most max_wal_size of log.
const startLimitMs = 180_000;
const keeperName = "meridian keeper";

export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { settings = {}, log = () => undefined } = options;
  const cluster = await locateCluster(options.dataDir, log);
  const binaries = await findBinaries(cluster.account);
  await initialiseCluster(cluster, binaries, settings.fsync !== "off");

  const start = async (wishedPort: number | undefined): Promise<Client> => {
    const deadline = Date.now() + startLimitMs;
    let lastError: unknown;
    let port = wishedPort;
    while (Date.now() < deadline) {
      const running = await findRunning(cluster.directory);
      if (running?.port) {
        try {
          return await connectKeeper(cluster, running.port);
        } catch (error) {
          if (!isNotReady(error)) throw error;
          lastError = error;
        }
      } else if (!running) {
        port ??= await choosePort(options.port ?? cluster.credentials.port);
        const child = await launch(cluster, binaries, port, settings);
        const ended = new Promise<"ended">((resolve) => child.once("exit", () => resolve("ended")));
        while (Date.now() < deadline) {
          if ((await Promise.race([ended, delay(25)])) === "ended") {
            lastError = new Error(`PostgreSQL ended at start; the reason is in ${cluster.logFile}.`);
            // The port may have been taken in between, unless we have promised it already.
            port = wishedPort;
            await delay(200);
            break;
          }
          try {
            return await connectKeeper(cluster, port);
          } catch (error) {
            if (!isNotReady(error)) throw error;
            lastError = error;
          }
        }
      }
      await delay(50);
    }
    throw new Error(`The embedded database did not start; its log is ${cluster.logFile}.`, {
      cause: lastError,
    });
  };

  let isStopping = false;
  let keeper = await start(undefined);
  const { port } = keeper;
  let restart: Promise<void> | undefined;

  const watch = (client: Client) => {
    client.once("end", () => {
      if (isStopping) return;
      restart = (async () => {
        while (!isStopping) {
          try {
            log("The embedded database has ended; starting it again.");
            keeper = await start(port);
            watch(keeper);
            log("The embedded database is back.");
            return;
          } catch (error) {
            log(`The embedded database does not start again: ${String(error)}`);
            await delay(1_000);
          }
        }
      })();
    });
  };

  await cluster.rememberPort(port);
  const socket = await socketFolder(cluster, port);
  const server = `127.0.0.1:${port}/${socket ? `?host=${encodeURIComponent(socket)}` : ""}`;
  const superuserUrl = address("postgres", cluster.credentials.superuserPassword, server, "postgres");
  // Whoever was the last to use the server may be stopping it at this moment: it is started again then.
  const prepare = async (triesLeft: number): Promise<void> => {
    try {
      await prepareServer(superuserUrl, {
        role: "meridian",
        password: cluster.credentials.password,
        database: "meridian",
      });
    } catch (error) {
      if (!isNotReady(error) || triesLeft === 0) throw error;
      keeper = await start(port);
      await prepare(triesLeft - 1);
    }
  };
  await prepare(3);
  watch(keeper);

  return {
    url: address("meridian", cluster.credentials.password, server, "meridian"),
    superuserUrl,
    async stop() {
      if (isStopping) return;
      isStopping = true;
      await restart;
      if (await leave(keeper)) await stopProcess(cluster.directory, binaries);
    },
  };
}

/** Stops the server of a data folder, whoever uses it, and deletes its data: for what was temporary. */
export async function eraseEmbeddedDatabase(dataDir: string): Promise<void> {
  const cluster = await locateCluster(dataDir, () => undefined);
  const { directory } = cluster;
  await stopProcess(directory);
  await removeSocketFolder(cluster);
  const isElsewhere = dirname(directory) !== (await realpath(dataDir));
  await rm(isElsewhere ? dirname(directory) : directory, { recursive: true, force: true });
  await rm(join(dataDir, "database.json"), { force: true });
}

/**
 * Every process that uses the server holds one named connection. It tells at once when the server dies, and it counts
 * the users without any file that a kill could leave behind.
 */
async function connectKeeper(cluster: Cluster, port: number): Promise<Client> {
  const client = new Client({
    connectionString: address(
      "postgres",
      cluster.credentials.superuserPassword,
      `127.0.0.1:${port}/`,
      "postgres",
    ),
    application_name: keeperName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // A lost connection is reported as an error and then as the end; the end is what we act on.
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ directory: string }>(
      "select current_setting('data_directory') directory",
    );
    if (rows[0]?.directory !== cluster.directory) {
      throw new Error(`Port ${port} belongs to another database.`);
    }
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** True when nobody else is left. The lock makes leaving one at a time, so that of two leaving at once one is last. */
async function leave(keeper: Client): Promise<boolean> {
  try {
    await keeper.query("select pg_advisory_lock(hashtext('meridian keeper'))");
    await keeper.query("set application_name = 'meridian leaving'");
    const { rowCount } = await keeper.query("select from pg_stat_activity where application_name = $1", [
      keeperName,
    ]);
    return rowCount === 0;
  } catch (error) {
    // The server died while we were leaving: there is nothing to count, and a next start recovers it.
    if (isNotReady(error) || isConnectionLoss(error)) return true;
    throw error;
  } finally {
    await keeper.end().catch((error: unknown) => {
      if (!isConnectionLoss(error)) throw error;
    });
  }
}

function isNotReady(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  // 57P03 starting up, 57P01 and 57P02 shutting down, 53300 too many connections.
  return (
    ["ECONNREFUSED", "ECONNRESET", "EPIPE", "57P01", "57P02", "57P03", "53300"].includes(String(code)) ||
    isConnectionLoss(error)
  );
}

function isConnectionLoss(error: unknown): boolean {
  return error instanceof Error && /connection|not queryable/i.test(error.message);
}

/** The remembered port if it is free, else any free one. */
async function choosePort(remembered: number | undefined): Promise<number> {
  if (remembered && (await tryListen(remembered))) return remembered;
  const free = await tryListen(0);
  if (!free) throw new Error("No free port was found for the embedded database.");
  return free;
}

function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === "object" && bound ? bound.port : undefined));
    });
  });
}

function address(role: string, password: string, server: string, database: string): string {
  return inDatabase(`postgres://${role}:${encodeURIComponent(password)}@${server}`, database);
}
