// Nothing is ever lost from the audit log: whatever is done in whatever order, what was written stays as it was, and what
// each record holds follows from its entries alone.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { uuidOf } from "@/kernel/id";
import { withTenant } from "@/kernel/tenancy";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
const runs = Number(process.env.PROPERTY_RUNS ?? 60);
const accounts: string[] = [];

type Wire = Record<string, unknown>;
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);

beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  for (const name of ["One", "Two"])
    accounts.push((await admin<{ id: string }>("accounts.create", { name })).id);
});
afterAll(() => close());

const word = fc.constantFrom("x", "y", "z");
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const patch = fc.record(
  {
    jobTitle: maybe(word),
    company: maybe(word),
    account: fc.constantFrom(0, 1, null),
    tags: fc.uniqueArray(word, { maxLength: 2 }),
    customFields: fc.record({ industry: maybe(word), leadSource: maybe(word) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const at = fc.nat({ max: 2 });
const step = fc.oneof(
  fc.record({ kind: fc.constant("update" as const), at, patch }),
  fc.record({ kind: fc.constant("bulk" as const), chosen: fc.subarray([0, 1, 2], { minLength: 1 }), patch }),
  fc.record({ kind: fc.constant("delete" as const), at }),
  fc.record({ kind: fc.constant("restore" as const), at }),
  fc.record({
    kind: fc.constant("merge" as const),
    order: fc.shuffledSubarray([0, 1, 2], { minLength: 2 }),
  }),
  fc.record({ kind: fc.constant("unmerge" as const) }),
  fc.record({ kind: fc.constant("revert" as const), back: fc.nat({ max: 3 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

type Entry = { id: string; record_id: string; action: string; before: Wire | null; after: Wire | null };

const logOf = (ids: string[]) =>
  withTenant(tenant.ref, "read", (tx) =>
    tx.query<Entry>(
      "select id, record_id, action, before, after from audit_log where record_id = any($1::uuid[]) order by created_at, id",
      [ids.map((id) => uuidOf("contact", id))],
    ),
  );

const fields = ["jobTitle", "company", "accountId", "tags"] as const;

/** What the entries say that the record holds. */
function replayed(entries: Entry[]): Wire {
  const state: Wire = { isLive: true };
  const custom: Wire = {};
  for (const { action, before, after } of entries) {
    for (const key of fields) if (after && key in after) state[key] = after[key];
    // What was there before and is not after has been emptied.
    if (after && "customFields" in after)
      for (const key of Object.keys((before?.customFields ?? {}) as Wire)) custom[key] = null;
    Object.assign(custom, after?.customFields);
    if (action === "deleted" || (action === "merged" && after && "mergedInto" in after)) state.isLive = false;
    if (action === "restored" || action === "unmerged") state.isLive = true;
  }
  return { ...held(state), industry: custom.industry ?? null, leadSource: custom.leadSource ?? null };
}

const held = (state: Wire): Wire => ({
  isLive: state.isLive,
  ...Object.fromEntries(fields.map((key) => [key, state[key] ?? null])),
  tags: [...((state.tags ?? []) as string[])].sort(),
});

async function current(ids: string[]): Promise<Wire[]> {
  const rows = await withTenant(tenant.ref, "read", (tx) =>
    tx.query<Wire & { id: string; custom_fields: Wire }>(
      `select id, job_title as "jobTitle", company, case when account_id is not null then 'account_' || replace(account_id::text, '-', '') end as "accountId",
         tags, custom_fields, deleted_at is null as "isLive" from contacts where id = any($1::uuid[])`,
      [ids.map((id) => uuidOf("contact", id))],
    ),
  );
  return ids.map((id) => {
    const row = rows.find((one) => one.id === uuidOf("contact", id))!;
    return {
      ...held(row),
      industry: row.custom_fields.industry ?? null,
      leadSource: row.custom_fields.leadSource ?? null,
    };
  });
}

/** What cannot be done now (a record that is gone, a merge into itself) is refused as for anybody. */
const refusable = (error: { status?: number }) => {
  if (![404, 409, 410, 422].includes(error.status ?? 500)) throw error;
};

const real = ({ account, ...rest }: Wire & { account?: number | null }): Wire => ({
  ...rest,
  ...(account === undefined ? {} : { accountId: account === null ? null : accounts[account] }),
});

async function perform(one: Step, ids: string[], merges: string[]): Promise<void> {
  const id = "at" in one ? ids[one.at] : undefined;
  if (one.kind === "update") await admin("contacts.update", { contactId: id, ...real(one.patch) });
  else if (one.kind === "bulk")
    await admin("records.applyBulk", {
      recordType: "contact",
      selection: { ids: one.chosen.map((place) => ids[place]) },
      action: { type: "update", patch: real(one.patch) },
    });
  else if (one.kind === "delete") await admin("contacts.delete", { contactId: id });
  else if (one.kind === "restore") await admin("contacts.restore", { contactId: id });
  else if (one.kind === "merge") {
    const [winnerId, ...loserIds] = one.order.map((place) => ids[place]!);
    const done = await admin<{ mergeId: string }>("merge.records", {
      recordType: "contact",
      winnerId,
      loserIds,
    });
    merges.push(done.mergeId);
  } else if (one.kind === "unmerge") {
    const mergeId = merges.pop();
    if (mergeId) await admin("merge.undo", { mergeId });
  } else {
    const { items } = await admin<{ items: { id: string }[] }>("changes.list", { limit: 4 });
    const changeId = items[one.back]?.id;
    if (changeId) await admin("changes.revert", { changeId });
  }
}

test(
  `what was logged stays, and tells what every record holds (${runs} sequences)`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const ids: string[] = [];
        for (const lastName of ["A", "B", "C"])
          ids.push((await admin<{ id: string }>("contacts.create", { firstName: "Nr", lastName })).id);
        const merges: string[] = [];
        let before = await logOf(ids);
        for (const one of steps) {
          await perform(one, ids, merges).catch(refusable);
          const log = await logOf(ids);
          const kept = new Set(before.map((entry) => entry.id));
          expect(log.filter((entry) => kept.has(entry.id))).toEqual(before);
          before = log;
          const told = ids.map((id) =>
            replayed(log.filter((entry) => entry.record_id === uuidOf("contact", id))),
          );
          expect(told).toEqual(await current(ids));
        }
      }),
      { numRuns: runs, endOnFailure: true },
    );
  },
  runs * 1000 + 60_000,
);
