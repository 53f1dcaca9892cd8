// The embedded server as a process: started detached so that it outlives a killed parent, recognised again by its
// postmaster.pid, and stopped so that no transaction is lost.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Binaries } from "./binaries";
import type { Cluster } from "./cluster";
import { makeSocketFolder } from "./socket";

export type Settings = Record<string, string>;

const logLimitBytes = 10 * 1024 * 1024;

/** Nothing of ours: what is in our environment is secret, and the server's account may be another. */
export const programEnvironment = {
  LC_ALL: "C",
  TZ: "UTC",
} as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv;

/** Sized for a small machine; durable: a commit that was answered is on the disk. */
const defaults: Settings = {
  listen_addresses: "127.0.0.1",
  max_connections: "100",
  shared_buffers: "256MB",
  effective_cache_size: "1GB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  random_page_cost: "1.1",
  jit: "off",
  wal_level: "replica",
  max_wal_senders: "0",
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  // Creating or dropping a tenant's schema locks some hundred relations in one transaction.
  max_locks_per_transaction: "256",
  synchronous_commit: "on",
  fsync: "on",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "warning",
};

/** The server that runs on this data folder now, if any. */
export async function findRunning(directory: string): Promise<{ pid: number; port: number } | undefined> {
  const file = join(directory, "postmaster.pid");
  const text = await readFile(file, "utf8").catch(() => "");
  const [pidLine, dataLine, , portLine] = text.split("\n");
  const pid = Number(pidLine);
  if (!pid) return undefined;
  if (dataLine === directory && (await isServerOf(pid, directory))) return { pid, port: Number(portLine) };
  // The file is left over: of a crash, after which the number may belong to any other process, or of the data folder
  // that this one was copied from. PostgreSQL itself would refuse to start while that process lives.
  if (isAlive(pid)) await rm(file, { force: true });
  return undefined;
}

export async function launch(
  cluster: Cluster,
  binaries: Binaries,
  port: number,
  settings: Settings,
): Promise<ChildProcess> {
  const { size } = await stat(cluster.logFile).catch(() => ({ size: 0 }));
  if (size > logLimitBytes) await rename(cluster.logFile, `${cluster.logFile}.1`);
  // A file and not a pipe: the server must be able to write after we are gone.
  const logFd = openSync(cluster.logFile, "a", 0o600);
  const options = Object.entries({
    ...defaults,
    unix_socket_directories: (await makeSocketFolder(cluster)) ?? "",
    ...settings,
    port: String(port),
  });
  try {
    const child = spawn(
      binaries.postgres,
      ["-D", cluster.directory, ...options.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      {
        cwd: "/",
        // Its own group: Ctrl-C in the terminal is for us, who close the server when the last request is answered.
        detached: true,
        stdio: ["ignore", logFd, logFd],
        env: programEnvironment,
        uid: cluster.account?.uid,
        gid: cluster.account?.gid,
      },
    );
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
    return child;
  } finally {
    closeSync(logFd);
  }
}

/** Fast shutdown (open transactions are rolled back, the rest is written), and a hard one if that takes too long. */
export async function stopProcess(directory: string, binaries?: Binaries): Promise<void> {
  const text = await readFile(join(directory, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  if (!pid || !(await isServerOf(pid, directory))) return;
  if (process.platform === "win32" && binaries) {
    await promisify(execFile)(binaries.pgCtl, ["stop", "-D", directory, "-m", "fast", "-w"]);
    return;
  }
  for (const [signal, limitMs] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    if (isAlive(pid)) process.kill(pid, signal);
    for (let waitedMs = 0; waitedMs < limitMs; waitedMs += 20) {
      if (!(await isServerOf(pid, directory))) return;
      await delay(20);
    }
  }
  throw new Error(`The embedded database (process ${pid}) does not stop.`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Process numbers are given again, and a dead process may linger as a zombie: only the command line is proof. */
async function isServerOf(pid: number, directory: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === "win32") return true;
  if (process.platform === "linux") {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return commandLine.split("\0").includes(directory);
  }
  const { stdout } = await promisify(execFile)("ps", ["-p", String(pid), "-o", "command="]).catch(() => ({
    stdout: "",
  }));
  return stdout.includes(directory);
}
