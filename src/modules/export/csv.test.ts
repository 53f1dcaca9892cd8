import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { guarded } from "@/kernel/fields/formula-guard";
import { CsvEncoder } from "./csv";
import type { ExportColumn } from "./encode";
import { Line, widthOf } from "./line";

const escapes: Record<string, string> = {
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};
/** As `COPY` writes it. */
const copied = (text: string | null): string =>
  text?.replace(/[\\\b\f\n\r\t\v]/g, (c) => escapes[c]!) ?? "\\N";

const letter = fc.oneof(
  fc.constantFrom(..."abz09 ,;\"'=+-@\\\t\r\n\b\v\u00a0é😀"),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }).filter((one) => one !== "\0"),
);
const text = fc.array(letter, { maxLength: 60 }).map((letters) => letters.join(""));

test("whatever text is in a cell, the file's cell holds it, and neither a formula nor a second row", () => {
  const rows = fc.array(fc.array(fc.option(text), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(rows, fc.constantFrom(1, 400), (values, times) => {
      const column: ExportColumn = {
        name: "x",
        label: "X",
        form: "text",
        prefix: null,
        value: (line, i) => line.text(i),
      };
      const encoder = new CsvEncoder([column, column, column], false);
      const line = new Line(3);
      const parts: Uint8Array[] = [];
      for (let round = 0; round < times; round++)
        for (const row of values) {
          const full = encoder.take(line.read(Buffer.from(`${row.map(copied).join("\t")}\n`)));
          if (full) parts.push(full);
        }
      parts.push(encoder.end());
      const { data, errors } = Papa.parse<string[]>(Buffer.concat(parts).toString(), {
        delimiter: ",",
        newline: "\r\n",
      });
      expect(errors).toEqual([]);
      const cells = values.map((row) => row.map((one) => guarded(one ?? "")));
      const expected = Array.from({ length: times }, () => cells).flat();
      expect(data).toEqual([...expected, [""]]);
    }),
    { numRuns: 150 },
  );
});

test("an amount is written as the number that it is, whatever its currency's decimals", () => {
  const minor = fc.oneof(
    fc.integer(),
    // Above that a number of ours has fewer digits than the database's.
    fc.maxSafeInteger().map((units) => Math.trunc(units / 100)),
    fc.constantFrom(0, 5, -5, 10, 100, -100, 105, 1050),
  );
  fc.assert(
    fc.property(minor, fc.constantFrom(0, 2, 3), (units, decimals) => {
      const amount: ExportColumn = {
        name: "x",
        label: "X",
        form: "money",
        prefix: null,
        decimals: () => decimals,
        value: () => {
          throw new Error("not asked for");
        },
      };
      const encoder = new CsvEncoder([amount], false);
      encoder.take(new Line(1).read(Buffer.from(`${units}\n`)));
      expect(encoder.end().toString()).toBe(`${units / 10 ** decimals}\r\n`);
    }),
    { numRuns: 2000 },
  );
});

test("cells of a known width are found without looking for their end, also beside nulls and other decimals", () => {
  const id = fc.uuid();
  const instant = fc
    .tuple(
      fc.date({ min: new Date("1990-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }),
      fc.constantFrom(3, 2, 0),
    )
    .map(([date, decimals]) => {
      const [whole, fraction] = date.toISOString().slice(0, 23).replace("T", " ").split(".") as [
        string,
        string,
      ];
      return `${whole}${decimals > 0 ? `.${fraction.slice(0, decimals)}` : ""}+00`;
    });
  const cells = fc.tuple(
    fc.option(id),
    fc.option(instant),
    fc.option(text),
    fc.option(instant),
    fc.option(id),
  );
  fc.assert(
    fc.property(fc.array(cells, { minLength: 1, maxLength: 5 }), (rows) => {
      const line = new Line(
        5,
        Uint8Array.from([widthOf.id, widthOf.instant, 0, widthOf.instant, widthOf.id]),
      );
      for (const row of rows) {
        line.read(Buffer.from(`${row.map(copied).join("\t")}\n`));
        expect(row.map((_, i) => line.text(i))).toEqual(row);
      }
    }),
    { numRuns: 500 },
  );
});
