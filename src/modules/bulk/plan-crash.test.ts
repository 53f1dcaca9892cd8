// A plan that is written, taken back and written again, and one whose writing is killed.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newUuid, uuidOf } from "@/kernel/id";
import { type Jobs, startJobs } from "@/kernel/jobs";
import { runJob } from "@/kernel/jobs/run";
import { withSystem } from "@/kernel/tenancy";
import { pools } from "@/platform/database/pools";
import { keepFilesIn } from "@/platform/storage";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";
import { committed, ended, list, planned, settled } from "./fixtures";
import type { Import } from "./plan-schema";
import type { Job } from "./schema";

let close: () => Promise<void>;
let folder: string;
let jobs: Jobs | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "meridian-files-"));
  keepFilesIn(folder);
  close = await openTestDatabase();
  jobs = await startJobs();
});
afterAll(async () => {
  await jobs?.stop();
  await close();
  await rm(folder, { recursive: true, force: true });
});

const admin = "tenant_admin";

const rowsOf = (count: number): string =>
  [
    "account,first name,last name,email",
    ...Array.from({ length: count }, (_, i) => `Acc ${i % 700},Ann,No${i},no${i}@example.com`),
  ].join("\n");

const snapshot = async (of: TestTenant): Promise<unknown[]> => {
  const accounts = new Map((await all(of, "accounts")).map((one) => [one.id, one.name]));
  return (await all(of, "contacts"))
    .map((one) => [one.firstName, one.lastName, one.email, accounts.get(one.accountId)])
    .sort((a, b) => String(a).localeCompare(String(b)));
};
async function all(of: TestTenant, plural: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for (let page = 1; ; page++) {
    const { items } = await list(of, plural, { page });
    found.push(...items);
    if (items.length < 100) return found;
  }
}

const targets = [
  { recordType: "accounts" as const, columns: { account: "name" } },
  { recordType: "contacts" as const },
];

test("import, undo, import: the same records", { timeout: 120_000 }, async () => {
  const fresh = await testTenant();
  const first = await committed(fresh, await planned(fresh, rowsOf(600), targets));
  const before = await snapshot(fresh);
  expect(before).toHaveLength(600);
  await fresh.call(admin, "changes.revert", { changeId: first.changeId });
  expect([(await list(fresh, "contacts")).total, (await list(fresh, "accounts")).total]).toEqual([0, 0]);
  expect(await committed(fresh, await planned(fresh, rowsOf(600), targets))).toMatchObject({
    counts: { create: 600 },
  });
  expect(await snapshot(fresh)).toEqual(before);
});

test("killed in the middle of writing a plan: each row in exactly once", { timeout: 120_000 }, async () => {
  const fresh = await testTenant();
  const count = 2600;
  const plan = await planned(fresh, rowsOf(count), targets);
  await jobs?.stop();
  jobs = undefined;
  const begun = await fresh.call<Import>(admin, "imports.commit", { importId: plan.id });
  const running = runJob(begun.jobId!, new AbortController().signal);
  for (;;) {
    const { counts } = await fresh.call<Job>(admin, "bulk.getJob", { jobId: begun.jobId });
    if (counts.processed >= 1000) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await withSystem("write", (tx) =>
    tx.query(
      "update jobs set claim = $2, heartbeat_at = now() - interval '1 minute', enqueued_at = now() - interval '1 minute' where id = $1",
      [uuidOf("job", begun.jobId!), newUuid()],
    ),
  );
  await pools()
    .app.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name = 'meridian_app'",
    )
    .catch(() => undefined);
  await running;
  expect((await fresh.call<Import>(admin, "imports.get", { importId: plan.id })).status).toBe("committing");
  jobs = await startJobs();
  expect(await settled(fresh, plan)).toMatchObject({ status: "completed", counts: { create: count } });
  const job = await ended(fresh, { id: begun.jobId } as Job);
  expect(job.counts).toMatchObject({ created: count + 700, linked: count - 700, failed: 0 });
  const mails = (await snapshot(fresh)).map((one) => (one as string[])[2]);
  expect(new Set(mails).size).toBe(count);
  expect(mails).toHaveLength(count);
});
