// Backends are killed under load: what was acknowledged is there, what was not is not there by half, and no row of one
// tenant ever lands in another's tables.
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { env } from "@/env";
import { AppError } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import { connectDatabase, disconnectDatabase } from "@/platform/database/pools";
import { testDatabase } from "./database";
import { type TestTenant, testTenant } from "./tenant";

const kills = env.FAULT_KILLS;
const writers = 32;
let close: () => Promise<void>;
let superuser: pg.Client;
let tenants: TestTenant[];
beforeAll(async () => {
  const database = await testDatabase();
  connectDatabase(database.url);
  close = async () => {
    await disconnectDatabase();
    await database.drop();
  };
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  tenants = [await testTenant("One"), await testTenant("Two", "own"), await testTenant("Three")];
});
afterAll(async () => {
  await superuser.end();
  await close();
});

test(`${kills} kills under ${writers} writers: nothing acknowledged is lost, nothing is half written, nothing crosses tenants`, async () => {
  const acknowledged: { tenant: number; id: string; lastName: string }[] = [];
  const unexpected: unknown[] = [];
  let isRunning = true;
  let sequence = 0;
  const writer = async (n: number) => {
    while (isRunning) {
      const tenant = (n + sequence) % tenants.length;
      const lastName = `T${tenant}-${n}-${sequence++}`;
      try {
        const { id } = await tenants[tenant]!.call<{ id: string }>("tenant_admin", "contacts.create", {
          firstName: "Fault",
          lastName,
        });
        acknowledged.push({ tenant, id, lastName });
      } catch (error) {
        if (!(error instanceof AppError && error.status === 503)) unexpected.push(error);
      }
    }
  };
  const work = Array.from({ length: writers }, (_, n) => writer(n));
  // On a slow machine the kills come faster than the writes: it goes on until there is enough of both.
  for (let killed = 0; killed < kills || acknowledged.length <= kills; ) {
    const { rowCount } = await superuser.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'meridian_app' and pid <> pg_backend_pid() order by random() limit 3`,
    );
    killed += rowCount ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  isRunning = false;
  await Promise.all(work);
  expect(unexpected).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(kills);

  for (const [n, tenant] of tenants.entries()) {
    const { schema } = tenant.ref;
    const id = uuidOf("tenant", tenant.ref.id);
    const mine = acknowledged.filter((one) => one.tenant === n);
    const stored = await superuser.query<{ id: string; last_name: string }>(
      `select id, last_name from ${schema}.contacts where tenant_id = $1`,
      [id],
    );
    const byId = new Map(stored.rows.map((row) => [`contact_${row.id.replaceAll("-", "")}`, row.last_name]));
    expect(mine.filter((one) => byId.get(one.id) !== one.lastName)).toEqual([]);
    expect(stored.rows.filter((row) => !row.last_name.startsWith(`T${n}-`))).toEqual([]);
    // Record, audit row, change set and event: all four or none.
    const halves = await superuser.query(
      `select c.id from ${schema}.contacts c
       left join ${schema}.audit_log a on a.tenant_id = c.tenant_id and a.record_id = c.id and a.action = 'created'
       left join ${schema}.change_sets s on s.tenant_id = c.tenant_id and s.id = a.change_id
       left join control.events e on e.tenant_id = c.tenant_id and e.record_id = c.id and e.type = 'contact.created'
       where c.tenant_id = $1 and (a.id is null or s.id is null or e.id is null)`,
      [id],
    );
    expect(halves.rows).toEqual([]);
    const orphans = await superuser.query(
      `select a.id from ${schema}.audit_log a where a.tenant_id = $1 and a.record_type = 'contact'
       and not exists (select 1 from ${schema}.contacts c where c.tenant_id = a.tenant_id and c.id = a.record_id)`,
      [id],
    );
    expect(orphans.rows).toEqual([]);
  }
}, 120_000);
