import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
const runs = Number(process.env.PROPERTY_RUNS ?? 200);
const contacts: string[] = [];
const accounts: string[] = [];

type Wire = Record<string, unknown>;
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);

beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  for (const name of ["One", "Two"])
    accounts.push((await admin<{ id: string }>("accounts.create", { name })).id);
  for (const lastName of ["A", "B", "C"])
    contacts.push((await admin<{ id: string }>("contacts.create", { firstName: "Nr", lastName })).id);
});
afterAll(() => close());

const word = fc.constantFrom("x", "y", "z");
const patch = fc.record(
  {
    jobTitle: fc.option(word, { nil: null }),
    company: fc.option(word, { nil: null }),
    accountId: fc.constantFrom(0, 1, null),
    customFields: fc.record(
      { industry: fc.option(word, { nil: null }), leadSource: fc.option(word, { nil: null }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
const someOf = fc.subarray([0, 1, 2], { minLength: 1 });

const stateOf = async () =>
  (await admin<{ items: Wire[] }>("contacts.list", { sort: "lastName" })).items.map((one) => ({
    id: one.id,
    jobTitle: one.jobTitle,
    company: one.company,
    accountId: one.accountId,
    industry: (one.customFields as Wire).industry ?? null,
    leadSource: (one.customFields as Wire).leadSource ?? null,
  }));
type State = Awaited<ReturnType<typeof stateOf>>[number];

/** The patch that the test generates, accounts by their place. */
type GeneratedPatch = {
  jobTitle?: string | null;
  company?: string | null;
  accountId?: number | null;
  customFields?: Wire;
};

const real = ({ accountId, ...rest }: GeneratedPatch): Wire => ({
  ...rest,
  ...(accountId === undefined ? {} : { accountId: accountId === null ? null : accounts[accountId] }),
});

test(
  `the undo of a bulk edit restores exactly what was not edited since (${runs} sequences)`,
  async () => {
    await fc.assert(
      fc.asyncProperty(
        someOf,
        patch,
        fc.array(fc.tuple(fc.nat({ max: 2 }), patch), { maxLength: 3 }),
        async (chosen, edit, later) => {
          const before = await stateOf();
          const selection = { ids: chosen.map((at) => contacts[at]!) };
          const done = await admin<{ changeId: string | null }>("records.applyBulk", {
            recordType: "contact",
            selection,
            action: { type: "update", patch: real(edit) },
          });
          const after = await stateOf();
          for (const [at, change] of later)
            await admin("contacts.update", { contactId: contacts[at], ...real(change) });
          const now = await stateOf();
          if (done.changeId === null) {
            expect(after).toEqual(before);
            return;
          }
          const report = await admin<{ kept: { recordId: string; fields: string[] }[]; failed: Wire[] }>(
            "changes.revert",
            { changeId: done.changeId },
          );
          expect(report.failed).toEqual([]);
          const keys = ["jobTitle", "company", "accountId", "industry", "leadSource"] as const;
          const expected = now.map((record, i): State => {
            const next = { ...record };
            for (const key of keys)
              if (before[i]![key] !== after[i]![key] && record[key] === after[i]![key])
                Object.assign(next, { [key]: before[i]![key] });
            return next;
          });
          expect(await stateOf()).toEqual(expected);
          const kept = now.flatMap((record, i) =>
            keys
              .filter((key) => before[i]![key] !== after[i]![key] && record[key] !== after[i]![key])
              .map((key) => `${record.id} ${key}`),
          );
          const told = report.kept.flatMap((one) =>
            one.fields.map((field) => `${one.recordId} ${field.replace("customFields.", "")}`),
          );
          expect(told.sort()).toEqual(kept.sort());
        },
      ),
      { numRuns: runs, endOnFailure: true },
    );
  },
  runs * 1000 + 60_000,
);
