// What is exported from one workspace and imported into another is the same there: import(export(x)) = x.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Jobs, startJobs } from "@/kernel/jobs";
import { type Client, restTenant } from "@/surfaces/rest/fixtures";
import { openTestDatabase } from "@/test/tenant";

let close: () => Promise<void>;
let jobs: Jobs;
const runs = Number(process.env.PROPERTY_RUNS ?? 6);
beforeAll(async () => {
  close = await openTestDatabase();
  jobs = await startJobs();
});
afterAll(async () => {
  await jobs.stop();
  await close();
});

type Wire = Record<string, unknown>;

const kinds = [
  ["Remark", "text"],
  ["Story", "longText"],
  ["Size", "integer"],
  ["Share", "number"],
  ["Spending", "money"],
  ["Since", "date"],
  ["Met", "dateTime"],
  ["Vip", "boolean"],
  ["Colour", "select"],
  ["Likes", "multiSelect"],
  ["Page", "url"],
  ["Second mail", "email"],
  ["Second phone", "phone"],
  // Called like a field that is there anyway.
  ["Description", "text"],
] as const;
// A label that is another choice's value, and two that differ in their case alone.
const options = [
  { value: "red", label: "Bright red" },
  { value: "green; dark", label: "Green; dark, or so" },
  { value: "blue", label: "red" },
  { value: "b2", label: "Sky" },
  { value: "b3", label: "SKY" },
];
const choices = options.map(({ value }) => value);

const odd = fc.constantFrom(
  "=1+1",
  "'=x",
  "''-y",
  "+49 30",
  "@home",
  "-",
  "a;b",
  "c,d",
  "e|f",
  'say "so"',
  "two\nlines",
  "'quoted'",
  "Ünïcödé",
  "null",
  "true",
  "1.234",
  "01/02/2024",
  "\\",
);
const word = fc.oneof(
  odd,
  fc
    .stringMatching(/^[A-Za-zäöü;,|"'= +@.-]{1,20}$/)
    .map((text) => text.trim())
    .filter(Boolean),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const custom = fc.record({
  remark: maybe(word),
  story: maybe(fc.array(word, { minLength: 1, maxLength: 3 }).map((lines) => lines.join("\n"))),
  size: maybe(fc.integer({ min: -2_000_000, max: 2_000_000 })),
  share: maybe(
    fc.oneof(
      fc.constantFrom(0.125, 1.5, 1234.5, 1e-7, -3.25),
      fc.integer({ min: -9999, max: 9999 }).map((n) => n / 100),
    ),
  ),
  spending: maybe(fc.integer({ min: 0, max: 999_999_99 }).map((n) => n / 100)),
  since: maybe(fc.constantFrom("2024-01-02", "1999-12-31", "2024-02-29")),
  met: maybe(fc.constantFrom("2024-01-02T03:04:05.000Z", "1999-12-31T23:59:59.999Z")),
  vip: maybe(fc.boolean()),
  colour: maybe(fc.constantFrom(...choices)),
  likes: maybe(fc.subarray(choices, { minLength: 1 })),
  page: maybe(fc.constant("https://example.com/a?b=c,d;e")),
  secondMail: maybe(fc.constant("second@example.com")),
  secondPhone: maybe(fc.constant("+49 30 1234567")),
  description: maybe(word),
});
const tags = fc.uniqueArray(word, { maxLength: 4 });
const address = fc.record({
  street: maybe(word),
  city: maybe(word),
  state: maybe(word),
  zipCode: maybe(fc.constantFrom("01234", "EC1A 1BB")),
  country: fc.constant("Germany"),
});
const common = {
  tags,
  custom,
  description: maybe(word),
  phone: maybe(fc.constantFrom("+44 20 7946 0100", "(030) 123-456")),
};

const samples = fc.record({
  accounts: fc.array(
    fc.record({
      ...common,
      address: maybe(address),
      industry: maybe(word),
      employees: maybe(fc.nat(100_000)),
      revenue: maybe(fc.nat(10_000_000).map((n) => n / 100)),
    }),
    { minLength: 2, maxLength: 4 },
  ),
  contacts: fc.array(
    fc.record({ ...common, address: maybe(address), firstName: word, lastName: word, jobTitle: maybe(word) }),
    { minLength: 1, maxLength: 4 },
  ),
  leads: fc.array(
    fc.record({ ...common, firstName: word, lastName: word, score: fc.nat(100), company: maybe(word) }),
    { minLength: 1, maxLength: 3 },
  ),
  products: fc.array(
    fc.record({
      tags,
      custom,
      description: maybe(word),
      category: maybe(word),
      price: fc.nat(1_000_000).map((n) => n / 100),
      isActive: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  deals: fc.array(
    fc.record({
      tags,
      custom,
      description: maybe(word),
      title: word,
      value: fc.nat(10_000_000).map((n) => n / 100),
      close: maybe(fc.constant("2026-03-01T00:00:00.000Z")),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

type Made = typeof samples extends fc.Arbitrary<infer T> ? T : never;

const types = ["product", "account", "contact", "lead", "deal"] as const;
const plurals = {
  product: "products",
  account: "accounts",
  contact: "contacts",
  lead: "leads",
  deal: "deals",
};
const ok = async (answer: ReturnType<Client>): Promise<Wire> => {
  const { status, record, text } = await answer;
  expect(status, text.slice(0, 500)).toBeLessThan(300);
  return record;
};

async function workspace(): Promise<Client> {
  const { admin } = await restTenant();
  // An export names the zone of its times: the clock of the workspace that takes them does not matter.
  await ok(admin("PUT /tenant", { body: { timezone: "America/New_York" } }));
  for (const recordType of types) {
    for (const [label, kind] of kinds) {
      const chosen = kind === "select" || kind === "multiSelect" ? { options } : {};
      const currency = kind === "money" ? { currency: "USD" } : {};
      await ok(admin("POST /fields", { body: { recordType, label, kind, ...chosen, ...currency } }));
    }
    // Comes with every export, and no import takes it.
    const twice = { recordType, label: "Twice", kind: "number", formula: "{size} * 2" };
    await ok(admin("POST /fields", { body: twice }));
  }
  return admin;
}

const withoutNulls = (values: Wire): Wire =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

/** Makes the records over the API, each with a number in its name by which it is known in both workspaces. */
async function fill(admin: Client, made: Made): Promise<void> {
  const shared = ({
    tags: some,
    custom: values,
    description,
  }: {
    tags: string[];
    custom: Wire;
    description: string | null;
  }) => ({ tags: some, customFields: withoutNulls(values), description });
  const ids: string[] = [];
  for (const [n, one] of made.accounts.entries()) {
    const { industry, employees, revenue, phone, address: where } = one;
    const body = {
      ...shared(one),
      name: `Account ${n}`,
      industry,
      employees,
      annualRevenue: revenue,
      phone,
      address: where,
      parentAccountId: n > 0 ? ids[n - 1] : null,
    };
    ids.push((await ok(admin("POST /accounts?force=true", { body }))).id as string);
  }
  for (const [n, one] of made.contacts.entries()) {
    const { firstName, lastName, jobTitle, phone, address: where } = one;
    const body = {
      ...shared(one),
      firstName,
      lastName,
      jobTitle,
      phone,
      address: where,
      email: `c${n}@example.com`,
      accountId: ids[n % ids.length],
    };
    await ok(admin("POST /contacts?force=true", { body }));
  }
  for (const [n, one] of made.leads.entries()) {
    const { firstName, lastName, score, company, phone } = one;
    const body = {
      ...shared(one),
      firstName,
      lastName,
      score,
      company,
      phone,
      email: `l${n}@example.com`,
      source: "web",
    };
    await ok(admin("POST /leads?force=true", { body }));
  }
  for (const [n, one] of made.products.entries()) {
    const { category, price, isActive } = one;
    await ok(
      admin("POST /products", {
        body: {
          ...shared(one),
          name: `Product ${n}`,
          sku: `P-${n}`,
          category,
          unitPrice: price,
          currency: "USD",
          isActive,
        },
      }),
    );
  }
  for (const [n, one] of made.deals.entries()) {
    const { title, value, close: expectedCloseDate } = one;
    await ok(
      admin("POST /deals", {
        body: {
          ...shared(one),
          title: `${title} ${n}`,
          value,
          currency: "USD",
          expectedCloseDate,
          accountId: ids[n % ids.length],
        },
      }),
    );
  }
}

const customColumns = [
  "remark",
  "story",
  "size",
  "share",
  "spending",
  "since",
  "met",
  "vip",
  "colour",
  "likes",
  "page",
  "secondMail",
  "secondPhone",
  "description",
  "twice",
].map((key) => `customFields.${key}`);
const columns = {
  product: ["name", "sku", "category", "unitPrice", "currency", "isActive", "description", "tags"],
  account: [
    "name",
    "industry",
    "employees",
    "annualRevenue",
    "phone",
    "address",
    "parentAccount.name",
    "description",
    "tags",
  ],
  contact: [
    "firstName",
    "lastName",
    "email",
    "jobTitle",
    "phone",
    "address",
    "account.name",
    "description",
    "tags",
  ],
  lead: ["firstName", "lastName", "email", "score", "company", "phone", "source", "description", "tags"],
  deal: ["title", "value", "currency", "stage", "expectedCloseDate", "account.name", "description", "tags"],
};

type Format = keyof typeof contentTypes;

async function exported(
  admin: Client,
  type: (typeof types)[number],
  format: Format,
  header: "name" | "label" = "name",
): Promise<string> {
  const asked = [...columns[type], ...customColumns].join(",");
  const { status, text } = await admin(
    `GET /${plurals[type]}/export?format=${format}&header=${header}&sort=createdAt&columns=${encodeURIComponent(asked)}`,
  );
  expect(status, text.slice(0, 500)).toBe(200);
  return text;
}

async function imported(
  admin: Client,
  type: (typeof types)[number],
  file: string,
  format: Format,
  count: number,
): Promise<void> {
  const path = `POST /bulk/${plurals[type]}/import`;
  let job = await ok(admin(path, { raw: file, headers: { "content-type": contentTypes[format] } }));
  for (
    const end = Date.now() + 60_000;
    Date.now() < end && ["queued", "running"].includes(job.status as string);
  ) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    job = await ok(admin(`GET /jobs/${job.id}`));
  }
  const problems = await admin(`GET /jobs/${job.id}/errors`);
  const faults = problems.records.filter((one) => one.severity === "error");
  expect(faults, file).toEqual([]);
  expect(job.counts, file).toMatchObject({ created: count });
}

const contentTypes = { csv: "text/csv", json: "application/json", ndjson: "application/x-ndjson" };
const kindsOfFile = [
  { format: "csv", header: "name" },
  { format: "csv", header: "label" },
  { format: "json", header: "name" },
  { format: "ndjson", header: "name" },
] as const;

const byName = (text: string): Wire[] =>
  (JSON.parse(text) as Wire[]).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

test(
  `import(export(x)) = x for products, accounts, contacts, leads and deals (${runs} workspaces)`,
  async () => {
    await fc.assert(
      fc.asyncProperty(samples, fc.constantFrom(...kindsOfFile), async (made, { format, header }) => {
        const [from, to] = [await workspace(), await workspace()];
        await fill(from, made);
        for (const type of types) {
          const file = await exported(from, type, format, header);
          await imported(to, type, file, format, made[plurals[type] as "deals"].length);
          expect(byName(await exported(to, type, "json"))).toEqual(
            byName(await exported(from, type, "json")),
          );
        }
      }),
      { numRuns: runs, endOnFailure: true },
    );
  },
  runs * 20_000 + 60_000,
);
