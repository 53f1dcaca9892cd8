import { expect, test } from "vitest";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { committed, list, rowsOfPlan, settled, upload } from "./fixtures";
import type { TargetChoice } from "./plan-input";
import type { Import, PlannedRow, ProblemGroup } from "./plan-schema";

withFilesAndJobs();

const admin = "tenant_admin";
const files = {
  "sales_pipeline.csv": [
    "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
    "A1,Anna Snelling,GTX Pro,Acme Corporation,Won,20-10-16,01-03-17,1054",
    "A2,Anna Snelling,GTXPro,Acme Corporation,Lost,21-10-16,02-03-17,0",
    "A3,Moses Frase,MG Special,,Negotiation,22-10-16,,",
    "A4,Nobody Known,MG Special,Acme Corporation,Won,22-10-16,01-03-17,99",
  ],
  "accounts.csv": [
    "account,sector,office_location",
    "Acme Corporation,retail,Kenya",
    "Betatech,medical,Kenya",
  ],
  "products.csv": ["product,series,sales_price", "GTX Pro,GTX,4821", "MG Special,MG,55"],
  "sales_teams.csv": [
    "sales_agent,manager,regional_office",
    "Anna Snelling,Dustin Brinkmann,Central",
    "Moses Frase,Dustin Brinkmann,Central",
    "Hayden Neloms,Celia Rouche,West",
  ],
};

async function uploaded(of: TestTenant, sent: Record<string, string[]>): Promise<Import> {
  let draft: Import | undefined;
  for (const [file_name, lines] of Object.entries(sent)) {
    const operation = draft ? "imports.addFile" : "imports.create";
    const input = draft ? { importId: draft.id, file_name } : { file_name };
    draft = await of.call<Import>(admin, operation, input, upload(lines.join("\n")));
  }
  return draft!;
}

/** The targets as they were guessed, said back. */
const asGuessed = (draft: Import): TargetChoice[] =>
  draft.targets.map(({ recordType, file, columns }) => ({
    recordType,
    file,
    existing: recordType === "deals" ? "create" : "skip",
    columns: {
      ...Object.fromEntries(draft.files[file]!.columns.map(({ column }) => [column, null])),
      ...Object.fromEntries(columns.map(({ column, confidence: _, ...said }) => [column, said])),
    },
  }));

test("a customer's four files are recognised, ordered, planned, written and undone as one", async () => {
  const tenant = await testTenant();
  const draft = await uploaded(tenant, files);
  expect(draft.status).toBe("draft");
  expect(draft.files.map(({ fileName }) => fileName)).toEqual([
    ...["sales_teams.csv", "products.csv", "accounts.csv", "sales_pipeline.csv"],
  ]);
  expect(draft.targets.map(({ recordType, file }) => [recordType, file])).toEqual([
    ["people", 0],
    ["products", 1],
    ["accounts", 2],
    ["deals", 3],
  ]);
  const fieldsOf = (at: number) =>
    Object.fromEntries(draft.targets[at]!.columns.map(({ column, field }) => [column, field]));
  expect(fieldsOf(0)).toEqual({ sales_agent: "name", manager: "manager", regional_office: "department" });
  expect(fieldsOf(3)).toEqual({
    opportunity_id: "title",
    sales_agent: "ownerId",
    product: "productId",
    account: "accountId",
    deal_stage: "stage",
    close_date: "actualCloseDate",
    close_value: "value",
  });
  expect(draft.targets[3]!.columns.find(({ column }) => column === "deal_stage")!.values).toEqual({
    Won: "Closed Won",
    Lost: "Closed Lost",
  });

  const plan = await settled(
    tenant,
    await tenant.call<Import>(admin, "imports.plan", { importId: draft.id, targets: asGuessed(draft) }),
  );
  const problems = await tenant.call<ProblemGroup[]>(admin, "imports.problems", { importId: plan.id });
  expect(plan).toMatchObject({
    status: "planned",
    total: 11,
    counts: { create: 9, problem: 2, warnings: 0 },
  });
  expect(await list(tenant, "accounts")).toMatchObject({ total: 0 });
  expect(problems).toMatchObject([
    { file: 3, column: "product", value: "GTXPro", suggestion: "GTX Pro", rows: 1 },
    { file: 3, column: "sales_agent", value: "Nobody Known", rows: 1 },
  ]);
  // A corrected row is decided as the plan would: it may name what another file makes.
  const wrong = await rowsOfPlan(tenant, plan, { action: "problem", file: 3 });
  const fixed = await tenant.call<PlannedRow>(admin, "imports.updateRow", {
    importId: plan.id,
    row: wrong[0]!.row,
    cells: { product: "GTX Pro" },
  });
  expect(fixed).toMatchObject({ action: "create", file: 3, isEdited: true });

  const done = await committed(tenant, plan);
  expect(done).toMatchObject({ status: "completed", counts: { create: 10, problem: 1 } });
  const deals = await list(tenant, "deals", { sort: "title" });
  expect(deals.items).toMatchObject([
    { title: "A1", value: 1054, status: "won", actualCloseDate: "2017-03-01T00:00:00.000Z" },
    { title: "A2", status: "lost" },
    { title: "A3", stage: "negotiation", accountId: null },
  ]);
  const people = await tenant.call<{
    items: { id: string; name: string; status: string; teamName: string; departmentName: string }[];
  }>(admin, "users.list", { status: "invited", limit: 50 });
  expect(people.items).toMatchObject([
    { name: "Anna Snelling", teamName: "Dustin Brinkmann", departmentName: "Central" },
    { name: "Celia Rouche", teamName: "Celia Rouche", departmentName: "West" },
    { name: "Dustin Brinkmann", teamName: "Dustin Brinkmann" },
    { name: "Hayden Neloms", teamName: "Celia Rouche", departmentName: "West" },
    { name: "Moses Frase", teamName: "Dustin Brinkmann" },
  ]);
  expect(deals.items[0]!.ownerId).toBe(people.items[0]!.id);

  const undone = await tenant.call<{ reversed: unknown[]; kept: unknown[]; failed: unknown[] }>(
    admin,
    "changes.revert",
    { changeId: done.changeId },
  );
  expect([undone.kept, undone.failed]).toEqual([[], []]);
  for (const plural of ["deals", "accounts", "products"])
    expect(await list(tenant, plural)).toMatchObject({ total: 0 });
  expect(await tenant.call(admin, "users.list", { status: "invited" })).toMatchObject({ items: [] });
  expect(await tenant.call(admin, "teams.list", {})).toMatchObject({ items: [] });
  expect(await tenant.call(admin, "departments.list", {})).toMatchObject({ items: [] });
});

test("a writing that was stopped goes on behind the last row that is in: each row exactly once", async () => {
  const tenant = await testTenant();
  const lines = Array.from({ length: 3000 }, (_, n) => `Ada,Stopped${n},ada.${n}@example.com`);
  const draft = await uploaded(tenant, { "contacts.csv": ["first name,last name,email", ...lines] });
  expect(draft.targets.map(({ recordType }) => recordType)).toEqual(["contacts"]);
  const importId = draft.id;
  await expect(tenant.call(admin, "imports.resume", { importId })).rejects.toMatchObject({
    code: "IMPORT_NOT_STOPPED",
  });
  await settled(
    tenant,
    await tenant.call<Import>(admin, "imports.plan", { importId, targets: asGuessed(draft) }),
  );
  await tenant.call(admin, "imports.commit", { importId });
  await tenant.call(admin, "imports.cancel", { importId });
  const stopped = await settled(tenant, { id: importId });
  expect(stopped.status).toBe("cancelled");
  const before = await list(tenant, "contacts");
  expect(before.total).toBeLessThan(3000);
  await tenant.call(admin, "imports.resume", { importId });
  const done = await settled(tenant, { id: importId });
  expect(done).toMatchObject({ status: "completed", changeId: stopped.changeId, counts: { create: 3000 } });
  expect(await list(tenant, "contacts")).toMatchObject({ total: 3000 });
});

test("what is expected decides where columns may be several things; a file is read in another way on request", async () => {
  const tenant = await testTenant();
  const csv = "Name;Email;Phone\nAda;ada@example.com;+1 212 1000001";
  const draft = await tenant.call<Import>(
    admin,
    "imports.create",
    { file_name: "list.csv", expected: "people", delimiter: "," },
    upload(csv),
  );
  expect(draft.files[0]!.columns).toHaveLength(1);
  const read = await tenant.call<Import>(admin, "imports.updateFile", {
    importId: draft.id,
    file: 0,
    delimiter: ";",
  });
  expect(read.files[0]).toMatchObject({
    delimiter: ";",
    columns: [{ column: "Name" }, { kind: "email" }, { kind: "phone" }],
  });
  await expect(
    tenant.call(admin, "imports.updateFile", { importId: draft.id, file: 3, delimiter: ";" }),
  ).rejects.toMatchObject({ status: 404 });
  const again = await tenant.call<Import>(
    admin,
    "imports.create",
    { file_name: "list.csv", expected: "people" },
    upload(csv),
  );
  expect(again.targets).toMatchObject([{ recordType: "people" }]);
});

test("a file that is called JSON and is none is refused with its reason, and is no table of one column", async () => {
  const tenant = await testTenant();
  for (const operation of ["imports.create", "bulk.importContacts"])
    await expect(
      tenant.call(admin, operation, { file_name: "people.json" }, upload("name\nAda\n")),
      operation,
    ).rejects.toMatchObject({
      status: 422,
      fields: [{ field: "file", code: "UNREADABLE", message: "Record 1 cannot be read as JSON" }],
    });
});
