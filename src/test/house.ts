// What tests of jobs and files stand on, from before their first to after their last: the database, a folder for files
// and the workers.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { type Jobs, startJobs } from "@/kernel/jobs";
import { keepFilesIn } from "@/platform/storage";
import { openTestDatabase } from "./tenant";

/** To be called once, above a file's own `beforeAll`. */
export function withFilesAndJobs(): void {
  let folder: string;
  let close: () => Promise<void>;
  let jobs: Jobs;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "meridian-files-"));
    keepFilesIn(folder);
    close = await openTestDatabase();
    jobs = await startJobs();
  });
  afterAll(async () => {
    await jobs.stop();
    await close();
    await rm(folder, { recursive: true, force: true });
  });
}
