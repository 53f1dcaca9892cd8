// The embedded server's files: where the data lives, its passwords (mode 0600) and its remembered port; promises that
// a data folder either is complete or does not exist.
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Account, canReach, giveTo, reachableFolder, unprivilegedAccount } from "./account";
import type { Binaries } from "./binaries";
import { programEnvironment, stopProcess } from "./process";

export type Credentials = { port?: number; password: string; superuserPassword: string };

export type Cluster = {
  /** What PostgreSQL calls its data directory. */
  directory: string;
  logFile: string;
  account: Account | undefined;
  credentials: Credentials;
  /** Writes the port down, for the next start to take it again. */
  rememberPort(port: number): Promise<void>;
};

const majorVersion = "18";

/** Finds the place of the data for this data folder: the same answer at each start, never another folder's. */
export async function locateCluster(wishedDataDir: string, log: (message: string) => void): Promise<Cluster> {
  // 0755 and not 0700: the server's account must walk through it. What is secret in it is closed by itself.
  await mkdir(wishedDataDir, { recursive: true, mode: 0o755 });
  const dataDir = await realpath(wishedDataDir);
  const account = await unprivilegedAccount(join(dataDir, "postgres"));
  let home = dataDir;
  if (!(await canReach(account, dataDir))) {
    const key = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
    home = join(await reachableFolder(account), key);
    await mkdir(home, { recursive: true, mode: 0o755 });
    await chmod(home, 0o755);
    log(`The database's account cannot reach ${dataDir}: its data is kept in ${home}.`);
  }
  const directory = join(home, "postgres");
  const credentialsFile = join(dataDir, "database.json");
  let credentials = await readCredentials(credentialsFile);
  if (!credentials) {
    await setAside(directory, log);
    credentials = { password: secret(), superuserPassword: secret() };
    await writeCredentials(credentialsFile, credentials);
  }
  const kept = credentials;
  return {
    directory,
    logFile: join(dataDir, "postgres.log"),
    account,
    credentials: kept,
    async rememberPort(port) {
      if (kept.port === port) return;
      kept.port = port;
      await writeCredentials(credentialsFile, kept);
    },
  };
}

/** Makes the data folder where there is none. */
export async function initialiseCluster(
  cluster: Cluster,
  binaries: Binaries,
  isDurable: boolean,
): Promise<void> {
  const { directory, account } = cluster;
  const version = await readFile(join(directory, "PG_VERSION"), "utf8").catch(() => undefined);
  if (version !== undefined) {
    if (version.trim() !== majorVersion) {
      throw new Error(
        `${directory} was made by PostgreSQL ${version.trim()} and this is ${majorVersion}: dump it with the older release and load it here.`,
      );
    }
    await giveTo(account, directory);
    await chmod(directory, 0o700);
    return;
  }
  const draft = `${directory}.${process.pid}`;
  const passwordFile = `${draft}.password`;
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, cluster.credentials.superuserPassword, { mode: 0o600 });
    if (account) {
      await chown(draft, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    await run(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        "--username=postgres",
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        // The same order of text on every machine and after every system upgrade, and prefixes can use plain indexes.
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        ...(isDurable ? [] : ["--no-sync"]),
      ],
      account,
    );
    await rename(draft, directory).catch(async (error: unknown) => {
      // Another process made it in the same moment, with the same credentials.
      if (!(await stat(join(directory, "PG_VERSION")).catch(() => undefined))) throw error;
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

async function readCredentials(file: string): Promise<Credentials | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new Error(`${file} cannot be read. Restore it, or delete it to begin with an empty database.`, {
      cause: error,
    });
  }
}

async function writeCredentials(file: string, credentials: Credentials): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

/** Who deleted the data folder wants a new beginning; data that was kept elsewhere is moved away, not destroyed. */
async function setAside(directory: string, log: (message: string) => void): Promise<void> {
  if (!(await stat(directory).catch(() => undefined))) return;
  await stopProcess(directory);
  const aside = `${directory}.before-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  await rename(directory, aside);
  log(`A database without its passwords was found and moved to ${aside}.`);
}

function secret(): string {
  return randomBytes(24).toString("base64url");
}

function run(program: string, args: string[], account: Account | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: "/",
      stdio: ["ignore", "pipe", "pipe"],
      env: programEnvironment,
      uid: account?.uid,
      gid: account?.gid,
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}:\n${output}`)),
    );
  });
}
