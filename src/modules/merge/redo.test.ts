// A merge that was taken back can be made again, and what has become somebody else's meanwhile stays theirs.
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

type Wire = Record<string, unknown>;
type Merged = { mergeId: string; changeId: string; record: Wire };
type Unmerged = { changeId: string; kept: { recordId: string; field: string; reason: string }[] };
type Reverted = {
  changeId: string;
  reversed: { reason: string }[];
  kept: unknown[];
  failed: { reason: string }[];
};
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const aContact = (input: Wire) =>
  admin<{ id: string }>("contacts.create", { firstName: "Ada", lastName: "Byron", force: true, ...input });
const contact = (contactId: string) => admin("contacts.get", { contactId });
const revert = (changeId: string) => admin<Reverted>("changes.revert", { changeId });
const summaries = async () =>
  (
    await admin<{ items: { summary: string; revertedBy: string | null }[] }>("changes.list", { limit: 6 })
  ).items.map(({ summary, revertedBy }) => [summary, revertedBy !== null]);

test("undo and redo of a merge go back and forth, with values and links, and are called what they are", async () => {
  const winner = await aContact({ email: "w@redo.example", tags: ["a"], customFields: { industry: "Tea" } });
  const loser = await aContact({ email: "l@redo.example", phone: "+44 20 1", tags: ["b"] });
  const other = await aContact({ email: "o@redo.example", customFields: { industry: "Ink" } });
  const task = await admin<{ id: string }>("tasks.create", {
    title: "Call",
    relatedTo: { type: "contact", id: loser.id },
  });
  const apart = await Promise.all([winner, loser, other].map(({ id }) => contact(id)));
  const merged = await admin<Merged>("merge.contacts", {
    winnerId: winner.id,
    loserIds: [loser.id, other.id],
    choices: { email: loser.id, "customFields.industry": other.id },
  });
  const { kept, changeId } = await admin<Unmerged>("merge.undo", { mergeId: merged.mergeId });
  expect(kept).toEqual([]);
  expect((await summaries()).slice(0, 2)).toEqual([
    ["Un-merged Ada Byron", false],
    ["Merged 3 contacts into Ada Byron", true],
  ]);

  const redone = await revert(changeId);
  expect(redone).toMatchObject({ kept: [], failed: [] });
  const values = ({ version: _v, updatedAt: _u, ...rest }: Wire) => rest;
  expect(values(await contact(winner.id))).toEqual(values(merged.record));
  expect((await contact(other.id)).id).toBe(winner.id);
  expect((await admin("tasks.get", { taskId: task.id })).relatedTo).toMatchObject({ id: winner.id });

  const undone = await revert(redone.changeId);
  expect(undone).toMatchObject({ kept: [], failed: [] });
  const again = await Promise.all([winner, loser, other].map(({ id }) => contact(id)));
  expect(again.map(values)).toEqual(apart.map(values));
  expect((await admin("tasks.get", { taskId: task.id })).relatedTo).toMatchObject({ id: loser.id });
  const last = await revert(undone.changeId);
  expect((await summaries()).slice(0, 3)).toEqual([
    ["Undid: Un-merged Ada Byron", false],
    ["Redid: Un-merged Ada Byron", true],
    ["Undid: Un-merged Ada Byron", true],
  ]);
  expect(last.failed).toEqual([]);
});

test("what was edited between an un-merge and its undo stays", async () => {
  const winner = await aContact({ email: "w@edited.example" });
  const loser = await aContact({ email: "l@edited.example", phone: "+44 20 2" });
  const { mergeId } = await admin<Merged>("merge.contacts", {
    winnerId: winner.id,
    loserIds: [loser.id],
    choices: { email: loser.id },
  });
  const { changeId } = await admin<Unmerged>("merge.undo", { mergeId });
  await admin("contacts.update", { contactId: winner.id, email: "new@edited.example" });
  const { reversed } = await revert(changeId);
  expect(reversed[0]?.reason).toBe("merged again; 1 value edited since kept");
  expect(await contact(loser.id)).toMatchObject({
    id: winner.id,
    email: "new@edited.example",
    phone: "+44 20 2",
  });
});

test("a unique value that is somebody else's by now is not brought back, and everything else is", async () => {
  await admin("fields.create", { recordType: "contact", label: "Badge", kind: "text", isUnique: true });
  const [winner, loser] = [
    await aContact({ customFields: { badge: "B-1" } }),
    await aContact({ phone: "+44 20 3", customFields: { badge: "B-2", industry: "Steam" } }),
  ];
  const { mergeId } = await admin<Merged>("merge.contacts", { winnerId: winner.id, loserIds: [loser.id] });
  const taker = await aContact({ customFields: { badge: "b-2" } });
  const { kept } = await admin<Unmerged>("merge.undo", { mergeId });
  expect(kept).toEqual([
    {
      recordType: "contact",
      recordId: loser.id,
      field: "customFields.badge",
      reason: "Badge: another contact has this value by now",
    },
  ]);
  expect(await contact(loser.id)).toMatchObject({
    id: loser.id,
    phone: "+44 20 3",
    customFields: { industry: "Steam" },
  });
  expect((await contact(loser.id)).customFields).not.toHaveProperty("badge");
  expect((await contact(winner.id)).customFields).toMatchObject({ badge: "B-1" });
  expect((await contact(taker.id)).customFields).toMatchObject({ badge: "b-2" });
});
