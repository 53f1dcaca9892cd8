// What lists along kept orders read: as much as they show, and not along the order what lies far apart in it.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { uuidOf } from "@/kernel/id";
import { tidyKeptOrders } from "@/kernel/jobs";
import { pools } from "@/platform/database/pools";
import { withClient } from "@/platform/embedded-database";
import { keptOrdersOf } from "@/test/kept-orders";
import { rowsVisited, visitsIn } from "@/test/plans";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
});
beforeEach(async () => {
  tenant = await testTenant();
});
afterAll(() => close());

type Wire = Record<string, unknown>;
const { admin, list, aField, sql, keep, orders, computed, isWalked } = keptOrdersOf(() => tenant);

const many = 30_000;
const manyAccounts = () =>
  sql(
    `insert into accounts (tenant_id, id, name, employees, owner_id, created_at, updated_at)
     select $1, gen_random_uuid(), 'Nr ' || n, n, case when n % 50 = 0 then $3::uuid end, now(), now() from generate_series(1, $2::int) n`,
    [many, uuidOf("user", tenant.actors.sales_rep!.userId!)],
  );

test("a page reads as much as it shows, and a change of everything is computed until the order is built anew", async () => {
  await aField({ label: "Twice", kind: "number", formula: "{employees} * 2" });
  await manyAccounts();
  await withClient(pools().url, (client) => client.query("analyze pool.accounts"));
  await keep("twice");
  const first = (await list({ sort: "-customFields.twice", limit: 2 })).items;
  expect(first.map(({ name }) => name)).toEqual([`Nr ${many}`, `Nr ${many - 1}`]);
  await admin("accounts.update", { accountId: first[0]!.id, employees: 0 });
  let cursor: string | null = null;
  for (let pages = 0; pages < 30; pages++)
    cursor = (await list({ sort: "-customFields.twice", limit: 100, ...(cursor ? { cursor } : {}) }))
      .nextCursor;
  for (const query of [{}, { cursor }, { employees: { gte: 1 } }]) {
    const visits = await visitsIn(tenant.ref, () =>
      list({ sort: "-customFields.twice", limit: 20, ...query }),
    );
    expect(rowsVisited(visits, "kept_order_values")).toBeLessThan(100);
    expect(rowsVisited(visits, "accounts")).toBeLessThan(200);
  }
  await keep("employees");
  const builtIn = await visitsIn(tenant.ref, () => list({ sort: "employees", limit: 20 }));
  expect(rowsVisited(builtIn, "kept_order_values")).toBeGreaterThan(20);
  for (const table of ["kept_order_values", "accounts"])
    expect(rowsVisited(builtIn, table)).toBeLessThan(100);
  await sql("update accounts set employees = employees + 1 where tenant_id = $1");
  expect(await isWalked({ sort: "-customFields.twice" })).toBe(false);
  const [top] = (await list({ sort: "-customFields.twice", limit: 1 })).items;
  expect(top?.customFields.twice).toBe(many * 2);
  await keep("twice");
  expect(await isWalked({ sort: "-customFields.twice" })).toBe(true);
  expect((await list({ sort: "-customFields.twice", limit: 1 })).items[0]?.id).toBe(top?.id);
  expect((await orders()).map(({ state, noted }) => [state, noted])).toContainEqual(["whole", 0]);
  await sql("update custom_fields set deleted_at = now() where tenant_id = $1");
  await keep("employees");
  await tidyKeptOrders(tenant.ref);
  expect(await sql("select field_id from kept_orders where tenant_id = $1")).toEqual([
    { field_id: "employees" },
  ]);
  await sql("update kept_orders set used_at = now() - interval '20 days' where tenant_id = $1");
  await tidyKeptOrders(tenant.ref);
  for (const table of ["kept_orders", "kept_order_values", "kept_order_changes", "kept_order_reads"])
    expect(await sql(`select 1 from ${table} where tenant_id = $1 limit 1`)).toEqual([]);
}, 60_000);

test("records that lie far apart in the order are not looked for along it", async () => {
  await aField({ label: "Twice", kind: "number", formula: "{employees} * 2" });
  await aField({ label: "Rank", kind: "integer" });
  await manyAccounts();
  // Of the rep's 400 records three have something to sort by, and they are the last of all.
  const repId = uuidOf("user", tenant.actors.sales_rep!.userId!);
  await sql(
    "update accounts set employees = null where tenant_id = $1 and owner_id = $2 and employees < $3",
    [repId, many - 100],
  );
  await sql("update accounts set custom_fields = jsonb_build_object('rank', employees) where tenant_id = $1");
  await withClient(pools().url, (client) => client.query("analyze pool.accounts, pool.field_values"));
  await keep("twice");
  await withClient(pools().url, (client) => client.query("analyze pool.kept_order_values"));
  for (const sort of ["customFields.twice", "customFields.rank"]) {
    const mine = { sort, limit: 20, ownerId: tenant.actors.sales_rep!.userId };
    for (const query of [mine, { ...mine, cursor: (await list(mine)).nextCursor! }]) {
      const visits = await visitsIn(tenant.ref, () => list(query));
      for (const table of ["kept_order_values", "field_values", "accounts"])
        expect(rowsVisited(visits, table)).toBeLessThan(many / 2);
    }
    const names = (await list(mine)).items.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual([`Nr ${many - 100}`, `Nr ${many - 50}`, `Nr ${many}`]);
  }
});

test("of many records with the same value the second field orders those that are shown", async () => {
  await manyAccounts();
  await sql(
    "update accounts set industry = case when employees % 3 > 0 then 'Retail' else 'Steel' end where tenant_id = $1",
  );
  await withClient(pools().url, (client) => client.query("analyze pool.accounts"));
  await keep("industry");
  await withClient(pools().url, (client) => client.query("analyze pool.kept_order_values"));
  const names = async (query: Wire) => (await list({ limit: 5, ...query })).items.map(({ name }) => name);
  const both = async (query: Wire) => {
    const along = await names(query);
    expect(along).toEqual(await computed(() => names(query)));
    return along;
  };
  const sort = "industry,name";
  const visits = await visitsIn(tenant.ref, () => list({ sort, limit: 20 }));
  for (const table of ["kept_order_values", "accounts"])
    expect(rowsVisited(visits, table)).toBeLessThan(10_000);
  expect((await both({ sort }))[0]).toBe("Nr 1");
  // What is noted comes before, between and behind the values that are kept.
  const { items } = await list({ sort: "-industry,-name", limit: 5 });
  for (const [i, industry] of ["Aluminium", "Sand", "Steel", "Zinc", null].entries())
    await admin("accounts.update", { accountId: items[i]!.id, industry });
  expect((await both({ sort }))[0]).toBe(items[0]!.name);
  expect((await both({ sort: "-industry,name" }))[0]).toBe(items[3]!.name);
  const { nextCursor } = await list({ sort, limit: 5 });
  await both({ sort, cursor: nextCursor });
  for (const page of [3, 4_001, 4_002, 6_000]) await both({ sort, page });
  for (const page of [1, 2_001, 6_001]) await both({ sort: "-industry,-employees", page });
}, 60_000);
