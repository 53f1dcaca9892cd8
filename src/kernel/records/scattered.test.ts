// Narrowed lists whose records lie far apart in their order: each page is the same as of the whole list sorted, whichever
// way it was found, and none reads all records of the workspace.
import { afterAll, beforeAll, expect, test } from "vitest";
import { toPublicId, uuidOf } from "@/kernel/id";
import { withTenant } from "@/kernel/tenancy";
import { pools } from "@/platform/database/pools";
import { withClient } from "@/platform/embedded-database";
import { rowsVisited, visitsIn } from "@/test/plans";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
const many = 60_000;
const sql = <R extends Record<string, unknown>>(text: string, ...values: unknown[]) =>
  withTenant(tenant.ref, "write", (tx) => tx.query<R>(text, [uuidOf("tenant", tenant.ref.id), ...values]));

beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  await tenant.call("tenant_admin", "fields.create", {
    recordType: "contact",
    label: "Rank",
    kind: "integer",
  });
  await tenant.call("tenant_admin", "fields.create", {
    recordType: "contact",
    label: "Tier",
    kind: "select",
    options: ["gold", "iron", "lead"].map((value) => ({ value, label: value })),
  });
  // Every tenth is the rep's; of those only the last hundred are inactive, as every other one of the others is.
  await sql(
    `insert into contacts (tenant_id, id, owner_id, first_name, last_name, company, job_title, status, custom_fields, created_at, updated_at)
     select $1, gen_random_uuid(), case when n % 10 = 0 then $3::uuid end, 'Nr', lpad(n::text, 6, '0'), case when n % 3 > 0 then 'Company ' || n / 7 end,
       case when n % 4 = 0 then 'Sales manager' else 'Buyer' end,
       case when n % 10 > 0 and n % 2 = 1 or n % 10 = 0 and n > $2::int - 1000 then 'inactive' else 'active' end,
       case when n % 5 = 0 then jsonb_build_object('rank', n, 'tier', case when n % 3 = 0 then 'iron' when n < 100 then 'gold' else 'lead' end) else '{}' end, now() - make_interval(secs => n), now()
     from generate_series(1, $2::int) n`,
    many,
    uuidOf("user", tenant.actors.sales_rep!.userId!),
  );
  await withClient(pools().url, (client) => client.query("analyze pool.contacts, pool.field_values"));
}, 60_000);
afterAll(() => close());

type Page = { items: { id: string; lastName: string }[]; nextCursor: string | null };
const lists = (role: string, query: Record<string, unknown>) =>
  tenant.call<Page>(role, "contacts.list", { limit: 40, count: "none", ...query });

const filters: [role: string, query: Record<string, unknown>, condition: string, scattered: boolean][] = [
  ["sales_rep", { ownerId: "me", status: "inactive" }, "owner_id = $2 and status = 'inactive'", true],
  ["sales_rep", { ownerId: "me", status: "active" }, "owner_id = $2 and status = 'active'", false],
  ["sales_rep", { ownerId: "me", search: "000930" }, "owner_id = $2 and last_name = '000930'", true],
  ["tenant_admin", { jobTitle: { contains: "manager" } }, "job_title like '%manager%'", false],
  ["tenant_admin", {}, "true", false],
  [
    "tenant_admin",
    { customFields: { rank: { gte: 59_000 } } },
    "(custom_fields->>'rank')::int >= 59000",
    true,
  ],
  [
    "tenant_admin",
    { customFields: { rank: { gt: 9_995, lte: 40_000 }, tier: ["iron", "lead"] } },
    "(custom_fields->>'rank')::int > 9995 and (custom_fields->>'rank')::int <= 40000 and custom_fields->>'tier' in ('iron', 'lead')",
    false,
  ],
  [
    "sales_rep",
    { ownerId: "me", customFields: { tier: "lead" }, status: "active" },
    "owner_id = $2 and custom_fields->>'tier' = 'lead' and status = 'active'",
    false,
  ],
];
const orders: [sort: string, by: string][] = [
  ["lastName", "last_name, id"],
  ["-lastName", "last_name desc, id desc"],
  ["company", "company, id"],
  ["-company,lastName", "company desc nulls last, last_name, id"],
  ["status", "status, id"],
  ["customFields.rank", "(custom_fields->>'rank')::int, id"],
  ["-customFields.tier,lastName", "custom_fields->>'tier' desc nulls last, last_name, id"],
  ["customFields.tier,-status,company", "custom_fields->>'tier', status desc, company, id"],
  ["firstName,company", "first_name, company, id"],
  ["-firstName,-jobTitle,lastName", "first_name desc, job_title desc, last_name, id"],
];

test.each(filters.flatMap((filter) => orders.map((order) => [...filter, ...order] as const)))(
  "%s %j: %s (%s) by %s",
  async (role, asked, condition, _, sort, by) => {
    const repId = tenant.actors.sales_rep!.userId!;
    const query = { ...asked, ...("ownerId" in asked ? { ownerId: repId } : {}), sort };
    const whole = await sql<{ id: string }>(
      `select id from contacts where tenant_id = $1 and $2::uuid is not null and ${condition} order by ${by}`,
      uuidOf("user", repId),
    );
    const ids = whole.map(({ id }) => toPublicId("contact", id));
    const found: string[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages < 4 && (pages === 0 || cursor); pages++) {
      const page: Page = await lists(role, { ...query, ...(cursor ? { cursor } : {}) });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(ids.slice(0, 160));
    for (const page of [1, 3, 30])
      expect((await lists(role, { ...query, page })).items.map(({ id }) => id)).toEqual(
        ids.slice((page - 1) * 40, page * 40),
      );
  },
);

test.each(
  filters.flatMap(([role, query, , scattered]) =>
    scattered && role === "sales_rep" ? orders.map(([sort]) => [query, sort] as const) : [],
  ),
)("%j by %s reads a part of all", async (asked, sort) => {
  const query = { ...asked, ownerId: tenant.actors.sales_rep!.userId, sort };
  for (const times of [1, 2, 3]) {
    const visits = await visitsIn(tenant.ref, () => lists("sales_rep", query));
    expect(rowsVisited(visits, "contacts"), `time ${times}`).toBeLessThan(many / 2);
    expect(rowsVisited(visits, "field_values"), `time ${times}`).toBeLessThan(many / 2);
  }
});

const ofMany = { customFields: { rank: { gt: 20_000, lt: 55_000 } } };

test.each([
  ["customFields.rank", { customFields: { rank: { gte: 30_001 } } }],
  ["-customFields.rank", { customFields: { rank: { lt: 30_001 } } }],
  ["customFields.rank,-lastName", ofMany],
  ["-customFields.rank", { ...ofMany, status: "active" }],
  ["customFields.tier", { customFields: { tier: "lead" } }],
  ["-customFields.tier,lastName", { customFields: { tier: ["iron", "gold"] } }],
])("by %s the walk begins and ends where the filter of that field does: %j", async (sort, query) => {
  for (const times of [1, 2, 3]) {
    const visits = await visitsIn(tenant.ref, () => lists("tenant_admin", { ...query, sort }));
    expect(rowsVisited(visits, "field_values"), `time ${times}`).toBeLessThan(many / 5);
    expect(rowsVisited(visits, "contacts"), `time ${times}`).toBeLessThan(many / 10);
  }
});

test.each(["lastName", "-createdAt", "-status,company"])(
  "what few have a value for is found by the value and sorted by %s, though the first have none",
  async (sort) => {
    const few = { customFields: { rank: { gte: 40_000 } }, sort };
    const visits = await visitsIn(tenant.ref, () => lists("tenant_admin", few));
    expect(rowsVisited(visits, "contacts")).toBeLessThan(5_000);
  },
);

test.each([
  "-customFields.tier,lastName",
  "customFields.tier,-lastName,company",
  "firstName,company",
  "-firstName,-lastName",
])(
  "of the records that share a value of the first field, by %s, no more are read than shown",
  async (sort) => {
    for (const query of [{ sort }, { sort, cursor: (await lists("tenant_admin", { sort })).nextCursor }]) {
      const visits = await visitsIn(tenant.ref, () => lists("tenant_admin", query));
      expect(rowsVisited(visits, "contacts")).toBeLessThan(many / 5);
      expect(rowsVisited(visits, "field_values")).toBeLessThan(many / 5);
    }
  },
);
