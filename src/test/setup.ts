// Once per test run: one embedded server on a temporary folder, with the migrated template that every test file clones.
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "@/kernel/tenancy";
import {
  createDatabase,
  eraseEmbeddedDatabase,
  inDatabase,
  prepareDatabase,
  startEmbeddedDatabase,
  withClient,
} from "@/platform/embedded-database";

export const templateDatabase = "meridian_template";
const folderPrefix = "meridian-test-";

export type TestServer = {
  url: string;
  superuserUrl: string;
  /** Why the template could not be migrated: tests that need no database still run. */
  failure?: string;
};

declare module "vitest" {
  export interface ProvidedContext {
    testServer: TestServer;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep();
  const dataDir = await mkdtemp(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  // As root the server runs as another account, which must walk through this folder.
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedDatabase({
    dataDir,
    settings: { fsync: "off", full_page_writes: "off", synchronous_commit: "off", shared_buffers: "128MB" },
  });
  const { url, superuserUrl } = server;
  let failure: string | undefined;
  try {
    await withClient(superuserUrl, (client) => createDatabase(client, templateDatabase, "meridian"));
    await prepareDatabase(superuserUrl, templateDatabase);
    await migrate({ url: inDatabase(url, templateDatabase) });
    // A database with a connection cannot be cloned: nobody opens one by mistake.
    await withClient(superuserUrl, (client) =>
      client.query(`alter database ${templateDatabase} with is_template true allow_connections false`),
    );
  } catch (error) {
    failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  project.provide("testServer", { url, superuserUrl, failure });
  return async () => {
    await server.stop();
    await erase(dataDir);
  };
}

/** Removes what killed runs left behind. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(folderPrefix)) continue;
    const pid = Number(name.slice(folderPrefix.length).split("-")[0]);
    if (pid && !isAlive(pid)) await erase(join(tmpdir(), name));
  }
}

async function erase(dataDir: string): Promise<void> {
  await eraseEmbeddedDatabase(dataDir);
  await rm(dataDir, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
