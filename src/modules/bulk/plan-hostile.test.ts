import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newUuid, uuidOf } from "@/kernel/id";
import { type Jobs, startJobs } from "@/kernel/jobs";
import { runJob } from "@/kernel/jobs/run";
import { withSystem, withTenant } from "@/kernel/tenancy";
import { pools } from "@/platform/database/pools";
import { keepFilesIn } from "@/platform/storage";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";
import { committed, ended, list, planned, rowsOfPlan, settled } from "./fixtures";
import type { Import } from "./plan-schema";
import type { Job } from "./schema";

let close: () => Promise<void>;
let folder: string;
let jobs: Jobs | undefined;
let tenant: TestTenant;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "meridian-files-"));
  keepFilesIn(folder);
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(async () => {
  await jobs?.stop();
  await close();
  await rm(folder, { recursive: true, force: true });
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
type Row = {
  first: string;
  last: string;
  mail: (typeof mails)[number];
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
  junkColumns: fc.constantFrom(0, 1, 3, 996),
  order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
});

const names = ["first name", "last name", "email", "description"];

function bytesOf(file: File): { bytes: Buffer; lines: number[] } {
  const quote = (text: string) =>
    file.isQuoted || /[,;\t|\r\n]|^"|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const junk = Array.from({ length: file.junkColumns }, (_, i) => `junk ${i}`);
  const inOrder = (cells: string[]) => [...file.order.map((at) => cells[at]!), ...junk.map(() => "")];
  const records = [inOrder(names).map((name, i) => (i < 4 ? name : junk[i - 4]!))];
  for (const { first, last, mail, note, shape } of file.rows) {
    const cells = inOrder([first, last, mail.text, note]);
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
function expected(file: File): { line: number; isGood: boolean; row: Row }[] {
  const { lines } = bytesOf(file);
  const isFilled = ({ first, last, mail, note, shape }: Row, i: number) => {
    const kept = [first, last, mail.text, note];
    // The last column of a short row is missing; without further columns it is one of the four.
    if (shape === "short" && file.junkColumns === 0) kept[file.order[3]!] = "";
    return lines[i] !== undefined && (shape === "long" || kept.some((text) => text.trim() !== ""));
  };
  return file.rows.flatMap((row, i) => {
    if (!isFilled(row, i)) return [];
    const isNamed = [row.first, row.last].every((name) => name.trim() !== "" && name.length <= 100);
    return [{ line: lines[i]!, isGood: row.shape === "whole" && isNamed && row.mail.isGood, row }];
  });
}

test("200 hostile files: imported and rejected make all rows, each rejection has its line, its column and a reason", {
  timeout: 400_000,
}, async () => {
  jobs = await startJobs();
  const taken = new Set<string>();
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
      const done = await committed(tenant, plan);
      expect(done).toMatchObject({
        status: "completed",
        counts: { create: good, problem: rows.length - good },
      });
      const [made] = await withTenant(tenant.ref, "read", (tx) =>
        tx.query<{ names: string[] | null }>(
          `select array_agg(first_name || '/' || last_name order by a.id) as names from audit_log a
           join contacts c on c.tenant_id = a.tenant_id and c.id = a.record_id where a.tenant_id = $1 and a.change_id = $2`,
          [uuidOf("tenant", tenant.ref.id), uuidOf("chg", done.changeId)],
        ),
      );
      const wanted = rows
        .filter((row) => row.isGood)
        .map(({ row }) => `${row.first.trim()}/${row.last.trim()}`);
      expect(made?.names ?? []).toEqual(wanted);
      taken.add(one.encoding);
    }),
    { numRuns: 200, endOnFailure: true },
  );
  expect(taken.size).toBe(5);
});

const rowsOf = (count: number): string =>
  [
    "account,first name,last name,email",
    ...Array.from({ length: count }, (_, i) => `Acc ${i % 700},Ann,No${i},no${i}@example.com`),
  ].join("\n");

const snapshot = async (of: TestTenant): Promise<unknown[]> => {
  const accounts = new Map((await all(of, "accounts")).map((one) => [one.id, one.name]));
  return (await all(of, "contacts"))
    .map((one) => [one.firstName, one.lastName, one.email, accounts.get(one.accountId)])
    .sort((a, b) => String(a).localeCompare(String(b)));
};
async function all(of: TestTenant, plural: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for (let page = 1; ; page++) {
    const { items } = await list(of, plural, { page });
    found.push(...items);
    if (items.length < 100) return found;
  }
}

const targets = [
  { recordType: "accounts" as const, columns: { account: "name" } },
  { recordType: "contacts" as const },
];

test("import, undo, import: the same records", { timeout: 120_000 }, async () => {
  jobs ??= await startJobs();
  const fresh = await testTenant();
  const first = await committed(fresh, await planned(fresh, rowsOf(600), targets));
  const before = await snapshot(fresh);
  expect(before).toHaveLength(600);
  await fresh.call(admin, "changes.revert", { changeId: first.changeId });
  expect([(await list(fresh, "contacts")).total, (await list(fresh, "accounts")).total]).toEqual([0, 0]);
  expect(await committed(fresh, await planned(fresh, rowsOf(600), targets))).toMatchObject({
    counts: { create: 600 },
  });
  expect(await snapshot(fresh)).toEqual(before);
});

test("killed in the middle of writing a plan: each row in exactly once", { timeout: 120_000 }, async () => {
  jobs ??= await startJobs();
  const fresh = await testTenant();
  const count = 2600;
  const plan = await planned(fresh, rowsOf(count), targets);
  await jobs.stop();
  jobs = undefined;
  const begun = await fresh.call<Import>(admin, "imports.commit", { importId: plan.id });
  const running = runJob(begun.jobId!, new AbortController().signal);
  for (;;) {
    const { counts } = await fresh.call<Job>(admin, "bulk.getJob", { jobId: begun.jobId });
    if (counts.processed >= 1000) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await withSystem("write", (tx) =>
    tx.query(
      "update jobs set claim = $2, heartbeat_at = now() - interval '1 minute', enqueued_at = now() - interval '1 minute' where id = $1",
      [uuidOf("job", begun.jobId!), newUuid()],
    ),
  );
  await pools()
    .app.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name = 'meridian_app'",
    )
    .catch(() => undefined);
  await running;
  expect((await fresh.call<Import>(admin, "imports.get", { importId: plan.id })).status).toBe("committing");
  jobs = await startJobs();
  expect(await settled(fresh, plan)).toMatchObject({ status: "completed", counts: { create: count } });
  const job = await ended(fresh, { id: begun.jobId } as Job);
  expect(job.counts).toMatchObject({ created: count + 700, linked: count - 700, failed: 0 });
  const mails = (await snapshot(fresh)).map((one) => (one as string[])[2]);
  expect(new Set(mails).size).toBe(count);
  expect(mails).toHaveLength(count);
});
