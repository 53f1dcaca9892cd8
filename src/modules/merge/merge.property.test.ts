import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/kernel/tenancy";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
const accountIds: string[] = [];
const contactIds: string[] = [];
const runs = Number(process.env.PROPERTY_RUNS ?? 200);

type Wire = Record<string, unknown>;
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);

beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  await admin("fields.create", {
    recordType: "contact",
    label: "Sponsor",
    kind: "record",
    targetType: "account",
  });
  await admin("fields.create", {
    recordType: "contact",
    label: "Patron",
    kind: "record",
    targetType: "account",
    isUnique: true,
  });
  await admin("fields.create", {
    recordType: "contact",
    label: "Mentor",
    kind: "record",
    targetType: "contact",
  });
  for (let i = 0; i < 5; i++)
    accountIds.push((await admin<{ id: string }>("accounts.create", { name: `Account ${i}` })).id);
  for (let i = 0; i < 5; i++)
    contactIds.push(
      (await admin<{ id: string }>("contacts.create", { firstName: "Nr", lastName: `${i}` })).id,
    );
});
afterAll(() => close());

/** Everything that may not change from a merge and its un-merge: all but versions, times and authors of changes. */
const state = () =>
  withTenant(tenant.ref, "read", async (tx) => ({
    contacts: await tx.query(
      "select id, owner_id, email, phone, company, job_title, account_id, tags, custom_fields, address_city, deleted_at from contacts order by id",
    ),
    accounts: await tx.query(
      "select id, name, website, industry, employees, annual_revenue, currency, parent_account_id, tags, custom_fields, deleted_at from accounts order by id",
    ),
    relationships: await tx.query(
      "select account_id, related_account_id, relationship_type from account_relationships order by 1, 2, 3",
    ),
    values: await tx.query(
      "select record_id, field_id, text_value, uuid_value from field_values order by 1, 2",
    ),
    merged: await tx.query("select * from merged_records"),
  }));

const index = fc.nat({ max: 4 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const word = fc.constantFrom("red", "green", "blue");
const setUp = fc.oneof(
  fc.record({
    kind: fc.constant("contact" as const),
    at: index,
    account: maybe(index),
    sponsor: maybe(index),
    patron: maybe(index),
    mentor: maybe(index),
    jobTitle: maybe(word),
    tags: fc.uniqueArray(word),
    source: maybe(word),
  }),
  fc.record({
    kind: fc.constant("account" as const),
    at: index,
    parent: maybe(index),
    industry: maybe(word),
    revenue: maybe(fc.integer({ min: 0, max: 1000 })),
    currency: fc.constantFrom("USD", "JPY"),
  }),
  fc.record({
    kind: fc.constant("relate" as const),
    at: index,
    to: index,
    type: fc.constantFrom("partner", "supplier"),
  }),
);
const merge = fc.record({
  type: fc.constantFrom("contact" as const, "account" as const),
  order: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 2, maxLength: 4 }),
  choices: fc.dictionary(
    fc.constantFrom(
      "jobTitle",
      "accountId",
      "customFields.sponsor",
      "customFields.patron",
      "customFields.mentor",
      "industry",
      "parentAccountId",
      "annualRevenue",
      "tags",
    ),
    index,
    { maxKeys: 4 },
  ),
});
const contactChoices = [
  "jobTitle",
  "accountId",
  "customFields.sponsor",
  "customFields.patron",
  "customFields.mentor",
  "tags",
];

async function prepare(step: typeof setUp extends fc.Arbitrary<infer Step> ? Step : never): Promise<void> {
  const idOf = (list: string[], at: number | null) => (at === null ? null : list[at]!);
  if (step.kind === "contact") {
    const change = admin("contacts.update", {
      contactId: contactIds[step.at],
      accountId: idOf(accountIds, step.account),
      jobTitle: step.jobTitle,
      tags: step.tags,
      customFields: {
        sponsor: idOf(accountIds, step.sponsor),
        patron: idOf(accountIds, step.patron),
        mentor: idOf(contactIds, step.mentor),
        leadSource: step.source,
      },
    });
    // The patron may be another's already.
    await change.catch((error: { status?: number }) => expect(error.status).toBe(422));
  } else if (step.kind === "account") {
    const change = admin("accounts.update", {
      accountId: accountIds[step.at],
      parentAccountId: idOf(accountIds, step.parent),
      industry: step.industry,
      annualRevenue: step.revenue,
      currency: step.currency,
    });
    await change.catch((error: { status?: number }) => expect([409, 422]).toContain(error.status));
  } else {
    const link = admin("accounts.relate", {
      accountId: accountIds[step.at],
      relatedAccountId: accountIds[step.to],
      relationshipType: step.type,
    });
    await link.catch((error: { status?: number }) => expect([409, 422]).toContain(error.status));
  }
}

test(
  `merging and un-merging in any order restores the exact former state (${runs} sequences)`,
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(setUp, { maxLength: 5 }),
        fc.array(merge, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        async (steps, merges, picks) => {
          for (const step of steps) await prepare(step);
          const before = await state();
          const open: string[] = [];
          for (const { type, order, choices } of merges) {
            const ids = order.map((at) => (type === "contact" ? contactIds : accountIds)[at]!);
            const own = Object.entries(choices).filter(
              ([name]) => (contactChoices.includes(name) && name !== "tags") === (type === "contact"),
            );
            const done = await admin<{ mergeId: string }>("merge.records", {
              recordType: type,
              winnerId: ids[0],
              loserIds: ids.slice(1),
              choices: Object.fromEntries(own.map(([name, at]) => [name, ids[at % ids.length]!])),
            }).catch((error: { code?: string }) => {
              // One of them is part of another record already.
              if (error.code !== "RECORD_MERGED") throw error;
            });
            if (done) open.push(done.mergeId);
          }
          while (open.length > 0) {
            const at = (picks.next().value as number) % open.length;
            const undone = await admin<{ kept: unknown[] }>("merge.undo", { mergeId: open[at] }).catch(
              (error: { code?: string }) => {
                if (error.code !== "WINNER_GONE") throw error;
              },
            );
            if (undone) open.splice(at, 1);
          }
          expect(await state()).toEqual(before);
        },
      ),
      { numRuns: runs, endOnFailure: true },
    );
  },
  runs * 1000 + 60_000,
);
