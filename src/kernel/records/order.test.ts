// The order of a list by keys that may be empty: every page, by cursor and by number, is a piece of one and the same
// whole, in both directions, with own fields and built-in ones.
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;

type Contact = { id: string; lastName: string; email: string | null; customFields: Record<string, unknown> };
type Page = { items: Contact[]; nextCursor: string | null; hasNext: boolean; total: number };
const admin = <T>(operation: string, input: unknown) => tenant.call<T>("tenant_admin", operation, input);
const list = (query: Record<string, unknown>) => admin<Page>("contacts.list", query);

beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  for (const [label, kind] of [
    ["Shoe size", "integer"],
    ["Nickname", "text"],
    ["Share", "number"],
    ["Met", "dateTime"],
    ["Vip", "boolean"],
  ])
    await admin("fields.create", { recordType: "contact", label, kind });
  for (let n = 0; n < 24; n++) {
    await admin("contacts.create", {
      firstName: "Nr",
      lastName: `Name ${n % 5}`,
      email: n % 3 === 0 ? null : `c${(n * 7) % 24}@example.com`,
      customFields: {
        ...(n % 4 === 0 ? {} : { shoeSize: n % 6 }),
        ...(n % 5 === 0 ? {} : { nickname: ["zeta", "Äpfel", "apple"][n % 3] }),
        ...(n % 2 === 0 ? {} : { share: (n % 7) / 4 }),
        ...(n % 6 === 0 ? {} : { met: `2024-01-0${1 + (n % 3)}T00:00:00.000Z` }),
        ...(n % 3 === 1 ? {} : { vip: n % 2 === 0 }),
      },
    });
  }
});
afterAll(() => close());

const valueIn = (one: Contact, key: string) =>
  key.startsWith("customFields.") ? one.customFields[key.slice(13)] : one[key as "email"];

test.each([
  "email",
  "-email",
  "customFields.shoeSize",
  "-customFields.shoeSize",
  "customFields.nickname",
  "-customFields.nickname",
  "-customFields.share",
  "customFields.met",
  "-customFields.vip",
  "customFields.vip,-lastName",
  "-customFields.shoeSize,customFields.nickname",
  "customFields.shoeSize,email",
  "lastName,-email",
  "-lastName,-createdAt",
])("by %s", async (sort) => {
  const whole = (await list({ sort, limit: 100 })).items;
  expect(new Set(whole.map(({ id }) => id)).size).toBe(24);
  const first = sort.split(",")[0]!.replace("-", "");
  const filled = whole.map((one) => valueIn(one, first) ?? null);
  const from = filled.indexOf(null);
  if (from >= 0) expect(filled.slice(from).every((value) => value === null)).toBe(true);
  const numbers = (from >= 0 ? filled.slice(0, from) : filled).filter((value) => typeof value === "number");
  expect(numbers).toEqual([...numbers].sort((a, b) => (sort.startsWith("-") ? b - a : a - b)));

  const byCursor: Contact[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await list({ sort, limit: 5, ...(cursor ? { cursor } : {}) });
    byCursor.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  expect(byCursor).toEqual(whole);

  for (let page = 1; page <= 6; page++)
    expect((await list({ sort, limit: 5, page })).items).toEqual(whole.slice((page - 1) * 5, page * 5));
});

test("a filter that leaves only empty values, and one that leaves none", async () => {
  const sort = "-customFields.shoeSize";
  const empty = await list({ sort, limit: 3, customFields: { shoeSize: { isNull: true } } });
  expect(empty).toMatchObject({ total: 6, hasNext: true });
  expect(await list({ sort, lastName: "Nobody" })).toMatchObject({ total: 0, items: [], hasNext: false });
});
