// A column of a computed field is not imported, is taken for no other field, and is said to be so wherever it is asked for.
import { beforeAll, expect, test } from "vitest";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { committed, importCsv, list, planned } from "./fixtures";
import type { ImportKind } from "./plan-schema";

withFilesAndJobs();
let tenant: TestTenant;
const admin = <T = Record<string, unknown>>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
beforeAll(async () => {
  tenant = await testTenant("Computed");
  const field = (input: object) => admin("fields.create", { recordType: "account", ...input });
  await field({ label: "Per heads", kind: "number" });
  await field({ label: "Per head", kind: "number", formula: "{annualRevenue} / {employees}" });
  await field({
    label: "Won deals",
    kind: "integer",
    rollup: { recordType: "deal", through: "accountId", function: "count" },
  });
});

const header = "Name,Annual revenue,Employees,Per head,customFields.wonDeals";

test("left out of a plan and of an import at one go, which say so; computed anew from what came in", async () => {
  const plan = await planned(tenant, `${header}\nEngines,100,4,999,7`, [{ recordType: "accounts" }]);
  // "Per heads" is one letter away, and stays empty.
  expect(plan.targets[0]?.columns.map(({ field }) => field)).toEqual(["name", "annualRevenue", "employees"]);
  await committed(tenant, plan);
  const job = await importCsv(tenant, "Accounts", `${header}\nLooms,90,3,999,7`);
  expect(job.unmatchedColumns).toEqual([
    { column: "Per head", suggestion: null, reason: "Per head is computed: it is not imported" },
    {
      column: "customFields.wonDeals",
      suggestion: null,
      reason: "Won deals is computed: it is not imported",
    },
  ]);
  const { items } = await list(tenant, "accounts", { sort: "name" });
  expect(items.map(({ name, customFields }) => [name, customFields])).toEqual([
    ["Engines", { perHead: 25, wonDeals: 0 }],
    ["Looms", { perHead: 30, wonDeals: 0 }],
  ]);
  const kinds = await admin<ImportKind[]>("imports.kinds", {});
  expect(kinds.find(({ recordType }) => recordType === "accounts")?.computed).toEqual([
    { field: "customFields.perHead", label: "Per head" },
    { field: "customFields.wonDeals", label: "Won deals" },
  ]);
});

test("asked for as a column's field, as what tells records apart or as a fixed value, it is refused as computed", async () => {
  const refusal = async (choice: object) => {
    const asked = { text: `${header}\nA,1,1,1,1`, targets: [{ recordType: "accounts", ...choice }] };
    const error = await admin("imports.create", asked).catch((thrown: unknown) => thrown);
    return (error as { fields: { code: string; message: string }[] }).fields;
  };
  const notImported = [{ code: "COMPUTED_FIELD", message: "Per head is computed: it is not imported" }];
  expect(await refusal({ columns: { "Per head": "customFields.perHead" } })).toMatchObject(notImported);
  expect(await refusal({ fixed: { "customFields.perHead": "3" } })).toMatchObject(notImported);
  expect(await refusal({ matchBy: "customFields.perHead" })).toMatchObject([
    { code: "COMPUTED_FIELD", message: "Per head is computed: records cannot be recognised by it" },
  ]);
});
