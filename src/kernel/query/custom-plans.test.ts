// Filters by custom fields in a large workspace go by the index of the values, never through the records; a page of a
// sorted list reads as many values as it shows, wherever it begins.
import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidOf } from "@/kernel/id";
import { withTenant } from "@/kernel/tenancy";
import { pools } from "@/platform/database/pools";
import { withClient } from "@/platform/embedded-database";
import { rowsVisited, visitsIn } from "@/test/plans";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
const many = 20_000;

beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  for (const [label, kind] of [
    ["Shoe size", "integer"],
    ["Nickname", "text"],
    ["Met at", "dateTime"],
  ])
    await tenant.call("tenant_admin", "fields.create", { recordType: "contact", label, kind });
  await withTenant(tenant.ref, "write", (tx) =>
    tx.query(
      `insert into contacts (tenant_id, id, first_name, last_name, email, custom_fields, created_at, updated_at)
       select $1, gen_random_uuid(), 'Nr', n::text, case when n % 4 > 0 then n || '@example.com' end, jsonb_build_object('shoeSize', n, 'nickname', 'nick ' || n,
         'metAt', to_char(timestamptz '2020-01-01' + make_interval(mins => n), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), now() - make_interval(secs => n), now()
       from generate_series(1, $2::int) n`,
      [uuidOf("tenant", tenant.ref.id), many],
    ),
  );
  await withClient(pools().url, (client) => client.query("analyze pool.contacts, pool.field_values"));
}, 60_000);
afterAll(() => close());

type Page = { items: { lastName: string }[] };
const list = (query: Record<string, unknown>) =>
  tenant.call<Page>("tenant_admin", "contacts.list", { limit: 20, ...query });

test.each([
  ["equal to a number", { customFields: { shoeSize: { eq: 777 } } }, "777"],
  ["within a range", { customFields: { shoeSize: { gte: 19_990, lte: 19_995 } } }, "19990"],
  ["equal to a text", { customFields: { nickname: { eq: "nick 4242" } } }, "4242"],
  ["in a range of time", { customFields: { metAt: { lt: "2020-01-01T00:10:00.000Z" } } }, "9"],
])("a filter %s", async (_, query, expected) => {
  expect((await list(query)).items.map((one) => one.lastName)).toContain(expected);
  const visits = await visitsIn(tenant.ref, () => list(query));
  expect(visits.filter(({ how }) => how === "Seq Scan").map(({ table }) => table)).not.toContain("contacts");
  expect(rowsVisited(visits, "contacts")).toBeLessThan(many / 20);
  expect(rowsVisited(visits, "field_values")).toBeLessThan(many / 20);
});

type Sorted = Page & { nextCursor: string };

test.each([
  ["up by a number", "customFields.shoeSize", "1"],
  ["down by a number", "-customFields.shoeSize", `${many}`],
  ["down by a text", "-customFields.nickname", "9999"],
  ["up by a time", "customFields.metAt", "1"],
])("sorting %s reads the page alone, the first and one far behind", async (_, sort, expected) => {
  expect((await list({ sort })).items[0]?.lastName).toBe(expected);
  let cursor: string | undefined;
  for (let pages = 0; pages < 60; pages++)
    cursor = (
      await tenant.call<Sorted>("tenant_admin", "contacts.list", { limit: 100, sort, cursor, count: "none" })
    ).nextCursor;
  for (const asked of [{ sort }, { sort, cursor }, { sort, status: "active", cursor }]) {
    const visits = await visitsIn(tenant.ref, () => list({ ...asked, count: "none" }));
    expect(rowsVisited(visits, "field_values")).toBeLessThan(100);
    expect(rowsVisited(visits, "contacts")).toBeLessThan(100);
  }
});

test.each(["lastName", "-createdAt", "email", "-email"])(
  "a page far behind by %s begins where the cursor says",
  async (sort) => {
    let cursor: string | undefined;
    for (let pages = 0; pages < 60; pages++)
      cursor = (
        await tenant.call<Sorted>("tenant_admin", "contacts.list", {
          limit: 100,
          sort,
          cursor,
          count: "none",
        })
      ).nextCursor;
    const visits = await visitsIn(tenant.ref, () => list({ sort, cursor, count: "none" }));
    expect(visits.filter(({ how }) => how === "Seq Scan" || how === "Bitmap Heap Scan")).toEqual([]);
    expect(rowsVisited(visits, "contacts")).toBeLessThan(100);
  },
);
