import { afterAll, beforeAll, expect, test } from "vitest";
import { recordTypes } from "@/kernel/records";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  const contacts: [string, string, Record<string, unknown>][] = [
    ["Ada", "Lovelace", { email: "ada@engines.example", phone: "+44 (20) 7946-0100" }],
    ["Adam", "Smith", { company: "Adacorp" }],
    ["Grace", "Hopper", { jobTitle: "Adjutant", email: "grace@navy.example" }],
    ["José", "Müller", {}],
    ["Jonathan", "Johnson", {}],
  ];
  for (const [firstName, lastName, rest] of contacts)
    await tenant.call("tenant_admin", "contacts.create", { firstName, lastName, ...rest });
  await tenant.call("tenant_admin", "accounts.create", {
    name: "Ada Industries",
    website: "https://navy.example",
  });
});
afterAll(() => close());

const search = async (query: string, role = "tenant_admin", from = tenant) =>
  (await from.call<{ title: string }[]>(role, "search.records", { query })).map((hit) => hit.title);

test("names that begin with the query come first, then names that contain it, then other texts", async () => {
  expect((await search("ada")).slice(0, 3).sort()).toEqual(["Ada Industries", "Ada Lovelace", "Adam Smith"]);
  expect(await search("ada lovelace")).toEqual(["Ada Lovelace"]);
  expect(await search("lovelace ada")).toEqual(["Ada Lovelace"]);
});

test("among names that fit alike the asker's own come first, and no better fit comes after them", async () => {
  const create = (role: string, name: string) => tenant.call(role, "accounts.create", { name });
  await create("tenant_admin", "Quincery");
  await create("sales_manager", "Quince South");
  await create("sales_rep", "Quince North");
  expect(await search("quince", "sales_manager")).toEqual(["Quince South", "Quince North", "Quincery"]);
  expect(await search("quince", "tenant_admin")).toEqual(["Quince North", "Quince South", "Quincery"]);
});

test("accents, case, parts of words, phone numbers in any format and e-mail domains are found", async () => {
  expect(await search("JOSE muller")).toEqual(["José Müller"]);
  expect(await search("ovelac")).toEqual(["Ada Lovelace"]);
  expect(await search("02079460100")).toEqual(["Ada Lovelace"]);
  const kept = { Inland: "(0171) 234 567 89", Abroad: "+49 171 23456789", Both: "+49 (0)171 234567-89" };
  for (const [lastName, phone] of Object.entries(kept))
    await tenant.call("tenant_admin", "contacts.create", {
      firstName: "Phone",
      lastName,
      phone,
      force: true,
    });
  for (const written of ["+49 171 23456789", "0049 (0)171 23456789", "+49 (0) 171/23456789", "0171-23456789"])
    expect((await search(written)).sort(), written).toEqual(["Phone Abroad", "Phone Both", "Phone Inland"]);
  expect((await search("navy.example")).sort()).toEqual(["Ada Industries", "Grace Hopper"]);
  expect(await search("@engines.example")).toEqual(["Ada Lovelace"]);
});

test("a typing error is forgiven when nothing else is found", async () => {
  expect(await search("jonhson")).toEqual(["Jonathan Johnson"]);
  expect(await search("Lovelase")).toEqual(["Ada Lovelace"]);
  expect(await search("grcae hopper")).toEqual(["Grace Hopper"]);
  expect(await search("zzzzqqqq")).toEqual([]);
});

test("only what the asker may read is found, and nothing of another workspace", async () => {
  expect(await search("grace", "marketing_manager")).toEqual(["Grace Hopper"]);
  const other = await testTenant("Other");
  expect(await search("ada", "tenant_admin", other)).toEqual([]);
});

test.each(recordTypes().map((type) => [type.name, type] as const))(
  "the title of a %s stands in what is searched",
  (_, type) => {
    const read = new Set<string>();
    type.displayName(
      new Proxy({}, { get: (_target, key) => (typeof key === "string" && read.add(key) ? null : undefined) }),
    );
    expect(read.size).toBeGreaterThan(0);
    for (const key of read) expect(type.fields[key as keyof typeof type.fields]?.isSearchable).toBe(true);
  },
);
