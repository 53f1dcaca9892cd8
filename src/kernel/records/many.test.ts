// What is done to many records costs what they and their links hold, never what the workspace holds besides.
import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidOf } from "@/kernel/id";
import { type Ctx, inWrite } from "@/kernel/operation";
import { deleteMany, lockMany, recordTypeNamed, restoreMany } from "@/kernel/records";
import { withTenant } from "@/kernel/tenancy";
import { pools } from "@/platform/database/pools";
import { withClient } from "@/platform/embedded-database";
import { openTestDatabase, requestOf, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
const others = 4000;
const some = 300;

beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  for (const label of ["Shoe size", "Hat size"])
    await tenant.call("tenant_admin", "fields.create", { recordType: "contact", label, kind: "integer" });
  await withTenant(tenant.ref, "write", async (tx) => {
    const id = uuidOf("tenant", tenant.ref.id);
    await tx.query(
      `insert into contacts (tenant_id, id, first_name, last_name, company, custom_fields, created_at, updated_at)
       select $1, gen_random_uuid(), 'Nr', n::text, case when n <= $2 then 'plain' when n <= $2 * 2 then 'sized' else 'other' end,
         case when n <= $2 then '{}' else jsonb_build_object('shoeSize', n, 'hatSize', n) end, now(), now()
       from generate_series(1, $2::int * 2 + $3::int) n`,
      [id, some, others],
    );
    await tx.query(
      `insert into tasks (tenant_id, id, title, contact_id, assigned_to, created_at, updated_at)
       select $1, gen_random_uuid(), 'Call', c.id, $2, now(), now() from contacts c where c.tenant_id = $1 and c.company = 'other'`,
      [id, uuidOf("user", tenant.actors.tenant_admin!.userId!)],
    );
  });
  await withClient(pools().url, (client) =>
    client.query("analyze pool.contacts, pool.tasks, pool.field_values"),
  );
}, 60_000);
afterAll(() => close());

const contact = () => recordTypeNamed("contact")!;

/** The contacts of a company, locked, and what `work` on them reads of a table: rows, and index scans. */
async function readBy(
  company: string,
  table: string,
  isDeleted: boolean,
  work: (ctx: Ctx, records: Record<string, unknown>[]) => Promise<void>,
): Promise<{ rows: number; scans: number }> {
  const actor = tenant.actors.tenant_admin!;
  return inWrite(actor, requestOf(actor), async (ctx) => {
    const found = await ctx.tx.query<{ id: string }>(
      "select 'contact_' || replace(id::text, '-', '') as id from contacts where tenant_id = $1 and company = $2",
      [uuidOf("tenant", ctx.tenant.id), company],
    );
    const ids = found.map((row) => row.id);
    const locked = await lockMany(ctx, contact(), ids, "contacts:delete", { isDeleted });
    expect(locked).toHaveLength(some);
    const count = async () => {
      const [row] = await ctx.tx.query<{ rows: number; scans: number }>(
        `select (seq_tup_read + idx_tup_fetch)::int as rows, (seq_scan + idx_scan)::int as scans
         from pg_stat_xact_user_tables where schemaname = current_schema() and relname = $1`,
        [table],
      );
      return row!;
    };
    const before = await count();
    await work(
      ctx,
      locked.map(({ record }) => record),
    );
    const after = await count();
    return { rows: after.rows - before.rows, scans: after.scans - before.scans };
  });
}

const remove = (ctx: Ctx, records: Record<string, unknown>[]) => deleteMany(ctx, contact(), records);
const bringBack = (ctx: Ctx, records: Record<string, unknown>[]) => restoreMany(ctx, contact(), records);

test("records without fields of the workspace's own: no value is looked at", async () => {
  expect(await readBy("plain", "field_values", false, remove)).toEqual({
    rows: 0,
    scans: expect.any(Number),
  });
  expect(await readBy("plain", "field_values", true, bringBack)).toMatchObject({ rows: 0 });
});

test("records with such values: theirs are, and no others", async () => {
  const values = some * 2;
  expect((await readBy("sized", "field_values", false, remove)).rows).toBeLessThan(values * 2.5);
  expect((await readBy("sized", "field_values", true, bringBack)).rows).toBeLessThan(values * 2.5);
});

test("links to deleted records are found by their index, however many other records there are", async () => {
  const { rows, scans } = await readBy("sized", "tasks", false, remove);
  expect(rows).toBe(0);
  expect(scans).toBeLessThan(some);
});
