// A field that is deleted while an import is under way: nothing that was to be in it is lost without a word.
import { beforeAll, expect, test } from "vitest";
import { withTenant } from "@/kernel/tenancy";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { committed, list, planned } from "./fixtures";
import type { Import } from "./plan-schema";

withFilesAndJobs();
let tenant: TestTenant;
let fieldId: string;
beforeAll(async () => {
  tenant = await testTenant();
  const field = { recordType: "contact", label: "Mood", kind: "text", isUnique: true };
  fieldId = (await admin<{ id: string }>("fields.create", field)).id;
});

const admin = <T>(operation: string, input: unknown) => tenant.call<T>("tenant_admin", operation, input);
const people = async (domain: string) =>
  (await list(tenant, "contacts", { search: `${domain}.example` })).items.map(
    ({ customFields }) => customFields,
  );
const plan = (domain: string, more = {}, columns = "Last name,E-mail,Mood") =>
  planned(tenant, `${columns}\nKing,ada@${domain}.example,${domain}`, [
    { recordType: "contacts", fixed: { firstName: "Ada" }, ...more },
  ]);

test.each([
  ["a column fills it", {}, 'The column "Mood" is to fill'],
  [
    "every row has a value of it",
    { fixed: { firstName: "Ada", "customFields.mood": "all" }, columns: { Mood: null } },
    "A value for all rows is to fill",
  ],
])(
  "deleted between plan and writing, where %s: refused with its name, and written once it is back",
  async (_, more, what) => {
    const domain = `d${String(what.length)}`;
    const made = await plan(domain, more);
    await admin("fields.delete", { fieldId });
    await expect(committed(tenant, made)).rejects.toMatchObject({
      status: 422,
      code: "IMPORT_FIELD_GONE",
      message: expect.stringContaining(`${what} customFields.mood, a field that was deleted since`),
    });
    expect(await people(domain)).toEqual([]);
    await admin("fields.restore", { fieldId });
    expect((await committed(tenant, made)).status).toBe("completed");
    expect(await people(domain)).toMatchObject([{ mood: expect.any(String) }]);
  },
);

test("rows that were to be recognised by it are not recognised by something else", async () => {
  const made = await plan("match", { existing: "update", matchBy: "customFields.mood" });
  await admin("fields.update", { fieldId, isUnique: false });
  await expect(committed(tenant, made)).rejects.toMatchObject({
    code: "IMPORT_FIELD_GONE",
    message: expect.stringContaining("is not unique any more"),
  });
  await admin("fields.update", { fieldId, isUnique: true });
  expect((await committed(tenant, made)).counts).toMatchObject({ create: 1 });
});

test("deleted while it is written, the import stops with the reason, and goes on behind the last row once it is back", async () => {
  const rows = Array.from({ length: 6000 }, (_, i) => `King,p${i}@many.example,m${i}`);
  const made = await planned(tenant, ["Last name,E-mail,Mood", ...rows].join("\n"), [
    { recordType: "contacts", existing: "create", fixed: { firstName: "Ada" } },
  ]);
  const until = async (isReached: (now: Import) => boolean): Promise<Import> => {
    for (;;) {
      const now = await admin<Import>("imports.get", { importId: made.id });
      if (isReached(now) || now.status !== "committing") return now;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await admin("imports.commit", { importId: made.id });
  await until(({ progress }) => progress > 0);
  await admin("fields.delete", { fieldId });
  const stopped = await until(() => false);
  await admin("fields.restore", { fieldId });
  expect(stopped).toMatchObject({
    status: "failed",
    error: expect.stringContaining("a field that was deleted since"),
  });
  await admin("imports.resume", { importId: made.id });
  expect(await until(() => false)).toMatchObject({ status: "completed" });
  const [held] = await withTenant(tenant.ref, "read", (tx) =>
    tx.query("select count(*)::int as n from field_values where text_value ~ '^m[0-9]+$'"),
  );
  expect(held).toEqual({ n: 6000 });
});
