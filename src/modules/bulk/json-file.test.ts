// Files of JSON records are read like the CSV file of the same records, and one that is broken says where.
import { expect, test } from "vitest";
import { csvRows } from "./decode";
import { convertedForm, csvOfJson, looksLikeJson } from "./json-file";

/** In pieces of any size: a record, a text or an escape may be cut anywhere. */
const inPieces = (bytes: Buffer, size: number) =>
  async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };

async function cellsOf(bytes: Buffer, size: number, encoding: "utf-8" | "utf-16le" = "utf-8") {
  const lines: Buffer[] = [];
  for await (const line of csvOfJson(inPieces(bytes, size), encoding)) lines.push(Buffer.from(line));
  const rows: unknown[] = [];
  for await (const { cells, fault } of csvRows(inPieces(Buffer.concat(lines), 7)(), convertedForm))
    rows.push(fault ?? cells);
  return rows;
}

const records = [
  { name: 'Quote " and \\ slash', tags: ["a", "b;c"], address: { city: "Ünä}{][", zip: null } },
  { name: "=1+1", note: "two\nlines", size: -1.5, address: { zip: "01" }, vip: false },
];
const rows = [
  ["name", "tags", "address.city", "address.zip", "note", "size", "vip"],
  ['Quote " and \\ slash', 'a;"b;c"', "Ünä}{][", "", "", "", ""],
  ["=1+1", "", "", "01", "two\nlines", "-1.5", "false"],
];

test.each([
  ["a list", JSON.stringify(records)],
  ["a list over many lines, with a mark", `\ufeff${JSON.stringify(records, null, 2)}\n`],
  ["one record per line", records.map((one) => JSON.stringify(one)).join("\n")],
])("%s becomes rows with dotted names, however it is cut", async (_, text) => {
  const bytes = Buffer.from(text);
  expect(looksLikeJson(bytes)).toBe(true);
  for (const size of [1, 2, 3, 5, 64, 4096]) expect(await cellsOf(bytes, size)).toEqual(rows);
});

test("UTF-16 is read too", async () => {
  const bytes = Buffer.from(`\ufeff${JSON.stringify(records)}`, "utf16le");
  expect(looksLikeJson(bytes)).toBe(true);
  expect(await cellsOf(bytes, 3, "utf-16le")).toEqual(rows);
});

test.each([
  ['[{"a":1},{"a":}]', "Record 2 cannot be read as JSON"],
  ['{"a":1}\n{"a":\n{"a":3}', "The file ends in the middle of record 2"],
  ['{"a":1}\n17\n', "Record 2 is not a JSON object"],
  ['[{"a":1},{"a":2}', "The file ends after record 2, before its list does"],
  ['[{"a":1},{"a":"x', "The file ends in the middle of record 2"],
  ['[{"a":1},[2]]', "Record 2 is not a JSON object"],
  ['{"a":1,}', "Record 1 cannot be read as JSON"],
  ["[]", "The file holds no records"],
])("%s is refused: %s", async (text, message) => {
  expect(looksLikeJson(Buffer.from(text))).toBe(true);
  await expect(cellsOf(Buffer.from(text), 4)).rejects.toThrow(message);
});

test("a record that never ends is given up at 16 MB", async () => {
  let read = 0;
  async function* endless() {
    yield Buffer.from('[{"a":"');
    for (; ; read++) yield Buffer.alloc(1024 * 1024, "x");
  }
  const lines = csvOfJson(endless, "utf-8");
  await expect(lines.next()).rejects.toThrow("Record 1 is larger than 16 MB");
  expect(read).toBeLessThan(20);
});

test("a record that is nested without end is refused", async () => {
  const nested = Buffer.from('{"a":'.repeat(100_000));
  await expect(cellsOf(nested, 4096)).rejects.toThrow("Record 1 is nested more than 100 levels deep");
});

test.each([
  ["oops", "Record 1 cannot be read as JSON"],
  ["name,city\nAda,London\n", "Record 1 cannot be read as JSON"],
  ["17", "Record 1 is not a JSON object"],
  ["[[1]]", "Record 1 is not a JSON object"],
])("named as JSON, %s is refused: %s", async (text, message) => {
  const bytes = Buffer.from(text);
  expect(looksLikeJson(bytes, undefined, "people.csv")).toBe(false);
  for (const name of ["people.json", "people.NDJSON", "people.jsonl"])
    expect(looksLikeJson(bytes, undefined, name)).toBe(true);
  await expect(cellsOf(bytes, 4)).rejects.toThrow(message);
});

test("a CSV file is not taken for JSON", () => {
  for (const text of ["[name],[mail]\na,b", "{name};{mail}", '"{""a"":1}",b', "name\n{}"])
    expect(looksLikeJson(Buffer.from(text)), text).toBe(false);
});
