// The system account that runs the embedded server: PostgreSQL refuses to run as root, so as root we drop to an
// unprivileged account, and promise that whatever we hand to it can be reached by it.
import { chmod, chown, lstat, mkdir, readdir, readFile, realpath, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export type Account = { uid: number; gid: number };

const candidates = ["postgres", "nobody", "daemon"];

/** The account to drop to, or undefined when we are an ordinary user already. */
export async function unprivilegedAccount(existingData: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = await systemAccounts();
  // Data that exists keeps its owner, even if a better candidate was installed since.
  const owner = await stat(existingData).catch(() => undefined);
  if (owner && owner.uid !== 0) {
    const known = [...accounts.values()].find((account) => account.uid === owner.uid);
    if (known) return known;
  }
  for (const name of candidates) {
    const account = accounts.get(name);
    if (account) return account;
  }
  throw new Error(
    `PostgreSQL does not run as root and none of the accounts ${candidates.join(", ")} exists. Start as an ordinary user, or set DATABASE_URL.`,
  );
}

async function systemAccounts(): Promise<Map<string, Account>> {
  const accounts = new Map<string, Account>();
  for (const line of (await readFile("/etc/passwd", "utf8")).split("\n")) {
    const [name, , uid, gid] = line.split(":");
    if (name && uid && gid) accounts.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return accounts;
}

/** Whether the account can walk to a path and read it: a checkout under root's home (0700) is the usual "no". */
export async function canReach(account: Account | undefined, path: string): Promise<boolean> {
  if (!account) return true;
  let current = path;
  for (;;) {
    const { mode, uid, gid } = await stat(current);
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
    const needed = current === path ? 5 : 1;
    if (((mode >> shift) & needed) !== needed) return false;
    if (dirname(current) === current) return true;
    current = dirname(current);
  }
}

/** A folder that any account can walk to, and that only we can write: used when the wished place cannot be reached. */
export async function reachableFolder(account: Account | undefined): Promise<string> {
  const ourUid = process.getuid?.();
  for (const folder of [
    "/var/lib/meridian",
    join(tmpdir(), `meridian-${ourUid ?? "user"}`),
    "/tmp/meridian",
  ]) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o755 });
      const { uid } = await lstat(folder);
      if (ourUid !== undefined && uid !== ourUid) continue;
      await chmod(folder, 0o755);
      if (await canReach(account, folder)) return await realpath(folder);
    } catch (error) {
      // Not creatable here: the next place may be.
      if (!(error instanceof Error && "code" in error)) throw error;
    }
  }
  throw new Error(
    "No folder was found that the database's account can reach. Set DATA_DIR to one, or set DATABASE_URL.",
  );
}

/** Gives a folder and all in it to the account; a folder that is its own already is left alone. */
export async function giveTo(account: Account | undefined, folder: string): Promise<void> {
  if (!account || (await lstat(folder)).uid === account.uid) return;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await giveTo(account, path);
    else if (!entry.isSymbolicLink()) await chown(path, account.uid, account.gid);
  }
  // Last, so that an interrupted walk is done again.
  await chown(folder, account.uid, account.gid);
}
