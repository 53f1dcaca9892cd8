// Two people at the same records: whatever order their requests come in, each gets what it asked for or a clear no.
import { beforeAll, expect, test } from "vitest";
import { committed, list, planned } from "@/modules/bulk/fixtures";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";

withFilesAndJobs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant("At once");
});

type Wire = Record<string, unknown>;
type Id = { id: string };
type Merged = { mergeId: string; changeId: string };
type Outcome = { recordId: string; reason: string };
type Report = { changeId: string | null; reversed: Outcome[]; kept: Outcome[]; failed: Outcome[] };
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const aContact = (input: Wire = {}) =>
  admin<Id>("contacts.create", { firstName: "Ada", lastName: "Lovelace", force: true, ...input });
const contact = (contactId: string) => admin("contacts.get", { contactId });
const revert = (changeId: string) => admin<Report>("changes.revert", { changeId });
const merge = (winner: Id, ...losers: Id[]) =>
  admin<Merged>("merge.contacts", { winnerId: winner.id, loserIds: losers.map(({ id }) => id) });

/** The codes of what was refused. */
const refused = (results: PromiseSettledResult<unknown>[]): string[] =>
  results.flatMap((one) => (one.status === "rejected" ? [String(one.reason.code ?? one.reason)] : []));

test("an edit of a record that is merged at the same moment is merged with it, or is told what it became", async () => {
  for (let round = 0; round < 12; round++) {
    const [winner, loser] = [await aContact(), await aContact()];
    const edit = () => admin("contacts.update", { contactId: loser.id, jobTitle: "Edited" });
    const both = round % 2 ? [edit(), merge(winner, loser)] : [merge(winner, loser), edit()];
    const codes = refused(await Promise.allSettled(both));
    const now = await contact(loser.id);
    expect(now.id).toBe(winner.id);
    if (codes.length > 0) expect(codes).toEqual(["RECORD_MERGED"]);
    else expect(now.jobTitle).toBe("Edited");
  }
});

test("of several who un-merge at once, by the merge or by its change, one does it and the others are told", async () => {
  for (let round = 0; round < 6; round++) {
    const [winner, loser, third] = [await aContact(), await aContact(), await aContact()];
    const { mergeId, changeId } = await merge(winner, loser, third);
    const unmerge = () => admin("merge.undo", { mergeId });
    const results = await Promise.allSettled([unmerge(), revert(changeId), unmerge()]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const code of refused(results)) expect(["MERGE_UNDONE", "ALREADY_REVERTED"]).toContain(code);
    for (const { id } of [winner, loser, third]) expect((await contact(id)).id).toBe(id);
  }
});

test("merges that cross each other and a deletion in between leave every id answering, or in the bin", async () => {
  for (let round = 0; round < 6; round++) {
    const [a, b, c] = [await aContact(), await aContact(), await aContact()];
    const crossing = [merge(a, b), merge(b, a), merge(c, b), merge(b, c)];
    for (const code of refused(await Promise.allSettled(crossing))) expect(code).toBe("RECORD_MERGED");
    for (const { id } of [a, b, c]) await contact(id);

    const [winner, loser] = [await aContact(), await aContact()];
    const remove = () => admin("contacts.delete", { contactId: loser.id });
    const both = round % 2 ? [remove(), merge(winner, loser)] : [merge(winner, loser), remove()];
    const codes = refused(await Promise.allSettled(both));
    expect(codes).toHaveLength(1);
    expect(["RECORD_MERGED", "NOT_FOUND"]).toContain(codes[0]);
  }
});

/** An import of three people, by the first letter of their addresses. */
async function anImport(domain: string): Promise<{ changeId: string; rows: Record<string, Id> }> {
  const lines = ["a", "b", "c"].map((name) => `Row,${name}${domain},${name}@${domain}.example`);
  const plan = await planned(tenant, ["First name,Last name,E-mail", ...lines].join("\n"), [
    { recordType: "contacts" },
  ]);
  const { changeId } = await committed(tenant, plan);
  const { items } = await list(tenant, "contacts", { search: `${domain}.example` });
  const rows = Object.fromEntries(items.map((one) => [String(one.email)[0], one as Id]));
  return { changeId, rows };
}

test("the undo of an import keeps what was merged since and says so; when that is un-merged, it is taken back", async () => {
  const { changeId, rows } = await anImport("later");
  const [a, b, c] = [rows.a!, rows.b!, rows.c!];
  const other = await aContact({ lastName: "Other" });
  const merges = [await merge(other, a), await merge(b, c)];
  const report = await revert(changeId);
  expect(report).toMatchObject({ changeId: null, reversed: [], failed: [] });
  const reasonOf = ({ id }: Id) => report.kept.find(({ recordId }) => recordId === id)?.reason;
  expect(reasonOf(a)).toBe("merged into another contact since: un-merge them first");
  expect(reasonOf(b)).toBe("another contact was merged into it since: un-merge them first");
  expect(reasonOf(c)).toBe("merged into another contact since: un-merge them first");

  for (const { mergeId } of merges) await admin("merge.undo", { mergeId });
  await admin("contacts.update", { contactId: c.id, jobTitle: "Edited" });
  const second = await revert(changeId);
  expect(second.reversed.map(({ recordId }) => recordId).sort()).toEqual([a.id, b.id].sort());
  expect(second.kept).toMatchObject([{ recordId: c.id, reason: "edited since" }]);
  expect(await contact(other.id)).toMatchObject({ lastName: "Other" });
});

test("an import that is undone while its rows are merged ends as one of the two for every row", async () => {
  for (let round = 0; round < 4; round++) {
    const { changeId, rows } = await anImport(`race${round}`);
    const other = await aContact({ lastName: "Other" });
    const undo = revert(changeId);
    const results = await Promise.allSettled([undo, merge(other, rows.a!, rows.b!), merge(rows.c!, rows.b!)]);
    for (const code of refused(results)) expect(["RECORD_MERGED", "NOT_FOUND"]).toContain(code);
    const { reversed, kept, failed } = await undo;
    const told = [...reversed, ...kept, ...failed].map(({ recordId }) => recordId);
    expect(told.sort()).toEqual(
      Object.values(rows)
        .map(({ id }) => id)
        .sort(),
    );
    for (const { id } of Object.values(rows)) {
      const isDeleted = reversed.some(({ recordId }) => recordId === id);
      const found = await contact(id).catch((error: { code?: string }) => error.code);
      if (isDeleted) expect(found).toBe("NOT_FOUND");
      else expect(found).toHaveProperty("id");
    }
  }
});

test("the undo of a bulk edit leaves what was merged since, and names it", async () => {
  const [a, b, c] = [
    await aContact({ jobTitle: "First" }),
    await aContact({ jobTitle: "Second" }),
    await aContact(),
  ];
  const { changeId } = await admin<{ changeId: string }>("records.applyBulk", {
    recordType: "contact",
    selection: { ids: [a.id, b.id, c.id] },
    action: { type: "update", patch: { jobTitle: "Bulk" } },
  });
  const { mergeId } = await merge(a, b);
  const report = await revert(changeId);
  expect(report.failed).toMatchObject([
    { recordId: b.id, reason: "This contact was merged into another one" },
  ]);
  expect(report.reversed).toHaveLength(2);
  await admin("merge.undo", { mergeId });
  const titles = await Promise.all([a, b, c].map(async ({ id }) => (await contact(id)).jobTitle));
  expect(titles).toEqual(["First", "Bulk", null]);
});
