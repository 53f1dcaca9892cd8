import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/kernel/tenancy";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  await withTenant(tenant.ref, "write", (tx) =>
    tx.query(
      `insert into contacts (tenant_id, id, first_name, last_name, custom_fields, created_at, updated_at)
       select current_setting('app.tenant_id')::uuid, gen_random_uuid(), 'Common', 'Nr ' || n, '{}', now(), now()
       from generate_series(1, 1200) n`,
    ),
  );
});
afterAll(() => close());

type Page = { total: number; totalIsExact: boolean; items: { id: string }[] };
const list = (query: object = {}) => tenant.call<Page>("tenant_admin", "contacts.list", query);

test("a large count knows of a write at once", async () => {
  const before = await list();
  expect(before).toMatchObject({ total: 1200, totalIsExact: true });
  await tenant.call("tenant_admin", "contacts.create", { firstName: "One", lastName: "More" });
  expect((await list()).total).toBe(1201);
  await tenant.call("tenant_admin", "contacts.delete", { contactId: before.items[0]!.id });
  expect((await list()).total).toBe(1200);
});

test("the count of one person or one filter is not another's", async () => {
  const active = { filter: { status: { eq: "active" } } };
  const inactive = { filter: { status: { eq: "inactive" } } };
  expect((await list(active)).total).toBe(1200);
  expect((await list(inactive)).total).toBe(0);
});

test("a search counts to its bound and says that there are more", async () => {
  expect(await list({ search: "common" })).toMatchObject({ total: 1000, totalIsExact: false });
});
