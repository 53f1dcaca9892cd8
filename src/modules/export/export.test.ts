import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startJobs } from "@/kernel/jobs";
import { type RequestInfo, unwrapError } from "@/kernel/operation";
import { flushSecurityLog } from "@/kernel/security";
import { withSystem, withTenant } from "@/kernel/tenancy";
import { keepFilesIn } from "@/platform/storage";
import { catalog } from "@/surfaces/catalog";
import { openTestDatabase, requestOf, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "meridian-export-"));
  keepFilesIn(folder);
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(async () => {
  await flushSecurityLog();
  await close();
  await rm(folder, { recursive: true, force: true });
});

type Wire = Record<string, unknown>;
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);

/** The file that an operation answers with, as text. */
async function fileOf(
  operation: string,
  input: unknown,
  role = "tenant_admin",
  from = tenant,
): Promise<string> {
  const request = requestOf(from.actors[role]!);
  try {
    await catalog.get(operation)!.call({ request }, input);
  } catch (error) {
    throw unwrapError(error);
  }
  return readAll(request.download);
}

async function readAll(download: RequestInfo["download"]): Promise<string> {
  if (!download) throw new Error("no file");
  if (typeof download.content === "string") return download.content;
  const parts: Uint8Array[] = [];
  for await (const part of download.content) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

test("a view becomes a file with related fields by dotted name, and no cell that a spreadsheet would run", async () => {
  const account = await admin<{ id: string }>("accounts.create", {
    name: "Engines, Ltd",
    address: { city: "London" },
  });
  await admin("contacts.create", {
    firstName: "=HYPERLINK(1)",
    lastName: 'Love"lace',
    phone: "+44 20 7946 0100",
    accountId: account.id,
    tags: ["a", "b"],
    customFields: { industry: "Maths\nand more" },
    force: true,
  });
  await admin("contacts.create", { firstName: "Zoe", lastName: "Last", force: true });
  const query = {
    sort: "lastName",
    columns: "firstName,last_name,phone,account.name,owner.name,tags,customFields.industry,fullName",
  };
  expect(await fileOf("export.contacts", { ...query, format: "csv" })).toBe(
    [
      "firstName,lastName,phone,account.name,owner.name,tags,customFields.industry,fullName",
      "Zoe,Last,,,Administrator,,,Zoe Last",
      `'=HYPERLINK(1),"Love""lace",'+44 20 7946 0100,"Engines, Ltd",Administrator,a;b,"Maths\nand more","'=HYPERLINK(1) Love""lace"`,
      "",
    ].join("\r\n"),
  );
  const json = JSON.parse(
    await fileOf("export.contacts", {
      ...query,
      format: "json",
      customFields: { industry: { isNull: false } },
    }),
  );
  expect(json).toMatchObject([
    { firstName: "=HYPERLINK(1)", account: { name: "Engines, Ltd" }, tags: ["a", "b"] },
  ]);
  const lines = (await fileOf("export.accounts", { format: "ndjson", columns: ["name", "address"] }))
    .trim()
    .split("\n");
  expect(lines.map((one) => JSON.parse(one))).toEqual([
    {
      name: "Engines, Ltd",
      address: { street: null, city: "London", state: null, zipCode: null, country: null },
    },
  ]);
  await expect(fileOf("export.contacts", { columns: "account.nmae" })).rejects.toMatchObject({
    fields: [{ field: "columns.0", message: expect.stringContaining("name") }],
  });
});

test("under labels a choice is written as it is called, and what two fields are called by its name", async () => {
  const mine = await testTenant("Labels");
  const create = (operation: string, input: Wire) => mine.call<Wire>("tenant_admin", operation, input);
  const options = [
    { value: "a", label: "Gold; or so" },
    { value: "b", label: "a" },
  ];
  for (const field of [
    { label: "Grade", kind: "select", options },
    { label: "Grades", kind: "multiSelect", options },
    { label: "Status", kind: "text" },
  ])
    await create("fields.create", { recordType: "contact", ...field });
  const customFields = { grade: "a", grades: ["a", "b"], status: "Own" };
  const account = await create("accounts.create", { name: "Engines", address: { zipCode: "01" } });
  await create("contacts.create", { firstName: "Ada", lastName: "L", accountId: account.id, customFields });
  const columns =
    "fullName,status,account.name,customFields.grade,customFields.grades,customFields.status,account.address.zipCode";
  const file = (header: string) => fileOf("export.contacts", { columns, header }, "tenant_admin", mine);
  expect(await file("name")).toBe(`${columns}\r\nAda L,active,Engines,a,a;b,Own,01\r\n`);
  expect(await file("label")).toBe(
    [
      "Full name,status,Account: Name,Grade,Grades,customFields.status,Account: Address: postal code",
      // "a" alone would be read as the first choice, whose value it is.
      `Ada L,Active,Engines,Gold; or so,"""Gold; or so"";b",Own,01`,
      "",
    ].join("\r\n"),
  );
});

test("activities and products are exported like every other record, in every type of value", async () => {
  const product = await admin<{ id: string }>("products.create", { name: "Licence", unitPrice: 12.5 });
  expect(await fileOf("export.products", { columns: "id,name,unitPrice,currency,isActive" })).toBe(
    `id,name,unitPrice,currency,isActive\r\n${product.id},Licence,12.5,USD,true\r\n`,
  );
  const dueDate = "2030-01-02T03:04:05.000Z";
  const task = await admin<{ id: string }>("tasks.create", {
    title: "- Call, then mail",
    dueDate,
    tags: ["a"],
  });
  await admin("tasks.create", { title: "No date" });
  const columns = "id,dueDate,title,completedAt,tags,version,relatedTo";
  expect(await fileOf("export.tasks", { columns, sort: "dueDate", title: { startsWith: "- Call" } })).toBe(
    `${columns}\r\n${task.id},${dueDate},"'- Call, then mail",,a,1,\r\n`,
  );
  const [json] = JSON.parse(await fileOf("export.tasks", { columns, format: "json", sort: "-dueDate" }));
  expect(json).toMatchObject({ id: task.id, dueDate, completedAt: null, tags: ["a"], version: 1 });
  expect(await fileOf("export.notes", { columns: "id" })).toBe("id\r\n");
});

test("only who may export exports, and it is in the security log", async () => {
  await expect(fileOf("export.contacts", {}, "sales_rep")).rejects.toMatchObject({ status: 403 });
  await expect(admin("records.group", { recordType: "contact", by: "account.nope" })).rejects.toMatchObject({
    status: 422,
  });
  const other = await testTenant("Other");
  expect((await fileOf("export.contacts", { columns: "firstName" }, "tenant_admin", other)).trim()).toBe(
    "firstName",
  );
  await flushSecurityLog();
  const logged = await withSystem("read", (tx) =>
    tx.query<{ n: number }>(
      "select count(*)::int as n from security_events where event = 'data_export_request'",
    ),
  );
  expect(logged[0]!.n).toBeGreaterThan(0);
});

test("an export in the form of the contract runs as a job, and its file is its author's alone", async () => {
  const started = await admin<{ id: string; status: string }>("export.startAccounts", {
    export_format: "csv",
    filters: { created_after: "2020-01-01T00:00:00Z", employees_min: 5, name: { startsWith: "Big" } },
    fields: ["id", "name", "annual_revenue", "owner.name", "created_at"],
  });
  for (const [name, employees] of [
    ["Big one", 7],
    ["Big two", 3],
    ["Small", 9],
  ] as const)
    await admin("accounts.create", { name, employees, annualRevenue: 1.5 });
  const jobs = await startJobs();
  try {
    type Export = { status: string; rowCount: number; downloadPath: string };
    let found = await admin<Export>("export.get", { exportId: started.id });
    while (found.status === "queued" || found.status === "running") {
      await new Promise((resolve) => setTimeout(resolve, 50));
      found = await admin<Export>("export.get", { exportId: started.id });
    }
    expect(found).toMatchObject({
      status: "completed",
      rowCount: 1,
      downloadPath: `/v1/exports/${started.id}/file`,
    });
    expect(await fileOf("export.download", { exportId: started.id })).toMatch(
      /^id,name,annualRevenue,owner\.name,createdAt\r\naccount_\w+,Big one,1\.5,Administrator,20/,
    );
    await expect(fileOf("export.download", { exportId: started.id }, "sales_manager")).rejects.toMatchObject({
      status: 404,
    });
  } finally {
    await jobs.stop();
  }
  await expect(admin("export.startAccounts", { filters: { nope: 1 } })).rejects.toMatchObject({
    fields: [{ field: "filters.nope" }],
  });
});

test("twenty thousand rows come through, each exactly once", async () => {
  const own = await testTenant("Many");
  await withTenant(own.ref, "write", (tx) =>
    tx.query(
      `insert into contacts (tenant_id, id, first_name, last_name, status, created_at, updated_at)
       select nullif(current_setting('app.tenant_id'), '')::uuid, gen_random_uuid(), 'Nr', n::text, 'active', now(), now() from generate_series(1, 20000) n`,
    ),
  );
  const file = await fileOf("export.contacts", { columns: "lastName" }, "tenant_admin", own);
  const rows = file.trim().split("\r\n").slice(1);
  expect(new Set(rows).size).toBe(20_000);
  expect(rows).toHaveLength(20_000);
});

test.each(["valueOf", "constructor.name", "account.toString"])("there is no field %s", async (name) => {
  const asked = admin("export.startContacts", { export_format: "csv", fields: [name] });
  await expect(asked).rejects.toMatchObject({ status: 422 });
});
