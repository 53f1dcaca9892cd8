// The Unix socket of the embedded server, beside TCP: a quarter to a third less CPU for each statement on both sides. Its
// folder is outside the data (not every file system takes sockets, and copies of the data stumble over them), is named
// after it, and can be entered by the server's account and by us alone. Where there can be none, TCP serves.
import { createHash } from "node:crypto";
import { chmod, chown, lstat, mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { reachableFolder } from "./account";
import type { Cluster } from "./cluster";

// What the systems allow for the name of a socket, less the final zero.
const nameLimit = process.platform === "linux" ? 107 : 103;

async function folderOf({ directory, account }: Cluster): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  // It fails where there is no folder that the account can reach: then there is no socket.
  const home = await reachableFolder(account).catch(() => undefined);
  return home && join(home, `run-${createHash("sha256").update(directory).digest("hex").slice(0, 16)}`);
}

/** Makes the folder, or answers undefined where the server has to do without a socket. */
export async function makeSocketFolder(cluster: Cluster): Promise<string | undefined> {
  const folder = await folderOf(cluster);
  if (!folder || Buffer.byteLength(join(folder, ".s.PGSQL.65535")) > nameLimit) return undefined;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (cluster.account) await chown(folder, cluster.account.uid, cluster.account.gid);
  await chmod(folder, 0o700);
  return folder;
}

/** The folder with the socket of the server that runs now, if it has one: an older release started it without. */
export async function socketFolder(cluster: Cluster, port: number): Promise<string | undefined> {
  const folder = await folderOf(cluster);
  if (!folder) return undefined;
  const owner = cluster.account?.uid ?? process.getuid?.();
  const isOurs = (await lstat(folder).catch(() => undefined))?.uid === owner;
  const isThere = await stat(join(folder, `.s.PGSQL.${port}`)).catch(() => undefined);
  return isOurs && isThere?.isSocket() ? folder : undefined;
}

/** Only with the data: a stop leaves the empty folder, for the next start may already have its socket in it. */
export async function removeSocketFolder(cluster: Cluster): Promise<void> {
  const folder = await folderOf(cluster);
  if (folder) await rm(folder, { recursive: true, force: true });
}
