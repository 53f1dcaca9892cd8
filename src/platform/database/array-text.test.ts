import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/kernel/tenancy";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";
import { arrayOfJson, arrayOfValues, arrayOfWords } from "./array-text";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());

const text = fc.string({ unit: "binary" }).map((one) => one.replaceAll("\0", "").toWellFormed());
const odd = fc.constantFrom(
  "",
  "null",
  "NULL",
  " ",
  "{",
  "}",
  ",",
  '"',
  "\\",
  '\\"',
  "\n",
  "\r\n",
  "\t",
  "{a,b}",
);

test("whatever values are written, the database reads the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.oneof(text, odd), { nil: null }), { maxLength: 8 }),
      fc.array(fc.option(fc.oneof(fc.jsonValue(), text, odd), { nil: null }), { maxLength: 8 }),
      fc.array(fc.array(fc.oneof(text, odd), { maxLength: 4 }), { maxLength: 5 }),
      async (values, documents, lists) => {
        const known = documents.map((one) =>
          one === null
            ? null
            : JSON.stringify(one, (_, v) =>
                typeof v === "string" ? v.replaceAll("\0", "") : v,
              ).toWellFormed(),
        );
        const isStorable = known.every((one) => one === null || !/\\u(0000|d[89a-f])/i.test(one));
        fc.pre(isStorable);
        const [row] = await withTenant(tenant.ref, "read", (tx) =>
          tx.query<{ v: unknown; j: unknown; l: string[][] }>(
            `select $1::text[] as v, array(select x::text from unnest($2::json[]) x) as j,
               (select coalesce(json_agg(x::text[]), '[]') from unnest($3::text[]) x) as l`,
            [arrayOfValues(values), arrayOfJson(known), arrayOfValues(lists)],
          ),
        );
        expect(row?.v).toEqual(values);
        expect(row?.j).toEqual(known);
        expect(row?.l).toEqual(lists);
      },
    ),
    { numRuns: 200 },
  );
});

test("words and missing ones", () => {
  expect(arrayOfWords(["contact", null, "deal"])).toBe("{contact,null,deal}");
});
