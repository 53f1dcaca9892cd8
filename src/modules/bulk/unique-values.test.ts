// A value that no two records may hold: a plan tells of it in its cell, by record or by row, and the writing does the same.
import { beforeAll, expect, test } from "vitest";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { committed, planned, rowsOfPlan } from "./fixtures";
import type { Import, PlannedRow } from "./plan-schema";

withFilesAndJobs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant();
  await admin("fields.create", { recordType: "contact", label: "Ticket", kind: "text", isUnique: true });
});

const admin = <T>(operation: string, input: unknown) => tenant.call<T>("tenant_admin", operation, input);
const person = (email: string, ticket: string) =>
  admin<{ id: string }>("contacts.create", {
    firstName: "Ada",
    lastName: "King",
    email,
    force: true,
    customFields: { ticket },
  });
const told = (rows: PlannedRow[]) =>
  rows.map(({ action, parts }) => [
    action,
    ...parts.flatMap(({ problems }) => problems.map(({ column, code, message }) => [column, code, message])),
  ]);
const plan = (lines: string[], existing: "create" | "update" | "skip", more = {}): Promise<Import> =>
  planned(tenant, ["First name,Last name,E-mail,Ticket", ...lines].join("\n"), [
    { recordType: "contacts", existing, ...more },
  ]);
const refused = (row?: number) => [
  "Ticket",
  "NOT_UNIQUE",
  `Ticket: another contact has this value already${row ? ` (row ${row})` : ""}`,
];

test.each(["create", "update", "skip"] as const)(
  "what is taken is told before anything is written (existing: %s), and corrected in its cell",
  async (existing) => {
    const mail = (name: string) => `${name}@${existing}.example`;
    await person(mail("there"), `${existing}-1`);
    const made = await plan(
      [
        `N,Ew,${mail("new")},${existing.toUpperCase()}-1`,
        `O,One,${mail("one")},${existing}-2`,
        `T,Two,${mail("two")},${existing}-2`,
      ],
      existing,
    );
    expect(told(await rowsOfPlan(tenant, made))).toEqual([
      ["problem", refused()],
      ["create"],
      ["problem", refused(2)],
    ]);
    const put = (row: number, ticket: string) =>
      admin<PlannedRow>("imports.updateRow", { importId: made.id, row, cells: { Ticket: ticket } });
    expect(told([await put(3, `${existing}-2 `)])).toEqual([["problem", refused(2)]]);
    expect(told([await put(3, `${existing}-3`)])).toEqual([["create"]]);
    const done = await committed(tenant, made);
    expect(done.counts).toMatchObject({ create: 2, problem: 1 });
    expect(told(await rowsOfPlan(tenant, done))[0]).toEqual(["problem", refused()]);
  },
);

test("a record keeps its own value, and what one row frees the next may take", async () => {
  const [first, second] = [await person("a@own.example", "W-1"), await person("b@own.example", "W-2")];
  const made = await plan(
    ["B,Own,b@own.example,W-3", "A,Own,a@own.example,W-2", "C,Own,c@own.example,W-1"],
    "update",
  );
  expect(told(await rowsOfPlan(tenant, made))).toEqual([["update"], ["update"], ["create"]]);
  const done = await committed(tenant, made);
  expect(told(await rowsOfPlan(tenant, done))).toEqual([["update"], ["update"], ["create"]]);
  const ticket = async ({ id }: { id: string }) =>
    (await admin<{ customFields: Record<string, unknown> }>("contacts.get", { contactId: id })).customFields
      .ticket;
  expect([await ticket(first), await ticket(second)]).toEqual(["W-2", "W-3"]);
});

test("where faults are only noted, the record comes without the value", async () => {
  await person("c@lenient.example", "L-1");
  const made = await plan(["L,Enient,d@lenient.example,L-1"], "create", { validationLevel: "lenient" });
  const [row] = await rowsOfPlan(tenant, made);
  expect(row).toMatchObject({ action: "create" });
  expect(row!.parts[0]!.problems).toMatchObject([{ code: "NOT_UNIQUE", severity: "warning" }]);
  expect((await committed(tenant, made)).counts).toMatchObject({ create: 1, problem: 0 });
});

test("a link that one record alone may hold is told the same way, however the file names it", async () => {
  const field = {
    recordType: "contact",
    label: "Patron",
    kind: "record",
    targetType: "account",
    isUnique: true,
  };
  await admin("fields.create", field);
  const [taken, free] = [
    await admin<{ id: string }>("accounts.create", { name: "Taken Ltd", force: true }),
    await admin<{ id: string }>("accounts.create", { name: "Free Ltd", force: true }),
  ];
  const holder = await admin<{ id: string }>("contacts.create", {
    firstName: "Ada",
    lastName: "Holder",
    email: "holder@link.example",
    customFields: { patron: taken.id },
  });
  const csv = [
    "Last name,E-mail,Patron",
    "Holder,holder@link.example,Free Ltd",
    "One,one@link.example,Taken Ltd",
    `Two,two@link.example,${taken.id}`,
    `Three,three@link.example,${free.id}`,
  ].join("\n");
  const no = (row?: number) => [
    "Patron",
    "NOT_UNIQUE",
    `Patron: another contact has this value already${row ? ` (row ${row})` : ""}`,
  ];
  const made = await planned(tenant, csv, [
    { recordType: "contacts", existing: "update", fixed: { firstName: "Ada" } },
  ]);
  expect(told(await rowsOfPlan(tenant, made))).toEqual([
    ["update"],
    ["create"],
    ["problem", no(2)],
    ["problem", no(1)],
  ]);
  const [, , third] = await rowsOfPlan(tenant, made);
  expect(third!.parts[0]!.problems[0]!.value).toBe(taken.id);
  const written = told(await rowsOfPlan(tenant, await committed(tenant, made)));
  expect(written).toEqual([["update"], ["create"], ["problem", no()], ["problem", no()]]);
  const { customFields } = await admin<{ customFields: object }>("contacts.get", { contactId: holder.id });
  expect(customFields).toMatchObject({ patron: free.id });
});

test("a value for all rows is one record's alone", async () => {
  const csv = "Last name,E-mail\nOne,one@fixed.example\nTwo,two@fixed.example";
  const fixed = { firstName: "Ada", "customFields.ticket": "F-1" };
  const made = await planned(tenant, csv, [{ recordType: "contacts", existing: "update", fixed }]);
  const [first, second] = await rowsOfPlan(tenant, made);
  expect(first).toMatchObject({ action: "create" });
  expect(second!.parts[0]!.problems).toMatchObject([{ column: null, code: "NOT_UNIQUE" }]);
});
