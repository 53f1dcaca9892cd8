// The contract's own examples for deals and pipelines, sent as they stand there; only the placeholder ids are real ones.
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "@/test/tenant";
import { type RestTenant, restTenant } from "./fixtures";

let close: () => Promise<void>;
let tenant: RestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await restTenant();
});
afterAll(() => close());

test("a deal: created, read, updated, moved, listed and forecast with the contract's requests", async () => {
  const { admin } = tenant;
  const pipelines = await admin("GET /pipelines");
  const pipelineId = (pipelines.body.data as { id: string }[])[0]!.id;
  const contactId = (await admin("POST /contacts", { body: { firstName: "John", lastName: "Doe" } })).record
    .id;
  const accountId = (await admin("POST /accounts", { body: { name: "Enterprise Corp" } })).record.id;
  const deal = {
    title: "Enterprise Software License",
    value: 50000.0,
    currency: "USD",
    stage: "qualification",
    pipelineId,
    contactId,
    accountId,
    expectedCloseDate: "2025-03-15T00:00:00Z",
    probability: 75,
    description: "Annual software license renewal",
    customFields: { dealSource: "Referral", competitorInfo: "Salesforce" },
  };
  const created = await admin("POST /deals", { body: deal });
  expect(created.status).toBe(201);
  expect(created.record).toMatchObject({ ...deal, expectedCloseDate: "2025-03-15T00:00:00.000Z" });
  const { id } = created.record;
  expect(id).toMatch(/^deal_[0-9a-f]{32}$/);
  expect((await admin(`GET /deals/${id}`)).record).toEqual(created.record);

  const found = await admin(`GET /deals?pipelineId=${pipelineId}&stage=qualification&page=1&limit=25`);
  expect(found.records.map((one) => one.id)).toEqual([id]);

  const updated = await admin(`PUT /deals/${id}`, {
    body: { stage: "proposal", probability: 85, value: 55000.0 },
  });
  expect(updated.record).toMatchObject({ stage: "proposal", probability: 85, value: 55000 });

  const moved = await admin(`POST /deals/${id}/move-stage`, {
    body: { newStage: "negotiation", reason: "Customer approved proposal" },
  });
  expect(moved.status).toBe(200);
  expect(moved.record).toMatchObject({ stage: "negotiation" });

  const ofAccount = await admin(`GET /accounts/${accountId}/deals?status=active&page=1&limit=25`);
  expect(ofAccount.records.map((one) => one.id)).toEqual([id]);

  const forecast = await admin(`GET /deals/forecast?pipelineId=${pipelineId}&period=quarter&year=2025`);
  expect(forecast.body.data).toMatchObject({
    year: 2025,
    periods: [{ label: "2025-Q1", pipeline: { count: 1, value: 55000 } }, {}, {}, {}],
  });
  const gone = await admin(`POST /deals/${id}/move-stage`, { body: { newStage: "nowhere" } });
  expect(gone.status).toBe(422);
  expect(gone.body.errors).toMatchObject([{ code: "UNKNOWN_STAGE", field: "newStage" }]);
});

test("a pipeline: created, its stage changed, analysed with the contract's requests", async () => {
  const { admin } = tenant;
  const stages = [
    { name: "Lead", order: 1, probability: 10 },
    { name: "Qualification", order: 2, probability: 25 },
    { name: "Proposal", order: 3, probability: 50 },
    { name: "Negotiation", order: 4, probability: 75 },
    { name: "Closed Won", order: 5, probability: 100 },
  ];
  const body = { name: "Second Sales Pipeline", description: "Standard sales process", stages };
  const created = await admin("POST /pipelines", { body });
  expect(created.status).toBe(201);
  const pipeline = created.body.data as { id: string; stages: { id: string; name: string }[] };
  expect(pipeline.stages).toMatchObject([...stages, { name: "Closed Lost", order: 6, probability: 0 }]);
  const stageId = pipeline.stages[1]!.id;
  const changed = await admin(`PUT /pipelines/${pipeline.id}/stages/${stageId}`, {
    body: { name: "Qualified Lead", probability: 30 },
  });
  expect((changed.body.data as typeof pipeline).stages[1]).toMatchObject({
    name: "Qualified Lead",
    probability: 30,
  });
  const analytics = await admin(`GET /pipelines/${pipeline.id}/analytics?period=month&year=2025`);
  expect(analytics.body.data).toMatchObject({ period: "month", year: 2025, total: { won: { count: 0 } } });
});
