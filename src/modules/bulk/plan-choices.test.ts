import { beforeAll, expect, test } from "vitest";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { committed, list, planned, rowsOfPlan, settled, upload } from "./fixtures";
import type { TargetChoice } from "./plan-input";
import type { Import, ImportKind } from "./plan-schema";

withFilesAndJobs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant();
});

const admin = "tenant_admin";
type Pipeline = { id: string; name: string; stages: { key: string; name: string; outcome: string }[] };
const pipelines = (of: TestTenant) => of.call<Pipeline[]>(admin, "pipelines.list", {});
const stageNames = async (of: TestTenant, name: string) =>
  (await pipelines(of)).find((one) => one.name === name)?.stages.map((stage) => stage.name);

const deals = [
  "Title,Stage,Tier",
  "First,Lead,Gold",
  "Second,Kick-off,Silver",
  "Third,kick-off,Platinum",
  "Fourth,Handed over,Gold",
].join("\n");

test("what was chosen is answered until it is planned, by whoever asks, and checked only then", async () => {
  const made = await tenant.call<Import>(admin, "imports.create", { file_name: "deals.csv" }, upload(deals));
  expect(made).toMatchObject({ status: "draft", draft: null });
  const targets: TargetChoice[] = [
    {
      recordType: "deals",
      file: 0,
      columns: { Title: "title", Stage: { field: "stage", createOptions: ["Kick-off"] }, Tier: null },
      existing: "update",
    },
  ];
  await tenant.call(admin, "imports.saveDraft", { importId: made.id, targets });
  expect(await tenant.call(admin, "imports.get", { importId: made.id })).toMatchObject({
    status: "draft",
    draft: targets,
    targets: made.targets,
  });
  expect(await stageNames(tenant, "Sales Pipeline")).not.toContain("Kick-off");
  const other = await testTenant();
  await expect(other.call(admin, "imports.saveDraft", { importId: made.id, targets })).rejects.toMatchObject({
    status: 404,
  });

  const plan = await settled(
    tenant,
    await tenant.call<Import>(admin, "imports.plan", { importId: made.id, targets }),
  );
  expect(plan).toMatchObject({ status: "planned", draft: null });
  await tenant.call(admin, "imports.saveDraft", { importId: made.id, targets });
  await tenant.call(admin, "imports.saveDraft", { importId: made.id, targets: null });
  const done = await committed(tenant, plan);
  expect(done.draft).toBe(null);
  await expect(tenant.call(admin, "imports.saveDraft", { importId: made.id, targets })).rejects.toMatchObject(
    { code: "IMPORT_COMMITTED" },
  );
});

test("stages and choices that the file has and the lists do not are made with the plan, once", async () => {
  const fresh = await testTenant();
  const tier = { recordType: "deal", label: "Tier", kind: "select", options: [{ label: "Gold" }] };
  await fresh.call(admin, "fields.create", tier);
  const kinds = await fresh.call<ImportKind[]>(admin, "imports.kinds", {});
  const fieldsOf = kinds.find((one) => one.recordType === "deals")!.fields;
  const addable = fieldsOf.filter((one) => one.canAddOptions).map((one) => one.field);
  expect(addable).toEqual(["stage", "customFields.tier"]);

  const asked: TargetChoice[] = [{ recordType: "deals" }];
  expect(await planned(fresh, deals, asked)).toMatchObject({ counts: { create: 1, problem: 3 } });
  const choices: TargetChoice[] = [
    {
      recordType: "deals",
      columns: {
        Stage: { field: "stage", createOptions: ["Kick-off", "kick-off", "Handed over", "Lead"] },
        Tier: { field: "customFields.tier", createOptions: ["Silver", "Platinum", "Gold"] },
      },
    },
  ];
  const plan = await planned(fresh, deals, choices);
  expect(plan.counts).toMatchObject({ create: 4, problem: 0 });
  const before = await stageNames(fresh, "Sales Pipeline");
  // Before the stages that end a deal, each name once.
  expect(before?.slice(-4)).toEqual(["Kick-off", "Handed over", "Closed Won", "Closed Lost"]);
  const again = await settled(
    fresh,
    await fresh.call<Import>(admin, "imports.plan", { importId: plan.id, targets: choices }),
  );
  expect(await stageNames(fresh, "Sales Pipeline")).toEqual(before);
  await committed(fresh, again);
  const { items } = await list(fresh, "deals", { sort: "createdAt" });
  const seen = items.map((one) => [one.title, one.stage, (one.customFields as { tier: string }).tier]);
  expect(seen.sort()).toEqual([
    ["First", "lead", "Gold"],
    ["Fourth", "handed_over", "Gold"],
    ["Second", "kick_off", "Silver"],
    ["Third", "kick_off", "Platinum"],
  ]);
});

test("new stages go to the pipelines that the rows name, and only from those who may make them", async () => {
  const fresh = await testTenant();
  await fresh.call(admin, "pipelines.create", { name: "Hardware", stages: [{ name: "Quote" }] });
  const stage = { field: "stage", createOptions: ["Kick-off"] };
  const csv = "Title,Stage,Pipeline\nOne,Kick-off,Hardware";
  const plan = await planned(fresh, csv, [
    { recordType: "deals", columns: { Stage: stage, Pipeline: "pipelineId" } },
  ]);
  expect(plan.counts).toMatchObject({ create: 1, problem: 0 });
  expect(await stageNames(fresh, "Hardware")).toContain("Kick-off");
  expect(await stageNames(fresh, "Sales Pipeline")).not.toContain("Kick-off");
  const targets = [
    { recordType: "deals", columns: { Stage: stage }, fixed: { pipelineId: "Sales Pipeline" } },
  ];
  const input = { text: "Title,Stage\nTwo,Kick-off", targets };
  await expect(fresh.call("sales_rep", "imports.create", input)).rejects.toMatchObject({ status: 403 });
  expect(await stageNames(fresh, "Sales Pipeline")).not.toContain("Kick-off");
  const made = await settled(fresh, await fresh.call<Import>(admin, "imports.create", input));
  expect((await rowsOfPlan(fresh, made)).map((row) => row.action)).toEqual(["create"]);
  await expect(
    fresh.call(admin, "imports.create", {
      text: "Title\nThree",
      targets: [{ recordType: "deals", columns: { Title: { field: "title", createOptions: ["x"] } } }],
    }),
  ).rejects.toMatchObject({ status: 422 });
});
