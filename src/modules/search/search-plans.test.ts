// What a search looks at in a large workspace: a few hundred rows, however many there are.
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
  await withTenant(tenant.ref, "write", (tx) =>
    tx.query(
      `insert into contacts (tenant_id, id, first_name, last_name, email, company, created_at, updated_at)
       select $1, gen_random_uuid(), (array['James','Mary','John','Patricia'])[1 + n % 4], (array['Smith','Johnson','Brown'])[1 + n % 3],
         'c' || n || '@d' || n % 500 || '.example', 'Company ' || n % 500, now() - make_interval(secs => n), now()
       from generate_series(1, $2::int) n`,
      [uuidOf("tenant", tenant.ref.id), many],
    ),
  );
  for (const [firstName, lastName, email] of [
    ["Ada", "Lovelace", "ada@engines.example"],
    ["Grace", "Hopper", "grace@mail.engines.example"],
  ])
    await tenant.call("tenant_admin", "contacts.create", { firstName, lastName, email });
  await withTenant(tenant.ref, "write", (tx) =>
    tx.query(
      "update contacts set created_at = now() - interval '1 year' where last_name in ('Lovelace', 'Hopper')",
    ),
  );
  // What autovacuum does by itself within a minute.
  await withClient(pools().url, (client) => client.query("analyze pool.contacts, pool.search_words"));
}, 60_000);
afterAll(() => close());

const search = (query: string) =>
  tenant.call<{ title: string }[]>("tenant_admin", "search.records", { query, types: "contact" });

test.each([
  ["a misspelt rare word", "lovelase", "Ada Lovelace"],
  ["two letters swapped in a frequent word", "jonhson", "Johnson"],
  ["a domain", "@engines.example", "Ada Lovelace"],
  ["a domain and those below it", "engines.example", "Grace Hopper"],
  ["a part of a domain", "d77.exam", ""],
])("%s is found without a scan of the table", async (_, query, expected) => {
  const found = await search(query);
  expect(found.some(({ title }) => title.includes(expected))).toBe(true);
  const visits = await visitsIn(tenant.ref, () => search(query));
  expect(visits.filter(({ table, how }) => table === "contacts" && how === "Seq Scan")).toEqual([]);
  expect(rowsVisited(visits, "contacts")).toBeLessThan(many / 10);
  expect(rowsVisited(visits, "contacts")).toBeGreaterThan(0);
});

test("a word that a record no longer holds leads to nothing", async () => {
  const { id } = await tenant.call("tenant_admin", "contacts.create", {
    firstName: "Zebedee",
    lastName: "Q",
  });
  expect(await search("zebedea")).toHaveLength(1);
  await tenant.call("tenant_admin", "contacts.update", { contactId: id, firstName: "Bartholomew" });
  expect(await search("zebedea")).toEqual([]);
  expect((await search("bartholomeo"))[0]?.title).toBe("Bartholomew Q");
});
