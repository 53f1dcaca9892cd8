// The groups of a list, told without counting: the same that are counted, from a few steps in an index.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
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

type Asked = { by: string; interval?: string; query?: Record<string, unknown> };
type Keys = { groups: { key: unknown; label: string | null }[]; isKnown: boolean };
const ask = (operation: string, asked: Asked, actor: Actor) =>
  callAs<Keys>(actor, operation, { recordType: "contact", ...asked });
const admin = () => tenant.actors.tenant_admin!;
const rep = (): Actor => ({
  ...tenant.actors.sales_rep!,
  permissions: [{ resource: "contacts", action: "read", scope: "own" }],
});

beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  for (const [label, kind, options] of [
    ["Segment", "select", ["Small", "Large", "Key"].map((one) => ({ label: one }))],
    ["Vip", "boolean"],
    ["Met", "dateTime"],
  ] as const)
    await tenant.call("tenant_admin", "fields.create", { recordType: "contact", label, kind, options });
  await withTenant(tenant.ref, "write", (tx) =>
    tx.query(
      `insert into contacts (tenant_id, id, owner_id, first_name, last_name, company, status, custom_fields, created_at, updated_at)
       select $1, gen_random_uuid(), case when n % 3 = 0 then $3::uuid end, 'Nr', 'N' || n, case when n % 7 > 0 then 'Company ' || n % 7 end,
         case when n % 5 = 0 then 'inactive' else 'active' end,
         case when n % 4 = 0 then '{}' else jsonb_build_object('segment', (array['Small','Key'])[1 + n % 2], 'vip', n % 3 = 1, 'met', '2024-0' || 1 + n / 3 % 3 || '-05T00:00:00.000Z') end,
         '2026-01-01T00:00:00Z'::timestamptz + make_interval(hours => n / 4), now()
       from generate_series(1, $2::int) n`,
      [uuidOf("tenant", tenant.ref.id), many, uuidOf("user", tenant.actors.sales_rep!.userId!)],
    ),
  );
  // What autovacuum does by itself within a minute.
  await withClient(pools().url, (client) => client.query("vacuum analyze pool.contacts, pool.field_values"));
}, 60_000);
afterAll(() => close());

const sorted = (groups: readonly { key: unknown; label: string | null }[]) =>
  groups.map(({ key, label }) => JSON.stringify([key, label])).sort();

const sometimes = { filter: { lastName: { in: ["N5", "N9", "N10", "N12"] } } };

test.each<[string, Asked, number]>([
  ["a choice", { by: "status" }, 2],
  ["a person", { by: "ownerId" }, 2],
  ["a text", { by: "company" }, 7],
  ["a time by months", { by: "createdAt", interval: "month" }, 7],
  ["a time by quarters", { by: "createdAt", interval: "quarter" }, 3],
  ["a time by weeks", { by: "createdAt", interval: "week" }, 31],
  ["a time by days", { by: "createdAt" }, 209],
  ["an own choice", { by: "customFields.segment" }, 3],
  ["an own yes or no", { by: "customFields.vip" }, 3],
  ["an own time", { by: "customFields.met", interval: "month" }, 4],
  ["a choice among few", { by: "status", query: sometimes }, 2],
  ["an own choice among few", { by: "customFields.segment", query: sometimes }, 3],
  ["a choice of one kind", { by: "customFields.segment", query: { filter: { status: "inactive" } } }, 3],
  ["a choice among what has a word", { by: "status", query: { search: "n17" } }, 2],
])("the groups of %s are those that are counted", async (_, asked, expected) => {
  for (const actor of [admin(), rep()]) {
    // A machine that is busy with other things may need more time than a page would wait.
    const keys = await vi.waitFor(
      async () => {
        const told = await ask("records.groupKeys", asked, actor);
        expect(told.isKnown).toBe(true);
        return told;
      },
      { timeout: 10_000 },
    );
    const counted = await ask("records.group", asked, actor);
    expect(sorted(keys.groups)).toEqual(sorted(counted.groups));
    if (actor.id === admin().id) expect(keys.groups).toHaveLength(expected);
  }
});

test.each<[string, Asked]>([
  ["a choice", { by: "status" }],
  ["a person", { by: "ownerId" }],
  ["a time by months", { by: "createdAt", interval: "month" }],
  ["an own choice", { by: "customFields.segment" }],
  ["an own time", { by: "customFields.met", interval: "month" }],
])("telling the groups of %s reads a few rows of many", async (_, asked) => {
  for (const actor of [admin(), rep()]) {
    const visits = await visitsIn(tenant.ref, () => ask("records.groupKeys", asked, actor));
    expect(rowsVisited(visits, "contacts")).toBeGreaterThan(0);
    expect(rowsVisited(visits, "contacts")).toBeLessThan(200);
    expect(rowsVisited(visits, "field_values")).toBeLessThan(200);
  }
});

test("more groups than a page shows, and values that no index has in order, are not told", async () => {
  const unknown = { groups: [], isKnown: false };
  expect(await ask("records.groupKeys", { by: "lastName" }, admin())).toEqual(unknown);
  expect(await ask("records.groupKeys", { by: "jobTitle" }, admin())).toEqual(unknown);
  expect(await ask("records.groupKeys", { by: "tags" }, admin())).toEqual(unknown);
  expect(await ask("records.groupKeys", { by: "account.industry" }, admin())).toEqual(unknown);
});

test("what cannot be grouped by is refused, as when it is counted", async () => {
  for (const asked of [{ by: "nope" }, { by: "description" }, { by: "status", interval: "month" }]) {
    const refusalOf = (operation: string) =>
      ask(operation, asked, admin()).then(
        () => null,
        (error: { code: string; fields?: unknown }) => [error.code, error.fields],
      );
    expect(await refusalOf("records.group")).not.toBeNull();
    expect(await refusalOf("records.groupKeys")).toEqual(await refusalOf("records.group"));
  }
});
