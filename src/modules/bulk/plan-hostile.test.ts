import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { uuidOf } from "@/kernel/id";
import { withTenant } from "@/kernel/tenancy";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { committed, planned, rowsOfPlan } from "./fixtures";

withFilesAndJobs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant();
});

const admin = "tenant_admin";
/** Cells that are well where they stand, as the file has them and as the record should. */
const words = [
  "Ann",
  "José",
  "Núñez de la Cruz",
  "=1+1",
  "+49 30 1",
  "-7",
  "@home",
  "O'Hara",
  'the "boss"',
  '5" pipe',
];
const hard = [
  "two\nlines",
  "a,b;c\td|e",
  "\r\nbreak",
  "  padded  ",
  "x".repeat(300),
  "2024-02-30",
  "01/02/03",
  "NULL",
  "é",
];
const mails = [
  { text: "ann@example.com", isGood: true },
  { text: " BEN@Example.COM ", isGood: true },
  { text: "", isGood: true },
  { text: "not-an-email", isGood: false },
  { text: "=cmd@x", isGood: false },
];
/** What each is read as where its column shows the day first, the month first, or neither; null is refused. */
const days: { text: string; dmy: string | null; mdy: string | null; none: string | null }[] = [
  { text: "", dmy: "", mdy: "", none: "" },
  { text: "2024-02-03", dmy: "2024-02-03", mdy: "2024-02-03", none: "2024-02-03" },
  { text: "31/12/2023", dmy: "2023-12-31", mdy: null, none: "2023-12-31" },
  { text: "12/31/2023", dmy: null, mdy: "2023-12-31", none: "2023-12-31" },
  { text: "03/04/2024", dmy: "2024-04-03", mdy: "2024-03-04", none: null },
  { text: "7.8.2023", dmy: "2023-08-07", mdy: "2023-07-08", none: "2023-08-07" },
  { text: "2024-02-30", dmy: null, mdy: null, none: null },
  { text: "=TODAY()", dmy: null, mdy: null, none: null },
];
type Row = {
  first: string;
  last: string;
  mail: (typeof mails)[number];
  day: (typeof days)[number];
  note: string;
  shape: "whole" | "short" | "long";
};
type File = {
  rows: Row[];
  encoding: "utf-8" | "utf-8 with mark" | "utf-16le" | "utf-16be" | "windows-1252";
  delimiter: string;
  lineEnd: string;
  isQuoted: boolean;
  endsWithLine: boolean;
  junkColumns: number;
  order: number[];
};

const cell = fc.constantFrom(...words, ...hard, "");
const row: fc.Arbitrary<Row> = fc.record({
  first: cell,
  last: cell,
  mail: fc.constantFrom(...mails),
  day: fc.constantFrom(...days),
  note: fc.oneof(cell, fc.string({ unit: "grapheme-ascii", maxLength: 40 })),
  shape: fc.constantFrom("whole", "whole", "whole", "whole", "short", "long"),
});
const file: fc.Arbitrary<File> = fc.record({
  rows: fc.array(row, { maxLength: 12 }),
  encoding: fc.constantFrom("utf-8", "utf-8 with mark", "utf-16le", "utf-16be", "windows-1252"),
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  isQuoted: fc.boolean(),
  endsWithLine: fc.boolean(),
  junkColumns: fc.constantFrom(0, 1, 3, 995),
  order: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
});

const names = ["first name", "last name", "email", "description", "member since"];

const fine: Row = { first: "Ann", last: "Fine", mail: mails[0]!, day: days[1]!, note: "", shape: "whole" };
const usual: File = {
  rows: [],
  encoding: "utf-8",
  delimiter: ",",
  lineEnd: "\n",
  isQuoted: false,
  endsWithLine: true,
  junkColumns: 0,
  order: [0, 1, 2, 3, 4],
};
/** Those that no chance may leave out. */
const certain: File[] = [
  usual,
  { ...usual, rows: [fine, { ...fine, note: "x".repeat(10_000_000) }, fine] },
  {
    ...usual,
    rows: days.map((day) => ({ ...fine, day })),
    encoding: "utf-16be",
    lineEnd: "\r",
    junkColumns: 995,
  },
  { ...usual, rows: words.map((first) => ({ ...fine, first, day: days[4]! })), isQuoted: true },
];
/** More than a description may hold. */
const tooLong = 100_000;

function bytesOf(file: File): { bytes: Buffer; lines: number[] } {
  const quote = (text: string) =>
    file.isQuoted || /[,;\t|\r\n]|^"|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const junk = Array.from({ length: file.junkColumns }, (_, i) => `junk ${i}`);
  const inOrder = (cells: string[]) => [...file.order.map((at) => cells[at]!), ...junk.map(() => "")];
  const records = [inOrder(names).map((name, i) => (i < 5 ? name : junk[i - 5]!))];
  for (const { first, last, mail, day, note, shape } of file.rows) {
    const cells = inOrder([first, last, mail.text, note, day.text]);
    if (shape === "short") cells.pop();
    if (shape === "long") cells.push("too much");
    records.push(cells);
  }
  const lines: number[] = [];
  let line = 1;
  const text = records
    .map((cells) => {
      lines.push(line);
      const one = cells.map(quote).join(file.delimiter);
      line += one.split(/\r\n|\r|\n/).length;
      return one;
    })
    .join(file.lineEnd);
  const whole = text + (file.endsWithLine ? file.lineEnd : "");
  const marked = `\ufeff${whole}`;
  const bytes =
    file.encoding === "windows-1252"
      ? Buffer.from(whole, "latin1")
      : file.encoding === "utf-16le"
        ? Buffer.from(marked, "utf16le")
        : file.encoding === "utf-16be"
          ? Buffer.from(marked, "utf16le").swap16()
          : Buffer.from(file.encoding === "utf-8" ? whole : marked);
  return { bytes, lines: lines.slice(1) };
}

/** What the file holds, said without the import: rows that are there at all, and whether each is well. */
function expected(file: File): { line: number; isGood: boolean; day: string | null; row: Row }[] {
  const { lines } = bytesOf(file);
  const shows = (text: string) => file.rows.some(({ day, shape }) => shape === "whole" && day.text === text);
  const [isDmy, isMdy] = [shows("31/12/2023"), shows("12/31/2023")];
  const order = isDmy === isMdy ? "none" : isDmy ? "dmy" : "mdy";
  const isFilled = ({ first, last, mail, day, note, shape }: Row, i: number) => {
    const kept = [first, last, mail.text, note, day.text];
    // The last column of a short row is missing; without further columns it is one of the five.
    if (shape === "short" && file.junkColumns === 0) kept[file.order[4]!] = "";
    return lines[i] !== undefined && (shape === "long" || kept.some((text) => text.trim() !== ""));
  };
  return file.rows.flatMap((row, i) => {
    if (!isFilled(row, i)) return [];
    const isNamed = [row.first, row.last].every((name) => name.trim() !== "" && name.length <= 100);
    const day = row.day[order];
    const isGood =
      row.shape === "whole" && isNamed && row.mail.isGood && day !== null && row.note.length <= tooLong;
    return [{ line: lines[i]!, isGood, day, row }];
  });
}

test("200 hostile files: imported and rejected make all rows, each rejection has its line, its column and a reason", {
  timeout: 400_000,
}, async () => {
  await tenant.call(admin, "fields.create", { recordType: "contact", label: "Member since", kind: "date" });
  const taken = new Set<string>();
  const seenIn = { files: 0, imported: 0, rejected: 0 };
  await fc.assert(
    fc.asyncProperty(file, async (one) => {
      const { bytes } = bytesOf(one);
      const rows = expected(one);
      const plan = await planned(tenant, bytes, [{ recordType: "contacts", existing: "create" }], {
        delimiter: one.delimiter,
      });
      expect(plan).toMatchObject({ status: "planned", total: rows.length });
      const good = rows.filter((row) => row.isGood).length;
      expect(plan.counts).toMatchObject({ create: good, problem: rows.length - good });
      const seen = await rowsOfPlan(tenant, plan);
      expect(seen.map((row) => [row.line, row.action])).toEqual(
        rows.map((row) => [row.line, row.isGood ? "create" : "problem"]),
      );
      for (const row of seen.filter((row) => row.action === "problem")) {
        const problems = row.parts.flatMap((part) => part.problems).filter((p) => p.severity === "error");
        expect(problems.length).toBeGreaterThan(0);
        for (const problem of problems) {
          expect(problem).toMatchObject({
            row: row.row,
            line: row.line,
            message: expect.stringMatching(/\w/),
          });
          if (problem.code !== "WRONG_COLUMN_COUNT") expect(names).toContain(problem.column);
        }
      }
      const rejected = seen.filter((row) => row.action === "problem").length;
      expect(good + rejected).toBe(plan.total);
      const done = await committed(tenant, plan);
      expect(done).toMatchObject({
        status: "completed",
        counts: { create: good, problem: rows.length - good },
      });
      const [made] = await withTenant(tenant.ref, "read", (tx) =>
        tx.query<{ names: string[] | null }>(
          `select array_agg(first_name || '/' || last_name || '/' || coalesce(c.custom_fields->>'memberSince', '') order by a.id) as names from audit_log a
           join contacts c on c.tenant_id = a.tenant_id and c.id = a.record_id where a.tenant_id = $1 and a.change_id = $2`,
          [uuidOf("tenant", tenant.ref.id), uuidOf("chg", done.changeId)],
        ),
      );
      const wanted = rows
        .filter((row) => row.isGood)
        .map(({ row, day }) => `${row.first.trim()}/${row.last.trim()}/${day}`);
      expect(made?.names ?? []).toEqual(wanted);
      expect(wanted.length + rejected).toBe(rows.length);
      for (const kind of [one.encoding, one.delimiter, one.lineEnd]) taken.add(kind);
      seenIn.files += 1;
      seenIn.imported += wanted.length;
      seenIn.rejected += rejected;
    }),
    { numRuns: 200, endOnFailure: true, examples: certain.map((one) => [one]) },
  );
  // Five encodings, four delimiters, three ends of lines.
  expect(taken.size).toBe(12);
  expect(seenIn.files).toBe(200);
  expect(Math.min(seenIn.imported, seenIn.rejected)).toBeGreaterThan(100);
});
