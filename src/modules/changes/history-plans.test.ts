// The history of a large workspace is read by the page: the newest of all, of one person, of one way in, and what undid each.
import { afterAll, beforeAll, expect, test } from "vitest";
import { toPublicId, uuidOf } from "@/kernel/id";
import { withTenant } from "@/kernel/tenancy";
import { pools } from "@/platform/database/pools";
import { withClient } from "@/platform/embedded-database";
import { rowsVisited, visitsIn } from "@/test/plans";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
const many = 20_000;
/** The id of the n-th change set: ids are made in the order of time. */
const idSql = (n: string): string => `('01900000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const idOf = (n: number): string =>
  toPublicId("chg", `01900000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`);

beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  const repId = uuidOf("user", tenant.actors.sales_rep!.userId!);
  await withTenant(tenant.ref, "write", async (tx) => {
    const values = [uuidOf("tenant", tenant.ref.id), many, repId];
    // The first hundred are a rep's, of which ten came from a file; every third of the later ones undoes the one before it.
    await tx.query(
      `insert into change_sets (tenant_id, id, operation, summary, actor_id, actor_name, user_id, source, request_id, reverts, created_at)
       select $1, ${idSql("n")}, 'contacts.update', 'Change ' || n, 'actor', 'Somebody', case when n <= 100 then $3::uuid end,
         case when n <= 10 then 'import' else 'rest' end, 'req', case when n > 100 and n % 3 = 0 then ${idSql("n - 1")} end, now()
       from generate_series(1, $2::int) n`,
      values,
    );
    await tx.query(
      `insert into audit_log (tenant_id, id, change_id, record_type, record_id, action, created_at)
       select $1, ${idSql("n")}, ${idSql("n")}, 'contact', gen_random_uuid(), 'updated', now() from generate_series(1, $2::int) n`,
      values.slice(0, 2),
    );
  });
  await withClient(pools().url, (client) => client.query("analyze pool.change_sets, pool.audit_log"));
}, 60_000);
afterAll(() => close());

type Page = { items: { id: string; summary: string; revertedBy: string | null }[] };
const history = (query: Record<string, unknown>) =>
  tenant.call<Page>("tenant_admin", "changes.list", { limit: 20, ...query });

test.each([
  ["of all", () => ({ cursor: idOf(many + 1) }), many],
  ["of all, far behind", () => ({ cursor: idOf(5_000) }), 4_999],
  ["of a person who did little, long ago", () => ({ userId: tenant.actors.sales_rep!.userId }), 100],
  ["of what came from files", () => ({ source: "import" }), 10],
])("a page %s", async (_, query, newest) => {
  const { items } = await history(query());
  expect(items[0]?.id).toBe(idOf(newest));
  const visits = await visitsIn(tenant.ref, () => history(query()));
  expect(rowsVisited(visits, "change_sets")).toBeLessThan(200);
  expect(rowsVisited(visits, "audit_log")).toBeLessThan(200);
});

test("each is told with what undid it", async () => {
  const { items } = await history({ cursor: idOf(3_001) });
  expect(items.slice(0, 3).map(({ id, revertedBy }) => [id, revertedBy])).toEqual([
    [idOf(3_000), null],
    [idOf(2_999), idOf(3_000)],
    [idOf(2_998), null],
  ]);
});
