import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withClient } from "@/platform/embedded-database";
import { openTestDatabase } from "@/test/tenant";
import { withLiterals } from "./literals";
import { pools } from "./pools";

let close: () => Promise<void>;
beforeAll(async () => {
  close = await openTestDatabase();
});
afterAll(() => close());

test("whatever a value holds, it arrives as that value and as nothing else", async () => {
  const text = fc.string({ unit: "binary" }).filter((one) => !one.includes("\0") && one.isWellFormed());
  await withClient(pools().url, (client) =>
    fc.assert(
      fc.asyncProperty(
        text,
        fc.array(text),
        fc.boolean(),
        fc.integer(),
        async (word, words, flag, number) => {
          const statement = withLiterals(
            `select $1::text as word, $2::text[] as words, $3::boolean as flag, $4::int + 0 as number, $5::text as "$1", '$2' as said`,
            [word, words, flag, number, null],
          );
          const { rows } = await client.query(statement);
          expect(rows[0]).toEqual({ word, words, flag, number, $1: null, said: "$2" });
        },
      ),
    ),
  );
});
