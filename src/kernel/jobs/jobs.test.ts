import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { clock } from "@/kernel/clock";
import { newUuid, uuidOf } from "@/kernel/id";
import { inWrite } from "@/kernel/operation";
import { withSystem, withTenant } from "@/kernel/tenancy";
import { openTestDatabase, requestOf, type TestTenant, testTenant } from "@/test/tenant";
import { defineJob, enqueue, type JobRun, purgeDeletedRecords, purgeEvents, startJobs } from ".";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterEach(async () => {
  clock.set(undefined);
});
afterAll(() => close());

type Step = (run: JobRun, n: number) => Promise<void>;
let step: Step = async () => undefined;
const countJob = defineJob("test.count", z.object({ upTo: z.number() }), async (run, { upTo }) => {
  let n = Number(run.progress.n ?? 0);
  while (n < upTo) {
    run.check();
    n += 1;
    await withTenant(run.tenant, "write", async (tx) => {
      await step(run, n);
      await run.save(tx, { n });
    });
  }
});

const ask = (upTo: number): Promise<string> => {
  const actor = tenant.actors.sales_rep!;
  return inWrite(actor, requestOf(actor), async (ctx) => enqueue(ctx, countJob, { upTo }));
};

type Row = { status: string; progress: { n?: number }; attempts: number; error: string | null };
const rowOf = async (id: string): Promise<Row> => {
  const [row] = await withSystem("read", (tx) =>
    tx.query<Row>("select status, progress, attempts, error from jobs where id = $1", [uuidOf("job", id)]),
  );
  return row!;
};
const until = async (id: string, status: string, withinMs = 20_000): Promise<Row> => {
  const end = Date.now() + withinMs;
  for (;;) {
    const row = await rowOf(id);
    if (row.status === status) return row;
    if (Date.now() > end) throw new Error(`the job is ${row.status}, not ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

test("a job runs if, and only if, the transaction that asked for it commits", async () => {
  const jobs = await startJobs();
  const id = await ask(3);
  expect(await until(id, "completed")).toMatchObject({ progress: { n: 3 }, attempts: 1 });
  const actor = tenant.actors.sales_rep!;
  let lost = "";
  await expect(
    inWrite(actor, requestOf(actor), async (ctx) => {
      lost = enqueue(ctx, countJob, { upTo: 1 });
      throw new Error("changed my mind");
    }),
  ).rejects.toThrow("changed my mind");
  expect(await rowOf(lost)).toBeUndefined();
  await jobs.stop();
});

test("a stop in the middle puts the job back, and the next start goes on where it was", async () => {
  const seen: number[] = [];
  let reached: () => void = () => undefined;
  const atThree = new Promise<void>((resolve) => {
    reached = resolve;
  });
  step = async (_, n) => {
    seen.push(n);
    if (n === 3) reached();
    await new Promise((resolve) => setTimeout(resolve, 30));
  };
  const first = await startJobs();
  const id = await ask(10);
  await atThree;
  await first.stop();
  const stopped = await rowOf(id);
  expect(stopped.status).toBe("queued");
  const second = await startJobs();
  expect(await until(id, "completed")).toMatchObject({ progress: { n: 10 } });
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  await second.stop();
  step = async () => undefined;
});

test("a run whose process died is taken over, and the dead one can commit nothing more", async () => {
  const id = await ask(4);
  const dead = newUuid();
  await withSystem("write", (tx) =>
    tx.query(
      `update jobs set status = 'running', claim = $2, attempts = 1, progress = '{"n": 2}',
         enqueued_at = now() - interval '1 minute', heartbeat_at = now() - interval '1 minute' where id = $1`,
      [uuidOf("job", id), dead],
    ),
  );
  const jobs = await startJobs();
  expect(await until(id, "completed")).toMatchObject({ progress: { n: 4 }, attempts: 2 });
  await jobs.stop();
  const late = await withSystem("write", (tx) =>
    tx.query("update jobs set progress = '{}' where id = $1 and claim = $2 returning 1", [
      uuidOf("job", id),
      dead,
    ]),
  );
  expect(late).toEqual([]);
});

test("a failure that may pass is tried again, one that cannot is final", async () => {
  let failures = 0;
  step = async () => {
    failures += 1;
    if (failures === 1) throw new Error("not now");
  };
  const jobs = await startJobs();
  const id = await ask(1);
  expect(await until(id, "completed")).toMatchObject({ attempts: 2, error: null });
  await jobs.stop();
  step = async () => undefined;
});

test("deleted records go for good after 30 days, with what only linked them; younger ones stay", async () => {
  const old = await tenant.call<{ id: string }>("tenant_admin", "accounts.create", { name: "Old Inc" });
  const young = await tenant.call<{ id: string }>("tenant_admin", "accounts.create", { name: "Young Inc" });
  await tenant.call("tenant_admin", "accounts.relate", {
    accountId: old.id,
    relatedAccountId: young.id,
    relationshipType: "partner",
  });
  const contact = { firstName: "Ann", lastName: "Old", accountId: old.id };
  const { id: contactId } = await tenant.call<{ id: string }>("tenant_admin", "contacts.create", contact);
  await tenant.call("tenant_admin", "contacts.delete", { contactId });
  await tenant.call("tenant_admin", "accounts.delete", { accountId: old.id });
  clock.set(new Date(Date.now() + 29 * 86_400_000));
  expect(await purgeDeletedRecords()).toBe(0);
  await tenant.call("tenant_admin", "accounts.delete", { accountId: young.id });
  clock.set(new Date(Date.now() + 31 * 86_400_000));
  expect(await purgeDeletedRecords()).toBe(2);
  await expect(tenant.call("tenant_admin", "accounts.restore", { accountId: old.id })).rejects.toMatchObject({
    status: 404,
  });
  await tenant.call("tenant_admin", "accounts.restore", { accountId: young.id });
});

test("events are kept for 30 days", async () => {
  const count = async () =>
    (await withSystem("read", (tx) => tx.query<{ n: number }>("select count(*)::int as n from events")))[0]!
      .n;
  const before = await count();
  expect(before).toBeGreaterThan(0);
  expect(await purgeEvents()).toBe(0);
  clock.set(new Date(Date.now() + 90 * 86_400_000));
  expect(await purgeEvents()).toBe(before);
  expect(await count()).toBe(0);
});
