import { beforeAll, expect, test } from "vitest";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { committed, list, planned, settled } from "../fixtures";
import type { TargetChoice } from "../plan-input";
import type { Import, ImportKind, ProblemGroup } from "../plan-schema";
import { missingRecords, withMeaning, withMissing } from "./put-right";

withFilesAndJobs();
const admin = "tenant_admin";
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant();
});

const problemsOf = ({ id }: Import): Promise<ProblemGroup[]> =>
  tenant.call(admin, "imports.problems", { importId: id });
const again = async ({ id }: Import, targets: TargetChoice[]): Promise<Import> =>
  settled(tenant, await tenant.call<Import>(admin, "imports.plan", { importId: id, targets }));

test("records that a column names and that are not there are made once, those that are there are linked to", async () => {
  await tenant.call(admin, "accounts.create", { name: "Known" });
  const csv = [
    "First name,Last name,Account,Owner",
    "Ada,Lovelace,Acme,",
    "Grace,Hopper,Known,",
    "Alan,Turing,Acme,",
    "Jean,Bartik,,Nobody",
    "Kay,McNulty,Acme Inc,",
  ].join("\n");
  const plan = await planned(tenant, csv, [{ recordType: "contacts", columns: { Account: "accountId" } }]);
  expect(plan.counts).toMatchObject({ create: 1, problem: 4 });
  const kinds = await tenant.call<ImportKind[]>(admin, "imports.kinds", {});
  // A person of the workspace is not made of a word in a column.
  const missing = missingRecords(plan, await problemsOf(plan), kinds);
  expect(missing).toMatchObject([
    { file: 0, recordType: "contacts", column: "Account", other: { recordType: "accounts" }, rows: 3 },
  ]);

  const next = await again(plan, withMissing(plan, missing[0]!));
  expect(next.counts).toMatchObject({ create: 4, problem: 1 });
  expect(missingRecords(next, await problemsOf(next), kinds)).toEqual([]);
  await committed(tenant, next);
  const accounts = await list(tenant, "accounts");
  const names = new Map(accounts.items.map(({ id, name }) => [id, name]));
  expect([...names.values()].sort()).toEqual(["Acme", "Acme Inc", "Known"]);
  const contacts = (await list(tenant, "contacts")).items;
  expect(
    Object.fromEntries(contacts.map(({ lastName, accountId }) => [lastName, names.get(accountId as string)])),
  ).toEqual({ Lovelace: "Acme", Hopper: "Known", Turing: "Acme", McNulty: "Acme Inc" });
});

test("what one value stands for is said for all rows, and all else of the plan stays as it was chosen", async () => {
  const csv = ["Title,Due date,Priority", "First,2025-07-10 14:30,urgentish", "Second,,low"].join("\n");
  const plan = await planned(tenant, csv, [
    { recordType: "tasks", timeZone: "Asia/Tokyo", existing: "create", validationLevel: "strict" },
  ]);
  const [group] = await problemsOf(plan);
  expect(group).toMatchObject({ column: "Priority", value: "urgentish" });
  const next = await again(plan, withMeaning(plan, group!, "high"));
  expect(next).toMatchObject({
    counts: { create: 2, problem: 0 },
    targets: [{ timeZone: "Asia/Tokyo", existing: "create" }],
  });
  await committed(tenant, next);
  const tasks = (await list(tenant, "tasks")).items;
  expect(tasks.find(({ title }) => title === "First")).toMatchObject({
    priority: "high",
    dueDate: "2025-07-10T05:30:00.000Z",
  });
});

test("a word that a rule of the record type refuses is told with its label and can be explained for all rows", async () => {
  const csv = ["Title,Stage", "One,Kick-off", "Two,Lead", "Three,Kick-off"].join("\n");
  const plan = await planned(tenant, csv, [{ recordType: "deals" }]);
  const [group] = await problemsOf(plan);
  expect(group).toMatchObject({ column: "Stage", field: "stage", value: "Kick-off", rows: 2 });
  expect(group?.message).toMatch(/^Stage: "Kick-off" is not a stage of the pipeline /);
  const next = await again(plan, withMeaning(plan, group!, "Lead"));
  expect(next.counts).toMatchObject({ create: 3, problem: 0 });
});
