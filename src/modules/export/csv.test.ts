import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { guarded } from "@/kernel/fields/formula-guard";
import { CsvEncoder } from "./csv";
import type { ExportColumn } from "./encode";
import { Line } from "./line";

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
