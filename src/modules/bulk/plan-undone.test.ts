// An import that was taken back says so wherever it is shown, and no longer once that was undone in turn; its plan names
// each custom field that changes by itself.
import { beforeAll, expect, test } from "vitest";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { committed, list, planned, rowsOfPlan } from "./fixtures";
import type { Import } from "./plan-schema";
import type { Job } from "./schema";

withFilesAndJobs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant();
});

const admin = <T>(operation: string, input: unknown) => tenant.call<T>("tenant_admin", operation, input);
const revert = (changeId: string) => admin<{ changeId: string }>("changes.revert", { changeId });

test("undone, redone and undone again: the import, its job and the lists of both agree", async () => {
  const plan = await planned(tenant, "First name,Last name,E-mail\nAda,King,ada@undone.example", [
    { recordType: "contacts" },
  ]);
  const { changeId, id, jobId } = await committed(tenant, plan);
  const seen = async () => {
    const one = await admin<Import>("imports.get", { importId: id });
    const job = await admin<Job>("bulk.getJob", { jobId });
    const imports = await admin<{ items: Import[] }>("imports.list", {});
    const jobs = await admin<{ items: Job[] }>("bulk.listJobs", {});
    return [
      one.isUndone,
      job.isUndone,
      imports.items.find((other) => other.id === id)?.isUndone,
      jobs.items.find((other) => other.id === jobId)?.isUndone,
      (await list(tenant, "contacts")).total === 0,
    ];
  };
  const all = (value: boolean) => Array.from({ length: 5 }, () => value);
  expect(await seen()).toEqual(all(false));
  const undone = await revert(changeId);
  expect(await seen()).toEqual(all(true));
  await expect(revert(changeId)).rejects.toMatchObject({ code: "ALREADY_REVERTED" });
  await revert(undone.changeId);
  expect(await seen()).toEqual(all(false));
  // The import's own id still takes it back, whatever has been undone and redone in between.
  await revert(changeId);
  expect(await seen()).toEqual(all(true));
});

test("a plan shows each custom field that changes, and no other", async () => {
  const { id } = await admin<{ id: string }>("contacts.create", {
    firstName: "Grace",
    lastName: "Hopper",
    customFields: { industry: "Navy", leadSource: "Fair" },
  });
  const plan = await planned(tenant, `id,Industry,Lead source\n${id},Compilers,Fair`, [
    { recordType: "contacts", existing: "update" },
  ]);
  const [row] = await rowsOfPlan(tenant, plan);
  expect(row!.parts[0]!.changes).toEqual([{ field: "customFields.industry", from: "Navy", to: "Compilers" }]);
});
