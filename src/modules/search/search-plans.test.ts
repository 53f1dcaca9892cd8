// What a search looks at in a large workspace: a few hundred rows, however many there are.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uuidOf } from "@/kernel/id";
import type { Actor } from "@/kernel/permissions";
import { withTenant } from "@/kernel/tenancy";
import { pools } from "@/platform/database/pools";
import { withClient } from "@/platform/embedded-database";
import { rowsVisited, visitsIn } from "@/test/plans";
import { callAs, openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

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

describe("who may see only what a few people own", () => {
  /** The sales rep, narrowed: scope `own`, or the team of the sales manager. */
  const narrowed = (scope: "own" | "team", role = "sales_rep"): Actor => ({
    ...tenant.actors[role]!,
    permissions: [
      { resource: "contacts", action: "read", scope },
      { resource: "deals", action: "read", scope },
    ],
  });
  const searchAs = (actor: Actor, query: string) =>
    callAs<{ title: string }[]>(actor, "search.records", { query });
  const uuid = (role: string) => uuidOf("user", tenant.actors[role]!.userId!);

  beforeAll(async () => {
    await withTenant(tenant.ref, "write", (tx) =>
      tx.query(
        `update contacts set owner_id = $1 where id in (select id from contacts where first_name = 'John' and last_name = 'Smith' order by created_at limit 2)
           or last_name = 'Lovelace'`,
        [uuid("sales_rep")],
      ),
    );
    await withClient(pools().url, (client) => client.query("analyze pool.contacts"));
  });

  test.each([
    ["a frequent word", "smith", 2],
    ["the beginning of a frequent word", "joh", 2],
    ["one letter", "j", 2],
    ["two words", "john smith", 2],
    ["a rare word", "lovelace", 1],
    ["a misspelt word", "lovelase", 1],
    ["a domain", "@engines.example", 1],
    ["what only others have", "hopper", 0],
  ])("%s: no more rows are looked at than for who sees all", async (_, query, expected) => {
    const actor = narrowed("own");
    expect(await searchAs(actor, query)).toHaveLength(expected);
    const visits = await visitsIn(tenant.ref, () => searchAs(actor, query));
    expect(rowsVisited(visits, "contacts")).toBeLessThan(many / 10);
  });

  test("a team's records are its members', and a deal shared with one of them", async () => {
    const team = await tenant.call("tenant_admin", "teams.create", { name: "Searchers" });
    for (const role of ["sales_rep", "marketing_manager"])
      await withTenant(tenant.ref, "write", (tx) =>
        tx.query("update users set team_id = $2 where id = $1", [
          uuid(role),
          uuidOf("team", team.id as string),
        ]),
      );
    const member = { ...narrowed("team", "marketing_manager"), teamId: team.id as string };
    expect(await searchAs(member, "lovelace")).toHaveLength(1);
    expect(await searchAs(narrowed("own", "marketing_manager"), "lovelace")).toEqual([]);
    const deal = await tenant.call("tenant_admin", "deals.create", { title: "Difference engine" });
    expect(await searchAs(member, "difference")).toEqual([]);
    await tenant.call("tenant_admin", "deals.setCollaborators", {
      dealId: deal.id,
      userIds: [tenant.actors.sales_rep!.userId],
    });
    expect(await searchAs(member, "difference")).toHaveLength(1);
    expect(await searchAs(narrowed("own"), "diference")).toHaveLength(1);
  });

  test("what lies behind the newest of somebody's many is found too, rightly written and misspelt", async () => {
    const owner = uuid("support_agent");
    await withTenant(tenant.ref, "write", (tx) =>
      tx.query(
        `update contacts set owner_id = $1 where id in (select id from contacts where owner_id is null and last_name = 'Brown' order by created_at desc limit 900)
           or last_name = 'Hopper'`,
        [owner],
      ),
    );
    const team = await tenant.call("tenant_admin", "teams.create", { name: "Hoppers" });
    await withTenant(tenant.ref, "write", (tx) =>
      tx.query("update users set team_id = $2 where id = any($1::uuid[])", [
        [owner, uuid("sales_manager")],
        uuidOf("team", team.id as string),
      ]),
    );
    for (const actor of [
      narrowed("own", "support_agent"),
      { ...narrowed("team", "sales_manager"), teamId: team.id as string },
    ])
      for (const query of ["hopper", "hoppre", "@mail.engines.example"]) {
        expect((await searchAs(actor, query)).map(({ title }) => title)).toEqual(["Grace Hopper"]);
        const visits = await visitsIn(tenant.ref, () => searchAs(actor, query));
        expect(rowsVisited(visits, "contacts")).toBeLessThan(many / 5);
      }
  });
});
