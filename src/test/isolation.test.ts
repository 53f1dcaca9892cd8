// Row-level security, proven: every table with a tenant_id is held, and when any one policy is missing, the probe that
// proves it says so.
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidOf } from "@/kernel/id";
import { withTenant } from "@/kernel/tenancy";
import { connectDatabase, disconnectDatabase, pools } from "@/platform/database/pools";
import { testDatabase } from "./database";
import { makeWorld } from "./fixtures";
import { type TestTenant, testTenant } from "./tenant";

let close: () => Promise<void>;
let mine: TestTenant;
let theirs: TestTenant;
let superuser: pg.Client;
beforeAll(async () => {
  const database = await testDatabase();
  connectDatabase(database.url);
  close = async () => {
    await disconnectDatabase();
    await database.drop();
  };
  mine = await testTenant("Mine");
  theirs = await testTenant("Theirs");
  await makeWorld(theirs);
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await close();
});

type Table = { schema: string; name: string };

async function tenantTables(): Promise<Table[]> {
  const { rows } = await superuser.query<Table>(
    `select n.nspname as schema, c.relname as name from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where n.nspname in ('pool', 'control') and c.relkind in ('r', 'p') order by 1, 2`,
  );
  return rows;
}

class Undo extends Error {}

/** Tables whose policy lets my tenant see a row of theirs, or carry one of mine over to them: none. */
async function leaks(tables: Table[]): Promise<string[]> {
  const found: string[] = [];
  const [me, them] = [uuidOf("tenant", mine.ref.id), uuidOf("tenant", theirs.ref.id)];
  const refused = (error: unknown) => {
    if (error instanceof Undo || typeof (error as { code?: string }).code === "string") return 0;
    throw error;
  };
  for (const { schema, name } of tables) {
    const table = `${schema}."${name}"`;
    const seen = await withTenant(mine.ref, "read", (tx) =>
      tx.query(`select 1 from ${table} where tenant_id <> $1 limit 1`, [me]),
    ).then((rows) => rows.length, refused);
    let moved = 0;
    await withTenant(mine.ref, "write", async (tx) => {
      moved = (
        await tx.query(`update ${table} set tenant_id = $1 where tenant_id = $2 returning 1`, [them, me])
      ).length;
      throw new Undo();
    }).catch(refused);
    if (seen + moved > 0) found.push(`${schema}.${name}`);
  }
  return found;
}

test("every table with a tenant_id has row-level security enabled and forced, with a policy for reading and writing", async () => {
  const tables = await tenantTables();
  expect(tables.length).toBeGreaterThan(15);
  const { rows } = await superuser.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where n.nspname in ('pool', 'control') and c.relkind in ('r', 'p')
       and not (c.relrowsecurity and c.relforcerowsecurity and exists (
         select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant_isolation' and p.polqual is not null and p.polwithcheck is not null))`,
  );
  expect(rows.map((row) => row.name)).toEqual([]);
  expect(await leaks(tables)).toEqual([]);
});

test("without its policy, each table that holds rows is reported: isolation is not proven by accident", async () => {
  const tables = await tenantTables();
  const tried: string[] = [];
  const unnoticed: string[] = [];
  const match = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid";
  for (const table of tables) {
    const name = `${table.schema}."${table.name}"`;
    const { rows } = await superuser.query<{ found: boolean }>(
      `select exists (select 1 from ${name} where tenant_id = $1) and has_table_privilege('meridian_app', '${table.schema}.${table.name}', 'select') as found`,
      [uuidOf("tenant", theirs.ref.id)],
    );
    if (!rows[0]?.found) continue;
    tried.push(name);
    await superuser.query(`alter policy tenant_isolation on ${name} using (true) with check (true)`);
    if ((await leaks([table])).length === 0) unnoticed.push(name);
    await superuser.query(`alter policy tenant_isolation on ${name} using (${match}) with check (${match})`);
  }
  expect(tried.length).toBeGreaterThan(10);
  expect(unnoticed).toEqual([]);
  expect(await leaks(tables)).toEqual([]);
});

test("without a tenant there are no rows, and the application's role cannot get around its policies", async () => {
  const client = await pools().app.connect();
  try {
    const { rows } = await client.query("select count(*)::int as n from pool.contacts");
    expect(rows[0].n).toBe(0);
    const role = await client.query<{ name: string; bypass: boolean; superuser: boolean; owned: number }>(
      `select current_user as name, rolbypassrls as bypass, rolsuper as superuser,
         (select count(*)::int from pg_class where relowner = pg_roles.oid) as owned from pg_roles where rolname = current_user`,
    );
    expect(role.rows[0]).toEqual({ name: "meridian_app", bypass: false, superuser: false, owned: 0 });
    for (const statement of [
      "update pool.audit_log set action = 'x'",
      "delete from pool.change_sets",
      "truncate pool.audit_log",
      "update control.events set type = 'x'",
      "select 1 from control.people",
    ]) {
      await expect(client.query(statement)).rejects.toMatchObject({ code: "42501" });
    }
  } finally {
    client.release();
  }
});

test("reads of several tenants at once, on connections that they hand to each other, each see their own alone", async () => {
  const tenants = await Promise.all(["A", "B", "C"].map((name) => testTenant(name)));
  const wrong: unknown[] = [];
  const reader = async (n: number) => {
    for (let i = 0; i < 60; i++) {
      const { ref } = tenants[(n + i) % tenants.length]!;
      const [row] = await withTenant(ref, i % 7 === 0 ? "write" : "read", (tx) =>
        tx.query(
          "select current_setting('app.tenant_id') as id, array(select distinct tenant_id::text from users) as seen",
        ),
      );
      const own = uuidOf("tenant", ref.id);
      if (row?.id !== own || String(row.seen) !== own) wrong.push(row);
    }
  };
  await Promise.all(Array.from({ length: 24 }, (_, n) => reader(n)));
  expect(wrong).toEqual([]);
  // None is left inside a transaction for longer than a turn of the event loop.
  const { rows } = await superuser.query(
    "select pid from pg_stat_activity where application_name = 'meridian_app' and state like 'idle in transaction%' and state_change < now() - interval '1 second'",
  );
  expect(rows).toEqual([]);
});

test("work that goes on after its transaction asks nothing on a connection that is another's by then", async () => {
  for (const mode of ["read", "write"] as const) {
    const kept = await withTenant(mine.ref, mode, async (tx) => tx);
    await expect(kept.query("select 1")).rejects.toThrow("the transaction is over");
    expect(() => kept.send("select 1")).toThrow("the transaction is over");
    await expect(kept.db.execute("select 1")).rejects.toMatchObject({
      cause: { message: "the transaction is over" },
    });
    await expect(kept.copyOut("select 1", [], () => 1).next()).rejects.toThrow("the transaction is over");
  }
  // Of two branches one fails, and the other comes to its next statement when all is rolled back.
  let late: Promise<unknown> | undefined;
  const failed = withTenant(mine.ref, "write", (tx) => {
    late = new Promise((resolve) => setTimeout(resolve, 50)).then(() => tx.query("select 1"));
    late.catch(() => undefined);
    return Promise.all([late, tx.query("select 1 / 0")]);
  });
  await expect(failed).rejects.toThrow("division by zero");
  await expect(late).rejects.toThrow("the transaction is over");
});
