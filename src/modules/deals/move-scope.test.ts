import { afterAll, beforeAll, expect, test } from "vitest";
import { parsePermission } from "@/kernel/permissions";
import { callAs, openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
type Wire = Record<string, unknown> & { id: string };
type Board = { columns: { stage: { key: string }; cards: Wire[]; hasMore: boolean }[] };

beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

const call = <T = Wire>(operation: string, input: unknown = {}, role = "tenant_admin") =>
  tenant.call<T>(role, operation, input);
const cardsOf = async (role: string, more: object = {}) =>
  (await call<Board>("deals.board", { sort: [{ field: "title", order: "asc" }], ...more }, role)).columns
    .filter(({ cards }) => cards.length > 0)
    .flatMap(({ cards, hasMore }) => cards.map(({ title, canMove }) => [title, canMove, hasMore]));

test("a card says whether the viewer may move it: one's own, one shared, and nobody else's", async () => {
  await call("deals.create", { title: "A own", stage: "lead" }, "sales_rep");
  await call("deals.create", { title: "B theirs", stage: "lead" }, "sales_manager");
  const shared = await call("deals.create", { title: "C shared", stage: "lead" }, "sales_manager");
  const userIds = [tenant.actors.sales_rep!.id];
  await call("deals.setCollaborators", { dealId: shared.id, userIds }, "sales_manager");
  expect(await cardsOf("sales_rep")).toEqual([
    ["A own", true, false],
    ["B theirs", false, false],
    ["C shared", true, false],
  ]);
  expect((await cardsOf("sales_manager")).map(([, canMove]) => canMove)).toEqual([true, true, true]);
  // The further cards of a column say so too, and the last ones that there are no more.
  expect(await cardsOf("sales_rep", { limit: 2 })).toEqual([
    ["A own", true, true],
    ["B theirs", false, true],
  ]);
  expect(await cardsOf("sales_rep", { limit: 2, page: 2 })).toEqual([["C shared", true, false]]);
});

test("many deals moved at once are each asked for the scope of moving, not of changing", async () => {
  // Whoever works on everyone's deals and moves only their own.
  const texts = ["deals:read", "deals:write", "deals:move_stage:own"];
  const rep = tenant.actors.sales_rep!;
  const actor = {
    ...rep,
    permissionTexts: texts,
    permissions: texts.map((text) => parsePermission(text)).filter((one) => one !== undefined),
  };
  const own = await call("deals.create", { title: "Mine", stage: "lead", ownerId: rep.id });
  const others = [];
  for (const title of ["One", "Two"]) others.push(await call("deals.create", { title, stage: "lead" }));
  const ids = [own, ...others].map(({ id }) => id);
  const act = (operation: string) =>
    callAs<Record<string, unknown>>(actor, operation, {
      recordType: "deal",
      selection: { ids },
      action: { type: "update", patch: { stage: "qualification" } },
    });
  expect(await act("records.previewBulk")).toMatchObject({ permitted: 3, changing: 1, refused: 2 });
  expect(await act("records.applyBulk")).toMatchObject({ changed: 1, refused: 2 });
  const stages = await Promise.all(
    ids.map(async (dealId) => (await call("deals.get", { dealId })).stage as string),
  );
  expect(stages).toEqual(["qualification", "lead", "lead"]);
  // Anything else about them may be changed.
  expect(await callAs(actor, "deals.update", { dealId: ids[1], description: "Called" })).toMatchObject({
    description: "Called",
  });
});
