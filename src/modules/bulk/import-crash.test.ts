import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newUuid, uuidOf } from "@/kernel/id";
import { startJobs } from "@/kernel/jobs";
import { runJob } from "@/kernel/jobs/run";
import { withSystem, withTenant } from "@/kernel/tenancy";
import { pools } from "@/platform/database/pools";
import { keepFilesIn } from "@/platform/storage";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";
import { ended, upload } from "./fixtures";
import type { Job } from "./schema";

let close: () => Promise<void>;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "meridian-files-"));
  keepFilesIn(folder);
  close = await openTestDatabase();
});
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

const rows = 6000;
const csv = [
  "first name,last name,email",
  ...Array.from({ length: rows }, (_, i) => `Ann,No${i},no${i}@example.com`),
].join("\n");

const start = (tenant: TestTenant): Promise<Job> =>
  tenant.call<Job>("tenant_admin", "bulk.importContacts", {}, upload(csv));
const jobOf = (tenant: TestTenant, job: Job): Promise<Job> =>
  tenant.call<Job>("tenant_admin", "bulk.getJob", { jobId: job.id });

async function until(done: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await done())) {
    if (Date.now() > end) throw new Error("it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

type Counted = { records: number; distinct: number; audit: number; events: number };
async function counted(tenant: TestTenant, job: Job): Promise<Counted> {
  const [row] = await withTenant(tenant.ref, "read", (tx) =>
    tx.query<Counted>(
      `select count(*)::int as records, count(distinct email)::int as distinct,
         (select count(*)::int from audit_log where tenant_id = $1 and change_id = $2) as audit,
         (select count(*)::int from events where tenant_id = $1 and change_id = $2) as events
       from contacts where tenant_id = $1`,
      [uuidOf("tenant", tenant.ref.id), uuidOf("chg", job.changeId)],
    ),
  );
  return row!;
}

test("a cancelled import stops behind the rows that are in, and says how many these are", async () => {
  const tenant = await testTenant();
  const jobs = await startJobs();
  const job = await start(tenant);
  await until(async () => (await jobOf(tenant, job)).counts.processed > 0);
  await tenant.call("tenant_admin", "bulk.cancelJob", { jobId: job.id });
  const done = await ended(tenant, job);
  expect(done.status).toBe("cancelled");
  const { created, processed } = done.counts;
  expect(created).toBe(processed);
  expect(created).toBeGreaterThan(0);
  expect(created).toBeLessThan(rows);
  expect(await counted(tenant, job)).toEqual({
    records: created,
    distinct: created,
    audit: created,
    events: created,
  });
  await expect(tenant.call("tenant_admin", "bulk.cancelJob", { jobId: job.id })).rejects.toMatchObject({
    status: 409,
    code: "JOB_FINISHED",
  });
  await jobs.stop();
});

test("a queued import can be cancelled before it begins", async () => {
  const tenant = await testTenant();
  const job = await start(tenant);
  expect(await tenant.call("tenant_admin", "bulk.cancelJob", { jobId: job.id })).toMatchObject({
    status: "cancelled",
  });
  await runJob(job.id, new AbortController().signal);
  expect(await counted(tenant, job)).toMatchObject({ records: 0 });
});

test("killed in the middle: every backend gone, the run taken over, each row in exactly once", async () => {
  const tenant = await testTenant();
  const job = await start(tenant);
  // The first runner: it loses its connections in the middle of a chunk and is then taken for dead.
  const first = runJob(job.id, new AbortController().signal);
  await until(async () => (await jobOf(tenant, job)).counts.processed >= 2000);
  await withSystem("write", (tx) =>
    tx.query(
      "update jobs set claim = $2, heartbeat_at = now() - interval '1 minute', enqueued_at = now() - interval '1 minute' where id = $1",
      [uuidOf("job", job.id), newUuid()],
    ),
  );
  await pools()
    .app.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name = 'meridian_app'",
    )
    .catch(() => undefined);
  await first;
  const between = await jobOf(tenant, job);
  expect(between.status).toBe("running");
  expect(between.counts.processed).toBeLessThan(rows);
  const jobs = await startJobs();
  const done = await ended(tenant, job);
  expect(done).toMatchObject({ status: "completed", counts: { total: rows, created: rows, failed: 0 } });
  expect(await counted(tenant, job)).toEqual({ records: rows, distinct: rows, audit: rows, events: rows });
  await jobs.stop();
});

test("two runners at once: one of them has the job, and no row is doubled", async () => {
  const tenant = await testTenant();
  const job = await start(tenant);
  const never = new AbortController().signal;
  await Promise.all([runJob(job.id, never), runJob(job.id, never)]);
  expect(await jobOf(tenant, job)).toMatchObject({ status: "completed", counts: { created: rows } });
  expect(await counted(tenant, job)).toEqual({ records: rows, distinct: rows, audit: rows, events: rows });
});
