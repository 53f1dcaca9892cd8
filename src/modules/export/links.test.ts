// A link of the workspace's own is exported like any other: by id, or by what it leads to, and comes back by either.
import { beforeAll, expect, test } from "vitest";
import { catalog } from "@/surfaces/catalog";
import { withFilesAndJobs } from "@/test/house";
import { requestOf, type TestTenant, testTenant } from "@/test/tenant";

withFilesAndJobs();
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant();
});

const admin = <T = { id: string }>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);

async function fileOf(operation: string, input: unknown): Promise<string> {
  const request = requestOf(tenant.actors.tenant_admin!);
  await catalog.get(operation)!.call({ request }, input);
  const parts: Uint8Array[] = [];
  const content = request.download!.content;
  if (typeof content === "string") return content;
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

test("custom links by dotted name, in every format, and back again", async () => {
  await admin("fields.create", {
    recordType: "contact",
    label: "Partner",
    kind: "record",
    targetType: "account",
  });
  await admin("fields.create", { recordType: "contact", label: "Coach", kind: "user" });
  const partner = await admin("accounts.create", { name: "Engines, Ltd" });
  const gone = await admin("accounts.create", { name: "Gone" });
  const coach = tenant.actors.sales_manager!.userId!;
  await admin("contacts.create", {
    firstName: "Ada",
    lastName: "King",
    customFields: { partner: partner.id, coach },
  });
  await admin("contacts.create", { firstName: "Bob", lastName: "Lone", customFields: { partner: gone.id } });
  await admin("contacts.create", { firstName: "Cy", lastName: "None" });
  await admin("accounts.delete", { accountId: gone.id });

  const columns = "lastName,customFields.partner.name,customFields.coach.name,customFields.coach.email";
  const people = await admin<{ name: string; email: string }>("users.get", { userId: coach });
  expect(await fileOf("export.contacts", { columns, sort: "lastName", order: "asc" })).toBe(
    [columns, `King,"Engines, Ltd",${people.name},${people.email}`, "Lone,,,", "None,,,", ""].join("\r\n"),
  );
  const [json] = JSON.parse(await fileOf("export.contacts", { columns, sort: "lastName", format: "json" }));
  expect(json.customFields).toMatchObject({
    partner: { name: "Engines, Ltd" },
    coach: { email: people.email },
  });
  await expect(fileOf("export.contacts", { columns: "customFields.partner.nmae" })).rejects.toBeDefined();
  await expect(fileOf("export.contacts", { columns: "customFields.industry.name" })).rejects.toBeDefined();

  const text = await fileOf("export.contacts", { columns: `id,${columns}`, lastName: "King" });
  const made = await admin<{ id: string; targets: { columns: { field: string }[] }[] }>("imports.create", {
    text,
    targets: [{ recordType: "contacts", existing: "update" }],
  });
  expect(made.targets[0]!.columns.map(({ field }) => field)).toEqual([
    ...["id", "lastName", "customFields.partner", "customFields.coach"],
  ]);
  const plan = () =>
    admin<{ status: string; counts: Record<string, number> }>("imports.get", { importId: made.id });
  await expect.poll(async () => (await plan()).status, { timeout: 20_000 }).toBe("planned");
  expect((await plan()).counts).toMatchObject({ unchanged: 1, problem: 0, update: 0 });
});

test("under labels a link stands by its name and its id, and the id decides when it comes back", async () => {
  await admin("fields.create", {
    recordType: "contact",
    label: "Mentor",
    kind: "record",
    targetType: "contact",
  });
  await admin("accounts.create", { name: "Twin" });
  const twin = await admin("accounts.create", { name: "Twin", force: true });
  const mentor = await admin("contacts.create", { firstName: "Mary", lastName: "Mentor" });
  const owner = await admin<{ id: string; name: string }>("users.get", {
    userId: tenant.actors.sales_rep!.userId!,
  });
  await admin("contacts.create", {
    firstName: "Eva",
    lastName: "Labelled",
    email: "eva@labels.example",
    accountId: twin.id,
    ownerId: owner.id,
    customFields: { mentor: mentor.id },
  });
  const columns = "email,accountId,ownerId,customFields.mentor,lastName";
  const ask = { columns, lastName: "Labelled" };
  const text = await fileOf("export.contacts", { ...ask, header: "label" });
  expect(text).toBe(
    [
      "E-mail,Account: Name,Account,Owner: name,Owner,Mentor: Name,Mentor,Last name",
      `eva@labels.example,Twin,${twin.id},${owner.name},${owner.id},Mary Mentor,${mentor.id},Labelled`,
      "",
    ].join("\r\n"),
  );
  // Programs get what they asked for.
  expect((await fileOf("export.contacts", ask)).split("\r\n")[0]).toBe(columns);
  expect(
    Object.keys(JSON.parse(await fileOf("export.contacts", { ...ask, format: "json", header: "label" }))[0]),
  ).toEqual(expect.not.arrayContaining(["account"]));

  const made = await admin<{ id: string; targets: { columns: { column: string; field: string }[] }[] }>(
    "imports.create",
    { text, targets: [{ recordType: "contacts", existing: "update" }] },
  );
  expect(made.targets[0]!.columns.map(({ column, field }) => [column, field])).toEqual([
    ["E-mail", "email"],
    ["Account", "accountId"],
    ["Owner", "ownerId"],
    ["Mentor", "customFields.mentor"],
    ["Last name", "lastName"],
  ]);
  const plan = () =>
    admin<{ status: string; counts: Record<string, number> }>("imports.get", { importId: made.id });
  await expect.poll(async () => (await plan()).status, { timeout: 20_000 }).toBe("planned");
  expect((await plan()).counts).toMatchObject({ unchanged: 1, problem: 0, update: 0 });
});
