import { beforeAll, describe, expect, test } from "vitest";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { importCsv, list, problemsOf, upload } from "./fixtures";
import type { Preview } from "./schema";

withFilesAndJobs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant();
});

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, "utf16le");
const big = (text: string): Buffer => utf16(text).swap16();
const head = "first name,last name,email,phone,description";

type Case = {
  what: string;
  csv: string | Buffer;
  created: number;
  /** Row, line and code of what is told, in order. */
  problems?: [number, number | null, string][];
  /** A record that must be there. */
  has?: Record<string, unknown>;
};

const cases: Case[] = [
  { what: "a byte order mark", csv: `\ufeff${head}\nAnn,Lee,,,`, created: 1, has: { firstName: "Ann" } },
  {
    what: "UTF-16, little end first",
    csv: utf16(`${head}\nÄnne,Lee,,,`),
    created: 1,
    has: { firstName: "Änne" },
  },
  { what: "UTF-16, big end first", csv: big(`${head}\nÖle,Lee,,,`), created: 1, has: { firstName: "Öle" } },
  {
    what: "UTF-16 without a mark",
    csv: Buffer.from(`${head}\nUwe,Lee,,,`, "utf16le"),
    created: 1,
    has: { firstName: "Uwe" },
  },
  {
    what: "Windows-1252",
    csv: Buffer.from("first name,last name\nJos\xe9,N\xfa\xf1ez\n", "latin1"),
    created: 1,
    has: { firstName: "José", lastName: "Núñez" },
  },
  {
    what: "semicolons",
    csv: "first name;last name;email\nAnn;Semi;a,b;\nBob;Colon;;",
    created: 1,
    problems: [[1, 2, "VALIDATION_ERROR"]],
  },
  { what: "tabs", csv: "first name\tlast name\nAnn\tTab\n", created: 1, has: { lastName: "Tab" } },
  { what: "pipes", csv: "first name|last name\nAnn|Pipe\n", created: 1, has: { lastName: "Pipe" } },
  { what: "lines that end in CR LF", csv: `${head}\r\nAnn,Crlf,,,\r\nBob,Crlf,,,\r\n`, created: 2 },
  {
    what: "lines that end in CR alone",
    csv: `${head}\rAnn,Cr,,,\rBob,Cr,x,,\r`,
    created: 1,
    problems: [[2, 3, "VALIDATION_ERROR"]],
  },
  {
    what: "no line end after the last row",
    csv: `${head}\nAnn,Last,,,end`,
    created: 1,
    has: { description: "end" },
  },
  {
    what: "line breaks inside quotes, and lines counted on",
    csv: `${head}\nAnn,Break,,,"one\r\ntwo\nthree"\nBob,After,x,,`,
    created: 1,
    problems: [[2, 5, "VALIDATION_ERROR"]],
  },
  { what: "doubled quotes", csv: `${head}\nAnn,"O""Neil",,,`, created: 1, has: { lastName: 'O"Neil' } },
  {
    what: "quotes in the middle of a cell",
    csv: `${head}\nAnn,Quote,,,say "hi" now\nBob,Next,,,`,
    created: 2,
    has: { description: 'say "hi" now' },
  },
  {
    what: "a quote that is never closed",
    csv: `${head}\nAnn,Fine,,,\nBob,"Open,,,\nCid,Lost,,,\n`,
    created: 1,
    problems: [[2, 3, "QUOTE_NOT_CLOSED"]],
  },
  {
    what: "too few columns",
    csv: `${head}\nAnn,Short\nBob,Whole,,,`,
    created: 1,
    problems: [[1, 2, "WRONG_COLUMN_COUNT"]],
  },
  {
    what: "too many columns",
    csv: `${head}\nAnn,Long,,,,,more\nBob,Whole,,,`,
    created: 1,
    problems: [[1, 2, "WRONG_COLUMN_COUNT"]],
  },
  { what: "empty columns at the end", csv: `${head}\nAnn,Trailing,,,,,,`, created: 1 },
  {
    what: "empty lines between rows",
    csv: `${head}\n\n\nAnn,Gap,,,\n\n   \n,,,,\nBob,,,,`,
    created: 1,
    problems: [[2, 8, "REQUIRED"]],
  },
  {
    what: "the same header twice",
    csv: "first name,last name,first name\nAnn,Twice,Other\n",
    created: 1,
    has: { firstName: "Ann", lastName: "Twice" },
  },
  {
    what: "an empty header",
    csv: "first name,,last name\nAnn,x,NoHead\n",
    created: 1,
    has: { lastName: "NoHead" },
  },
  {
    what: "headers in other case and with blanks",
    csv: "  FIRST_name , Last-Name\nAnn,Cased\n",
    created: 1,
    has: { lastName: "Cased" },
  },
  {
    what: "formulas, kept as text",
    csv: `${head}\n=1+1,@cmd,,,"=HYPERLINK(""http://x"")"`,
    created: 1,
    has: { firstName: "=1+1", lastName: "@cmd" },
  },
  {
    what: "a NUL character",
    csv: `${head}\nA\0nn,Null,,,\nBob,Fine,,,`,
    created: 1,
    problems: [[1, 2, "VALIDATION_ERROR"]],
  },
  {
    what: "bytes that are no UTF-8 in the middle",
    csv: Buffer.concat([
      Buffer.from(`${head}\nAnn,Lee,,,`),
      Buffer.from([0xc3, 0x28]),
      Buffer.from("\nBob,Fine,,,"),
    ]),
    created: 2,
  },
  {
    what: "a name of 10,000 characters",
    csv: `${head}\n${"x".repeat(10_000)},Long,,,\nBob,Fine,,,`,
    created: 1,
    problems: [[1, 2, "VALIDATION_ERROR"]],
  },
  {
    what: "a cell of 10 MB",
    csv: `${head}\nAnn,Huge,,,${"x".repeat(10_000_000)}\nBob,Fine,,,`,
    created: 1,
    problems: [[1, 2, "VALIDATION_ERROR"]],
  },
  {
    what: "a row of more than 16 MB",
    csv: `${head}\nAnn,Fine,,,\nBob,Huge,,,${"x".repeat(17_000_000)}\nCid,Lost,,,`,
    created: 1,
    problems: [[2, 3, "UNREADABLE"]],
  },
  {
    what: "1,000 columns",
    csv: `first name,last name,${Array.from({ length: 998 }, (_, i) => `c${i}`).join(",")}\nAnn,Wide${",1".repeat(998)}\n`,
    created: 1,
    has: { lastName: "Wide" },
  },
  { what: "only a header", csv: `${head}\n`, created: 0 },
  {
    what: "emoji and right-to-left text",
    csv: `${head}\n👩‍🚀,مرحبا,,,`,
    created: 1,
    has: { firstName: "👩‍🚀", lastName: "مرحبا" },
  },
  {
    what: "SQL and markup as names",
    csv: `${head}\n"Robert'); drop table contacts;--",<script>,,,`,
    created: 1,
    has: { lastName: "<script>" },
  },
];

describe("a hostile file: every row is in or told, with its line and the reason", () => {
  test.each(cases)("$what", async ({ csv, created, problems = [], has }) => {
    const fresh = await testTenant();
    const job = await importCsv(fresh, "Contacts", csv);
    const told = (await problemsOf(fresh, job)).filter((p) => p.severity === "error");
    expect(told.map((p) => [p.row, p.line, p.code])).toEqual(problems);
    expect(job.counts).toMatchObject({ created, failed: problems.length });
    const { items, total } = await list(fresh, "contacts");
    expect(total).toBe(created);
    if (has) expect(items).toContainEqual(expect.objectContaining(has));
  });
});

test("what is no table at all is refused at once", async () => {
  for (const csv of ["", "\n\n\n", "\ufeff"]) {
    await expect(tenant.call("tenant_admin", "bulk.importContacts", {}, upload(csv))).rejects.toMatchObject({
      status: 422,
      fields: [{ code: "EMPTY_FILE" }],
    });
  }
  await expect(
    tenant.call("tenant_admin", "bulk.importContacts", {}, upload("a,b\n1,2")),
  ).rejects.toMatchObject({
    status: 422,
    fields: [{ code: "NO_COLUMNS" }],
  });
  await expect(tenant.call("tenant_admin", "bulk.importContacts", {})).rejects.toMatchObject({ status: 422 });
});

test("a preview says how the file is read, what each column is taken for, and what is wrong", async () => {
  const text =
    "Vorname;Surnmae;Contact;Ort;Land\nAnn;Lee;ann@example.com;Bonn;Germany\nBob;;bob@example.com;;";
  const preview = await tenant.call<Preview>("tenant_admin", "bulk.preview", {
    recordType: "contacts",
    text,
  });
  expect(preview).toMatchObject({ delimiter: ";", encoding: "utf-8" });
  expect(preview.columns).toMatchObject([
    { column: "Vorname", field: "firstName", confidence: 0.95, samples: ["Ann", "Bob"] },
    { column: "Surnmae", field: "lastName", confidence: 0.6 },
    { column: "Contact", field: "email", confidence: 0.5 },
    { column: "Ort", field: "address.city" },
    { column: "Land", field: "address.country" },
  ]);
  expect(preview.rows).toMatchObject([
    { row: 1, line: 2, problems: [] },
    { row: 2, line: 3, problems: [{ code: "REQUIRED", field: "lastName" }] },
  ]);
  expect(preview.fields.find((f) => f.field === "firstName")).toMatchObject({
    isRequired: true,
    kind: "text",
  });
});
