import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

type Wire = Record<string, unknown> & { id: string };
type Bulk = {
  changed: number;
  unchanged: number;
  refused: number;
  notPermitted: number;
  failed: { id: string; reason: string }[];
};
type Preview = {
  matched: number;
  changing: number | null;
  examined: number;
  notPermitted: number;
  refused: number;
  reasons: { reason: string; count: number }[];
  failed: { id: string; reason: string }[];
  samples: Wire[];
};
const call = <T = Wire>(operation: string, input: unknown, role = "tenant_admin") =>
  tenant.call<T>(role, operation, input);
const preview = (selection: object, action: object, role?: string) =>
  call<Preview>("records.previewBulk", { recordType: "deal", selection, action }, role);
const apply = (selection: object, action: object, role?: string) =>
  call<Bulk>("records.applyBulk", { recordType: "deal", selection, action }, role);

test("a preview of a move runs the stage's gate on every deal, and the move does what it said", async () => {
  const pipeline = await call<Wire & { stages: { key: string }[] }>("pipelines.create", {
    name: "Previewed",
    stages: [
      { name: "Open", probability: 10 },
      { name: "Talked", probability: 50, requiredFields: ["expectedCloseDate"], requiredActivity: "call" },
    ],
  });
  const deal = (title: string, more: object = {}) =>
    call("deals.create", { title, pipelineId: pipeline.id, ...more });
  const dated = { expectedCloseDate: "2027-03-15" };
  const [ready, dateless, silent, bare, there] = [
    await deal("Ready", dated),
    await deal("Dateless"),
    await deal("Silent", dated),
    await deal("Bare"),
    await deal("There", dated),
  ];
  for (const { id } of [ready, dateless, there])
    await call("communications.create", {
      type: "call",
      direction: "outbound",
      content: "Talked",
      relatedTo: { type: "deal", id },
    });
  await call("deals.moveStage", { dealId: there.id, newStage: "talked" });

  const selection = { query: { pipelineId: pipeline.id } };
  const action = { type: "update", patch: { stage: "talked" } };
  const said = await preview(selection, action);
  expect(said).toMatchObject({ matched: 5, changing: 1, examined: 5, refused: 3 });
  expect(said.samples.map((one) => one.id)).toEqual([ready.id]);
  expect(said.reasons).toEqual(
    expect.arrayContaining([
      { reason: "To enter Talked the deal needs: Expected close", count: 1 },
      { reason: "To enter Talked the deal needs: An activity: call", count: 1 },
      { reason: "To enter Talked the deal needs: Expected close, An activity: call", count: 1 },
    ]),
  );
  // Only looked at.
  expect(await call("deals.get", { dealId: ready.id })).toMatchObject({ stage: "open", version: 1 });

  const done = await apply(selection, action);
  expect(done).toMatchObject({ changed: 1, unchanged: 1, refused: 3 });
  const byId = (list: { id: string; reason: string }[]) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(byId(done.failed)).toEqual(byId(said.failed));
  expect(await call("deals.get", { dealId: ready.id })).toMatchObject({ stage: "talked", version: 2 });
  for (const { id } of [dateless, silent, bare])
    expect(await call("deals.get", { dealId: id })).toMatchObject({ stage: "open", version: 1 });
  const history = await call<Wire[]>("deals.stageHistory", { dealId: ready.id });
  expect(JSON.stringify(history)).toContain("Talked");
});

test("what line items, owners and rights refuse is foreseen as well", async () => {
  const [typed, summed] = [
    await call("deals.create", { title: "Typed", value: 10, tags: ["foreseen"] }),
    await call("deals.create", { title: "Summed", valueFromLineItems: true, tags: ["foreseen"] }),
  ];
  await call("deals.addLineItem", { dealId: summed.id, name: "Licence", quantity: 2, unitPrice: 50 });
  const both = { ids: [typed.id, summed.id] };
  const value = { type: "update", patch: { value: 500 } };
  expect(await preview(both, value)).toMatchObject({
    changing: 1,
    refused: 1,
    reasons: [{ reason: expect.stringContaining("sum of the line items"), count: 1 }],
    failed: [{ id: summed.id }],
  });
  expect(await apply(both, value)).toMatchObject({ changed: 1, refused: 1, failed: [{ id: summed.id }] });

  const mine = await call("deals.create", { title: "Mine" }, "sales_rep");
  const mineAndTheirs = { ids: [mine.id, typed.id] };
  const away = { type: "assign", ownerId: tenant.actors.tenant_admin!.userId };
  const said = await preview(mineAndTheirs, away, "sales_rep");
  const done = await apply(mineAndTheirs, away, "sales_rep");
  expect(said).toMatchObject({ changing: 0, refused: 1, notPermitted: 1 });
  expect(done).toMatchObject({ changed: 0, refused: 1, notPermitted: 1, failed: said.failed });
});

test("a value that no two products share is not given to many", async () => {
  const made = [
    await call("products.create", { name: "A", sku: "SKU-A" }),
    await call("products.create", { name: "B" }),
  ];
  const ask = (ids: string[]) =>
    call<Bulk>("records.applyBulk", {
      recordType: "product",
      selection: { ids },
      action: { type: "update", patch: { sku: "SKU-B" } },
    });
  await expect(ask(made.map(({ id }) => id))).rejects.toMatchObject({
    status: 422,
    fields: [{ field: "action.patch.sku", code: "NOT_UNIQUE" }],
  });
  expect(await ask([made[1]!.id])).toMatchObject({ changed: 1 });
});
