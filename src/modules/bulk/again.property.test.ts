// An import, its undo, and the same import once more, over random files among records that are there already.
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { committed, list, planned } from "./fixtures";

const runs = Number(process.env.PROPERTY_RUNS ?? 25);
const admin = "tenant_admin";

withFilesAndJobs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant();
  const { id: accountId } = await tenant.call<{ id: string }>(admin, "accounts.create", { name: "Known" });
  for (const [lastName, email] of [
    ["There", "a@example.com"],
    ["Besides", "b@example.com"],
  ])
    await tenant.call(admin, "contacts.create", { firstName: "Old", lastName, email, accountId });
});

/** Everything that people can tell records by, but for ids and times. */
async function state() {
  const accounts = await list(tenant, "accounts");
  const names = new Map(accounts.items.map(({ id, name }) => [id, String(name)]));
  const contacts = (await list(tenant, "contacts")).items.map((one) =>
    JSON.stringify([
      one.firstName,
      one.lastName,
      one.email,
      one.jobTitle,
      one.tags,
      one.accountId && names.get(one.accountId as string),
    ]),
  );
  return { accounts: [...names.values()].sort(), contacts: contacts.sort() };
}

const row = fc.record({
  "first name": fc.constantFrom("Ada", "Grace"),
  "last name": fc.constantFrom("One", "Two", ""),
  email: fc.constantFrom("a@example.com", "b@example.com", "c@example.com", "d@example.com", "not one", ""),
  "job title": fc.constantFrom("Pilot", "Cook", ""),
  tags: fc.constantFrom("x", "x;y", ""),
  account: fc.constantFrom("Known", "Fresh", "Other", ""),
});
const columns = ["first name", "last name", "email", "job title", "tags", "account"] as const;

test(
  `import, undo, import: the same records, and the undo leaves what was there (${runs} sequences)`,
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 6 }),
        fc.constantFrom("update" as const, "skip" as const, "create" as const),
        async (rows, existing) => {
          const csv = [
            columns.join(","),
            ...rows.map((one) => columns.map((key) => one[key]).join(",")),
          ].join("\n");
          const targets = [
            { recordType: "accounts" as const, columns: { account: "name" } },
            { recordType: "contacts" as const, existing },
          ];
          const write = async () => committed(tenant, await planned(tenant, csv, targets));
          const takeBack = ({ changeId }: { changeId: string }) =>
            tenant.call<{ kept: unknown[]; failed: unknown[] }>(admin, "changes.revert", { changeId });
          const before = await state();
          const first = await write();
          expect(first.status).toBe("completed");
          const after = await state();
          if (
            after.contacts.join() === before.contacts.join() &&
            after.accounts.length === before.accounts.length
          )
            return;
          expect(await takeBack(first)).toMatchObject({ kept: [], failed: [] });
          expect(await state()).toEqual(before);
          const second = await write();
          expect(await state()).toEqual(after);
          expect(await takeBack(second)).toMatchObject({ kept: [], failed: [] });
          expect(await state()).toEqual(before);
        },
      ),
      { numRuns: runs, endOnFailure: true },
    );
  },
  runs * 5000 + 60_000,
);
