import { expect, test } from "vitest";
import { uuidOf } from "@/kernel/id";
import { withTenant } from "@/kernel/tenancy";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { planned, rowsOfPlan, settled, upload } from "./fixtures";
import type { Import, PlannedRow } from "./plan-schema";

withFilesAndJobs();

const admin = "tenant_admin";
/** More than ever go into one transaction. */
const many = 2500;
const numbers = Array.from({ length: many }, (_, n) => n + 1);
const rowAt = async (of: TestTenant, plan: Import, row: number): Promise<PlannedRow | undefined> =>
  (await rowsOfPlan(of, plan, { cursor: String(row - 1), limit: 1 }))[0];
const keysLeft = (of: TestTenant) =>
  withTenant(of.ref, "read", (tx) =>
    tx.query("select 1 from import_keys where tenant_id = $1 limit 1", [uuidOf("tenant", of.ref.id)]),
  );

test("a contact and a person who came in an earlier chunk are not made twice", async () => {
  const fresh = await testTenant();
  const contacts = ["First name,Last name,E-mail", ...numbers.map((n) => `Ann,No${n},no${n}@example.com`)];
  const again = "Ann,Again,NO7@example.com";
  const plan = await planned(fresh, [...contacts, again].join("\n"), [
    { recordType: "contacts", existing: "update" },
  ]);
  expect(plan.counts).toMatchObject({ create: many, update: 1, problem: 0 });
  expect((await rowAt(fresh, plan, many + 1))?.parts).toMatchObject([{ action: "update", ofRow: 7 }]);
  const people = ["Name,E-mail", ...numbers.map((n) => `Person ${n},person${n}@example.com`)];
  const team = await planned(fresh, [...people, "Person Again,person9@example.com"].join("\n"), [
    { recordType: "people" },
  ]);
  expect(team.counts).toMatchObject({ create: many, skip: 1, problem: 0 });
  expect((await rowAt(fresh, team, many + 1))?.parts).toMatchObject([{ action: "skip", ofRow: 9 }]);
  expect(await keysLeft(fresh)).toEqual([]);
}, 60_000);

test("a row names a record that another file makes two thousand rows before", async () => {
  const fresh = await testTenant();
  const accounts = ["Name", ...numbers.map((n) => `Company ${n}`)];
  const made = await fresh.call<Import>(
    admin,
    "imports.create",
    { file_name: "accounts.csv" },
    upload(accounts.join("\n")),
  );
  const lines = ["First name,Last name,Account", "Ann,One,company 3", "Ann,Two,Compny 4", "Ann,Three,Nobody"];
  const both = await fresh.call<Import>(
    admin,
    "imports.addFile",
    { importId: made.id, file_name: "contacts.csv" },
    upload(lines.join("\n")),
  );
  const plan = await settled(
    fresh,
    await fresh.call<Import>(admin, "imports.plan", {
      importId: both.id,
      targets: [
        { recordType: "accounts", file: 0 },
        { recordType: "contacts", file: 1, columns: { Account: "accountId" } },
      ],
    }),
  );
  const rows = await rowsOfPlan(fresh, plan, { file: 1 });
  expect(rows.map((row) => row.action)).toEqual(["create", "problem", "problem"]);
  const problems = rows.flatMap((row) => row.parts.flatMap((part) => part.problems));
  expect(problems.map((one) => [one.code, one.suggestion])).toEqual([
    ["NOT_FOUND", "Company 4"],
    ["NOT_FOUND", null],
  ]);
  expect(await keysLeft(fresh)).toEqual([]);
}, 60_000);
