import { afterAll, beforeAll, expect, test } from "vitest";
import { clock } from "@/kernel/clock";
import { eventLogReadable, openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

type Stage = { id: string; key: string; name: string; outcome: string; probability: number; order: number };
type Told = { deal: { id: string }; change_info: unknown };
type Pipeline = { id: string; name: string; stages: Stage[]; order: number; isDefault: boolean };
const call = <T = Pipeline>(operation: string, input: unknown = {}, role = "tenant_admin") =>
  tenant.call<T>(role, operation, input);
const keysOf = (pipeline: Pipeline) => pipeline.stages.map((stage) => stage.key);

const example = {
  name: "Enterprise Pipeline",
  description: "Standard sales process",
  stages: [
    { name: "Lead", order: 1, probability: 10 },
    { name: "Qualification", order: 2, probability: 25 },
    { name: "Proposal", order: 3, probability: 50 },
    { name: "Negotiation", order: 4, probability: 75 },
    { name: "Closed Won", order: 5, probability: 100 },
  ],
};

test("the contract's pipeline is created with a Closed Lost stage, and its stage changed", async () => {
  const pipeline = await call("pipelines.create", example);
  expect(pipeline.stages.map(({ key, outcome, order }) => [key, outcome, order])).toEqual([
    ["lead", "open", 1],
    ["qualification", "open", 2],
    ["proposal", "open", 3],
    ["negotiation", "open", 4],
    ["closed_won", "won", 5],
    ["closed_lost", "lost", 6],
  ]);
  const changed = await call("pipelines.updateStage", {
    pipelineId: pipeline.id,
    stageId: pipeline.stages[1]!.id,
    name: "Qualified Lead",
    probability: 30,
  });
  expect(changed.stages[1]).toMatchObject({ key: "qualification", name: "Qualified Lead", probability: 30 });
  await expect(
    call("pipelines.create", { ...example, name: "Rep's own" }, "sales_rep"),
  ).rejects.toMatchObject({ status: 403 });
});

test("stages are added before the end, reordered, and merged with their deals and histories", async () => {
  const pipeline = await call("pipelines.create", { ...example, name: "Reshaped" });
  const pipelineId = pipeline.id;
  const added = await call("pipelines.createStage", { pipelineId, name: "Legal review", probability: 90 });
  expect(keysOf(added).slice(3, 6)).toEqual(["negotiation", "legal_review", "closed_won"]);
  const order = [
    "qualification",
    "lead",
    "proposal",
    "negotiation",
    "legal_review",
    "closed_won",
    "closed_lost",
  ];
  expect(keysOf(await call("pipelines.reorderStages", { pipelineId, stages: order }))).toEqual(order);
  await expect(call("pipelines.reorderStages", { pipelineId, stages: order.slice(1) })).rejects.toMatchObject(
    { fields: [{ field: "stages" }] },
  );

  const deals: string[] = [];
  const nora = await call<{ id: string }>("contacts.create", { firstName: "Nora", lastName: "Name" });
  clock.set("2025-01-01T10:00:00.000Z");
  for (const title of ["one", "two", "gone"]) {
    const about = { title, pipelineId, stage: "proposal", value: 10, contactId: nora.id };
    deals.push((await call<{ id: string }>("deals.create", about)).id);
  }
  clock.set("2025-01-13T11:00:00.000Z");
  await call("deals.delete", { dealId: deals[2] });
  await expect(call("pipelines.deleteStage", { pipelineId, stageId: "proposal" })).rejects.toMatchObject({
    code: "STAGE_HAS_DEALS",
  });
  await expect(
    call("pipelines.mergeStage", { pipelineId, stageId: "proposal", into: "closed_won" }),
  ).rejects.toMatchObject({ code: "STAGE_OUTCOME_DIFFERS" });
  const merged = await call("pipelines.mergeStage", { pipelineId, stageId: "Proposal", into: "negotiation" });
  expect(keysOf(merged)).not.toContain("proposal");
  for (const dealId of deals.slice(0, 2)) {
    expect(await call("deals.get", { dealId })).toMatchObject({ stage: "negotiation", version: 2 });
    expect(await call<unknown[]>("deals.stageHistory", { dealId })).toMatchObject([
      { stage: "proposal", stageName: "Proposal", leftAt: expect.any(String) },
      { stage: "negotiation", leftAt: null },
    ]);
  }
  // Each deal that moved tells so, as if it had been moved by hand; the deleted one tells nothing.
  await eventLogReadable();
  const { items: told } = await call<{ items: { payload: Told }[] }>("events.list", {
    types: ["deal.stage_changed"],
    limit: 100,
  });
  expect(told.map(({ payload }) => payload.deal.id).sort()).toEqual(deals.slice(0, 2).sort());
  for (const { payload } of told) {
    expect(payload).toMatchObject({
      deal: {
        previous_stage: "proposal",
        current_stage: "negotiation",
        pipeline_id: pipelineId,
        contact: { name: "Nora Name" },
        account: null,
      },
      change_info: { reason: 'Stage "Proposal" was merged into "Negotiation"', stage_duration_days: 12 },
    });
  }
  expect(await call("deals.restore", { dealId: deals[2] })).toMatchObject({ stage: "negotiation" });
  const { metrics } = await call<{ metrics: Record<string, unknown> }>("pipelines.get", { pipelineId });
  expect(metrics).toMatchObject({
    totalValue: { count: 3, value: 30 },
    averageDealSize: 10,
    conversionRate: 0,
  });
});

test("a pipeline keeps a stage of each outcome, and a workspace a pipeline", async () => {
  const fresh = await testTenant("Small");
  const ask = <T = Pipeline>(operation: string, input: unknown) =>
    fresh.call<T>("tenant_admin", operation, input);
  const [only] = await ask<Pipeline[]>("pipelines.list", {});
  const pipelineId = only!.id;
  await expect(ask("pipelines.deleteStage", { pipelineId, stageId: "closed_lost" })).rejects.toMatchObject({
    code: "LAST_STAGE_OF_OUTCOME",
  });
  await expect(ask("pipelines.archive", { pipelineId })).rejects.toMatchObject({ code: "LAST_PIPELINE" });
  const second = await ask("pipelines.create", { ...example, name: "Second" });
  await ask("pipelines.archive", { pipelineId });
  expect(await ask<Pipeline[]>("pipelines.list", {})).toMatchObject([{ id: second.id, isDefault: true }]);
  await expect(ask("deals.create", { title: "Late", pipelineId })).rejects.toMatchObject({
    code: "PIPELINE_ARCHIVED",
  });
  expect(await ask("deals.create", { title: "There" })).toMatchObject({
    pipelineId: second.id,
    stage: "lead",
  });
});

test("a gate must name what exists; probabilities end at 100", async () => {
  const bad = (stage: Record<string, unknown>) =>
    call("pipelines.create", { name: "Bad", stages: [{ name: "One" }, { name: "Two", ...stage }] });
  await expect(bad({ requiredFields: ["expectedClosDate"] })).rejects.toMatchObject({
    fields: [{ field: "stages.1.requiredFields", message: expect.stringContaining("expectedCloseDate") }],
  });
  await expect(bad({ requiredRole: "wizard" })).rejects.toMatchObject({
    fields: [{ field: "stages.1.requiredRole" }],
  });
  await expect(bad({ probability: 101 })).rejects.toThrow(/between 0 and 100/);
  const names = (await call<Pipeline[]>("pipelines.list")).map((pipeline) => pipeline.name);
  expect(names).not.toContain("Bad");
});

test("analytics count what came in and what was closed, and the way through the stages", async () => {
  const fresh = await testTenant("Analytics");
  const ask = <T = { id: string }>(operation: string, input: unknown) =>
    fresh.call<T>("sales_manager", operation, input);
  const [pipeline] = await ask<Pipeline[]>("pipelines.list", {});
  clock.set("2025-02-10T00:00:00Z");
  const won = await ask("deals.create", { title: "won", value: 300 });
  const lost = await ask("deals.create", { title: "lost", value: 100 });
  clock.set("2025-02-14T00:00:00Z");
  await ask("deals.win", { dealId: won.id });
  clock.set("2025-05-02T00:00:00Z");
  await ask("deals.lose", { dealId: lost.id, reason: "Price" });
  clock.set(undefined);
  const query = { pipelineId: pipeline!.id, period: "quarter", year: "2025" };
  expect(await ask("pipelines.analytics", query)).toMatchObject({
    periods: [
      {
        label: "2025-Q1",
        created: { count: 2, value: 400 },
        won: { count: 1, value: 300 },
        conversionRate: 100,
      },
      { label: "2025-Q2", created: { count: 0 }, lost: { count: 1, value: 100 }, conversionRate: 0 },
      { label: "2025-Q3" },
      { label: "2025-Q4" },
    ],
    total: { conversionRate: 50 },
    stages: [
      { key: "lead", entered: 2, left: 2, averageDays: 42.5 },
      {},
      {},
      {},
      { entered: 1 },
      { entered: 1 },
    ],
  });
  expect(await ask("pipelines.get", { pipelineId: pipeline!.id })).toMatchObject({
    metrics: { conversionRate: 50, averageSalesCycle: 4, averageDealSize: 300 },
  });
});

test("a renamed reason follows into the deals closed for it", async () => {
  const deal = await call<{ id: string }>("deals.create", { title: "Lost one" });
  await call("deals.lose", { dealId: deal.id, reason: "No budget" });
  const reasons = await call<{ id: string; label: string }[]>("pipelines.listReasons", { outcome: "lost" });
  const reason = reasons.find((one) => one.label === "No budget")!;
  await call("pipelines.updateReason", { reasonId: reason.id, label: "Budget cut", order: 1 });
  expect(await call("deals.get", { dealId: deal.id })).toMatchObject({ closeReason: "Budget cut" });
});
