import { afterAll, beforeAll, expect, test } from "vitest";
import { clock } from "@/kernel/clock";
import { newId } from "@/kernel/id";
import { toAppError } from "@/kernel/operation";
import { eventLogReadable, openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
type Deal = Record<string, unknown> & { id: string; stageId: string; version: number };
type Stage = { id: string; key: string; outcome: string; probability: number; order: number };
type Pipeline = { id: string; isDefault: boolean; stages: Stage[]; order: number; archivedAt: string | null };
let pipeline: Pipeline;

const call = <T = Deal>(operation: string, input: unknown = {}, role = "tenant_admin") =>
  tenant.call<T>(role, operation, input);

beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  pipeline = (await call<Pipeline[]>("pipelines.list"))[0]!;
});
afterAll(() => close());

test("a new workspace has the pipeline of the contract's examples", () => {
  expect(pipeline.isDefault).toBe(true);
  expect(pipeline.stages.map((stage) => stage.key)).toEqual([
    "lead",
    "qualification",
    "proposal",
    "negotiation",
    "closed_won",
    "closed_lost",
  ]);
});

test("the contract's deal is created, changed, moved, listed, and keeps its history", async () => {
  const contact = await call("contacts.create", {
    firstName: "John",
    lastName: "Doe",
    email: "john.doe@enterprise-corp.com",
  });
  const account = await call("accounts.create", { name: "Enterprise Corp" });
  clock.set("2025-01-10T10:00:00.000Z");
  const deal = await call("deals.create", {
    title: "Enterprise Software License",
    value: 50000.0,
    currency: "USD",
    stage: "qualification",
    pipelineId: pipeline.id,
    contactId: contact.id,
    accountId: account.id,
    expectedCloseDate: "2025-03-15T00:00:00Z",
    probability: 75,
    description: "Annual software license renewal",
    customFields: { dealSource: "Referral", competitorInfo: "Salesforce" },
  });
  expect(deal).toMatchObject({
    value: 50000,
    stage: "qualification",
    status: "active",
    probability: 75,
    weightedValue: 37500,
    daysInStage: 0,
    isOverdue: false,
    nextActivity: null,
    customFields: { dealSource: "Referral", competitorInfo: "Salesforce" },
  });
  clock.set("2025-01-12T10:00:00.000Z");
  const updated = await call("deals.update", {
    dealId: deal.id,
    stage: "proposal",
    probability: 85,
    value: 55000.0,
  });
  expect(updated).toMatchObject({ stage: "proposal", probability: 85, value: 55000, version: 2 });
  clock.set("2025-01-26T11:00:00.000Z");
  const moved = await call("deals.moveStage", {
    dealId: deal.id,
    newStage: "negotiation",
    reason: "Customer approved proposal",
  });
  expect(moved).toMatchObject({ stage: "negotiation", probability: 75, version: 3 });
  const history = await call<Record<string, unknown>[]>("deals.stageHistory", { dealId: deal.id });
  expect(history).toMatchObject([
    { stage: "qualification", leftAt: "2025-01-12T10:00:00.000Z", durationDays: 2 },
    { stage: "proposal", enteredAt: "2025-01-12T10:00:00.000Z", durationDays: 14 },
    { stage: "negotiation", leftAt: null, reason: "Customer approved proposal" },
  ]);
  await eventLogReadable();
  const events = await call<{ items: { type: string; data?: unknown; payload?: unknown }[] }>("events.list", {
    limit: 50,
  });
  const told = events.items.filter((event) => event.type === "deal.stage_changed").at(-1)!;
  expect(told.data ?? told.payload).toMatchObject({
    deal: {
      id: deal.id,
      value: 55000,
      previous_stage: "proposal",
      current_stage: "negotiation",
      pipeline_id: pipeline.id,
      contact: { id: contact.id, name: "John Doe", email: "john.doe@enterprise-corp.com" },
      account: { id: account.id, name: "Enterprise Corp" },
    },
    change_info: {
      changed_by: { name: "Administrator" },
      reason: "Customer approved proposal",
      stage_duration_days: 14,
    },
  });
  clock.set(undefined);
  const query = { pipelineId: pipeline.id, page: "1", limit: "25" };
  const idsOf = async (input: Record<string, unknown>, operation = "deals.list") =>
    (await call<{ items: Deal[] }>(operation, input)).items.map((one) => one.id);
  expect(await idsOf({ ...query, stage: "negotiation" })).toEqual([deal.id]);
  expect(await idsOf({ ...query, stage: "Negotiation" })).toEqual([deal.id]);
  expect(await idsOf({ ...query, stage: moved.stageId })).toEqual([deal.id]);
  expect(await idsOf({ ...query, stage: "qualification" })).toEqual([]);
  expect(await idsOf({ accountId: account.id, status: "active" }, "deals.ofAccount")).toEqual([deal.id]);
  expect(await idsOf({ contactId: contact.id }, "deals.ofContact")).toEqual([deal.id]);
  expect(
    await idsOf({
      filter: {
        value: { gte: 10000, lte: 100000 },
        account: { name: { eq: "Enterprise Corp" } },
        contact: { email: { contains: "@enterprise-corp.com" } },
      },
    }),
  ).toEqual([deal.id]);
});

test("a deal is won, reopened where it was, and lost with a reason", async () => {
  const deal = await call("deals.create", { title: "Round trip", stage: "Proposal", value: 100 });
  const won = await call("deals.win", { dealId: deal.id, note: "Customer signed contract" });
  expect(won).toMatchObject({ stage: "closed_won", status: "won", probability: 100, closeReason: null });
  expect(won.actualCloseDate).toEqual(expect.any(String));
  const reopened = await call("deals.reopen", { dealId: deal.id });
  expect(reopened).toMatchObject({ stage: "proposal", status: "active", actualCloseDate: null });
  const lost = await call("deals.lose", { dealId: deal.id, reason: "price" });
  expect(lost).toMatchObject({
    stage: "closed_lost",
    status: "lost",
    probability: 0,
    closeReason: "Price",
    weightedValue: 0,
  });
  await expect(call("deals.lose", { dealId: deal.id, reason: "Bad weather" })).rejects.toMatchObject({
    code: "VALIDATION_ERROR",
    fields: [{ field: "closeReason" }],
  });
});

test("a gate answers with all that is missing, and the move fills it in", async () => {
  const own = await call<Pipeline>("pipelines.create", {
    name: "Gated",
    requiresLostReason: true,
    stages: [
      { name: "Open", probability: 10 },
      {
        name: "Contract",
        probability: 80,
        requiredFields: ["expectedCloseDate", "customFields.competitorInfo"],
        requiredRole: "sales_manager",
      },
    ],
  });
  const rep = tenant.actors.sales_rep!.id;
  const deal = await call("deals.create", { title: "Gate", pipelineId: own.id, ownerId: rep });
  const tried = call("deals.moveStage", { dealId: deal.id, newStage: "Contract" }, "sales_rep");
  await expect(tried).rejects.toMatchObject({
    code: "STAGE_GATE",
    status: 422,
    details: {
      missing: [
        { kind: "field", field: "expectedCloseDate" },
        { kind: "field", field: "customFields.competitorInfo", label: "Competitors" },
        { kind: "role", role: "sales_manager" },
      ],
    },
  });
  await expect(call("deals.update", { dealId: deal.id, stage: "contract" })).rejects.toMatchObject({
    code: "STAGE_GATE",
  });
  const moved = await call(
    "deals.moveStage",
    {
      dealId: deal.id,
      newStage: "contract",
      fields: { expectedCloseDate: "2026-03-15", customFields: { competitorInfo: "none" } },
    },
    "sales_manager",
  );
  expect(moved).toMatchObject({ stage: "contract", probability: 80, version: 2 });
  await expect(call("deals.lose", { dealId: deal.id })).rejects.toMatchObject({
    code: "STAGE_GATE",
    details: { missing: [{ kind: "reason", outcome: "lost", options: expect.arrayContaining(["Price"]) }] },
  });
  await expect(
    call("deals.moveStage", { dealId: deal.id, newStage: "closed_lost", reason: "whatever" }),
  ).rejects.toMatchObject({ code: "STAGE_GATE" });
  expect(
    await call("deals.moveStage", { dealId: deal.id, newStage: "closed_lost", reason: "Competitor" }),
  ).toMatchObject({ closeReason: "Competitor" });
});

test("bad input is named and nothing is written", async () => {
  const deal = await call("deals.create", { title: "Untouched", value: 10 });
  const other = await call<Pipeline>("pipelines.create", { name: "Other", stages: [{ name: "Elsewhere" }] });
  const refusals: [operation: string, input: Record<string, unknown>, field: string][] = [
    ["deals.moveStage", { newStage: other.stages[0]!.id }, "newStage"],
    ["deals.moveStage", { newStage: "elsewhere" }, "newStage"],
    ["deals.update", { stage: "elsewhere" }, "stage"],
    ["deals.update", { probability: 101 }, "probability"],
    ["deals.update", { currency: "XXQ" }, "currency"],
    ["deals.update", { currency: "CHF" }, "currency"],
    ["deals.update", { value: 10.005 }, "value"],
    ["deals.update", { value: -1 }, "value"],
    ["deals.update", { closeReason: "Price" }, "closeReason"],
    ["deals.update", { accountId: newId("account") }, "accountId"],
    ["deals.update", { pipelineId: newId("pipe") }, "pipelineId"],
    ["deals.update", { status: "won" }, "status"],
  ];
  for (const [operation, input, field] of refusals) {
    const refused = await call(operation, { dealId: deal.id, ...input }).then(
      () => undefined,
      (error: unknown) => toAppError(error, { requestId: "", operation }),
    );
    expect(refused, JSON.stringify(input)).toMatchObject({ status: 422, fields: [{ field }] });
  }
  await expect(call("deals.update", { dealId: deal.id, currency: "CHF" })).rejects.toMatchObject({
    code: "VALIDATION_ERROR",
    message: expect.stringContaining("Settings → Currencies"),
  });
  const now = await call("deals.get", { dealId: deal.id });
  expect({ ...now, daysInStage: 0 }).toEqual({ ...deal, daysInStage: 0 });
});

test("a rep moves only their own deals, and those they were asked into", async () => {
  const rep = tenant.actors.sales_rep!.id;
  const deal = await call("deals.create", { title: "Shared" });
  const move = () => call("deals.moveStage", { dealId: deal.id, newStage: "proposal" }, "sales_rep");
  await expect(move()).rejects.toMatchObject({ status: 403 });
  await call("deals.setCollaborators", { dealId: deal.id, userIds: [rep] });
  await expect(move()).resolves.toMatchObject({ stage: "proposal" });
  await call("deals.setCollaborators", { dealId: deal.id, userIds: [] });
  await expect(call("deals.update", { dealId: deal.id, title: "Mine" }, "sales_rep")).rejects.toMatchObject({
    status: 403,
  });
});

test("money keeps the decimals of its currency, and sums are converted only with a rate", async () => {
  const own = await testTenant("Sums");
  const ask = <T = Deal>(operation: string, input: unknown) => own.call<T>("tenant_admin", operation, input);
  for (const [currency, rate] of [
    ["EUR", 1.1],
    ["JPY", 0.0067],
    ["KWD", 3.25],
  ])
    await ask("currencies.setRate", { currency, rate });
  await expect(ask("deals.create", { title: "Yen", currency: "JPY", value: 10.5 })).rejects.toMatchObject({
    fields: [{ field: "value" }],
  });
  await ask("deals.create", { title: "Yen", currency: "JPY", value: 1_000_000 });
  await ask("deals.create", { title: "Dinar", currency: "KWD", value: 1.234 });
  const euro = await ask("deals.create", { title: "Euro", currency: "EUR", value: 10.1 });
  await ask("deals.create", { title: "Dollar", value: 5 });
  const found = await ask<{ items: { title: string }[] }>("deals.list", {
    filter: { value: { lt: 11 } },
    sort: "title",
  });
  expect(found.items.map((deal) => deal.title)).toEqual(["Dinar", "Dollar", "Euro"]);
  const board = await ask<{ sum: Record<string, unknown>; columns: { cards: Deal[]; sum: unknown }[] }>(
    "deals.board",
    {},
  );
  // 1,000,000 × 0.0067 + 1.234 × 3.25 + 10.1 × 1.1 + 5 = 6700 + 4.0105 + 11.11 + 5
  expect(board.sum).toMatchObject({ currency: "USD", count: 4, value: 6720.12, missingRates: [] });
  expect(board.columns[0]!.cards.map((card) => card.value).sort()).toEqual(
    [1.234, 10.1, 1_000_000, 5].sort(),
  );
  const asYen = await ask("deals.update", { dealId: euro.id, currency: "JPY", value: 10 });
  expect(asYen).toMatchObject({ currency: "JPY", value: 10 });
  await expect(ask("currencies.deleteRate", { currency: "JPY" })).rejects.toMatchObject({
    code: "CURRENCY_IN_USE",
  });
  const account = await ask("accounts.create", {
    name: "Tokyo KK",
    currency: "JPY",
    annualRevenue: 5_000_000,
  });
  const dollars = await ask("accounts.update", { accountId: account.id, currency: "USD" });
  expect(await ask("accounts.get", { accountId: account.id })).toMatchObject({
    currency: "USD",
    annualRevenue: 5_000_000,
    version: dollars.version,
  });
});

test("line items make the value when the deal says so", async () => {
  const product = await call("products.create", { name: "Licence", unitPrice: 19.99 });
  const deal = await call("deals.create", { title: "Items", valueFromLineItems: true });
  type Items = { items: { id: string; total: number }[]; total: number };
  const items = await call<Items>("deals.addLineItem", {
    dealId: deal.id,
    productId: product.id,
    quantity: 3,
    discountPercent: 10,
  });
  expect(items).toMatchObject({ items: [{ name: "Licence", unitPrice: 19.99, total: 53.97 }], total: 53.97 });
  expect(await call("deals.get", { dealId: deal.id })).toMatchObject({ value: 53.97, version: 2 });
  await expect(call("deals.update", { dealId: deal.id, value: 1 })).rejects.toMatchObject({
    fields: [{ field: "value" }],
  });
  const lineItemId = items.items[0]!.id;
  await call("deals.updateLineItem", { dealId: deal.id, lineItemId, quantity: 1, discountPercent: 0 });
  expect(await call("deals.get", { dealId: deal.id })).toMatchObject({ value: 19.99 });
  await call("deals.removeLineItem", { dealId: deal.id, lineItemId });
  expect(await call("deals.get", { dealId: deal.id })).toMatchObject({ value: 0 });
});

test("the forecast puts open deals where they are expected and closed ones where they closed", async () => {
  const own = await testTenant("Forecast");
  const ask = <T = Deal>(operation: string, input: unknown) => own.call<T>("sales_manager", operation, input);
  const [pipe] = await ask<Pipeline[]>("pipelines.list", {});
  await ask("deals.create", { title: "a", value: 1000, probability: 50, expectedCloseDate: "2025-02-01" });
  await ask("deals.create", {
    title: "b",
    value: 100.55,
    probability: 20,
    expectedCloseDate: "2025-12-31T23:00:00Z",
  });
  await ask("deals.create", { title: "c", value: 7, stage: "closed_won", actualCloseDate: "2025-04-01" });
  await ask("deals.create", { title: "d", value: 9 });
  const forecast = await ask<{ periods: Record<string, unknown>[] }>("deals.forecast", {
    pipelineId: pipe!.id,
    period: "quarter",
    year: "2025",
  });
  expect(forecast).toMatchObject({
    currency: "USD",
    periods: [
      { label: "2025-Q1", pipeline: { count: 1, value: 1000, weighted: 500 }, won: { count: 0 } },
      { label: "2025-Q2", won: { count: 1, value: 7 } },
      { label: "2025-Q3", pipeline: { count: 0 } },
      { label: "2025-Q4", pipeline: { count: 1, value: 100.55, weighted: 20.11 } },
    ],
    total: { pipeline: { value: 1100.55 }, won: { value: 7 } },
    unscheduled: { count: 1, value: 9 },
  });
  await expect(own.call("sales_rep", "deals.forecast", {})).rejects.toMatchObject({ status: 403 });
});

test("undoing a move is a move back", async () => {
  const deal = await call("deals.create", { title: "Undo", stage: "lead" });
  const responseHeaders: Record<string, string> = {};
  await tenant.call(
    "tenant_admin",
    "deals.moveStage",
    { dealId: deal.id, newStage: "proposal" },
    { responseHeaders },
  );
  await call("changes.revert", { changeId: responseHeaders["X-Change-ID"] });
  expect(await call("deals.get", { dealId: deal.id })).toMatchObject({ stage: "lead", probability: 10 });
  expect(await call<unknown[]>("deals.stageHistory", { dealId: deal.id })).toMatchObject([
    { stage: "lead" },
    { stage: "proposal" },
    { stage: "lead", leftAt: null },
  ]);
});
