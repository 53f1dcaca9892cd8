// A row that names its record by an id which is no record any more is not taken, and says what became of it.
import { beforeAll, expect, test } from "vitest";
import type { Actor } from "@/kernel/permissions";
import { addPerson } from "@/modules/tenants";
import { actorOf, findMember } from "@/modules/users";
import { withFilesAndJobs } from "@/test/house";
import { callAs, type TestTenant, testTenant } from "@/test/tenant";
import { committed, planned, rowsOfPlan } from "./fixtures";

withFilesAndJobs();
let tenant: TestTenant;
let own: Actor;
beforeAll(async () => {
  tenant = await testTenant("Ids");
  const { key } = await tenant.call<{ key: string }>("tenant_admin", "roles.create", {
    name: "Own only",
    permissions: ["contacts:read:own", "contacts:write:own", "bulk:read:own", "bulk:write:own"],
  });
  const id = await addPerson(tenant.ref, { email: `own.${key}@ids.example`, name: "Own", role: key });
  own = actorOf(tenant.ref, (await findMember(tenant.ref, id))!, { id, sessionId: null, multiplier: 1000 });
});

type Id = { id: string };
const admin = <T = Id>(operation: string, input: unknown) => tenant.call<T>("tenant_admin", operation, input);
const aContact = (lastName: string) =>
  admin("contacts.create", {
    firstName: "Ada",
    lastName,
    ownerId: own.userId,
    force: true,
  });

test("deleted, merged and unknown ids are told apart, with what to do; what one may not see is unknown", async () => {
  const [here, deleted, merged, winner] = [
    await aContact("Here"),
    await aContact("Deleted"),
    await aContact("Merged"),
    await aContact("Winner"),
  ];
  const hidden = await admin("contacts.create", { firstName: "Not", lastName: "Theirs", force: true });
  for (const { id } of [deleted, hidden]) await admin("contacts.delete", { contactId: id });
  await admin("merge.contacts", { winnerId: winner.id, loserIds: [merged.id] });
  const nobody = `${here.id.slice(0, -4)}0000`;
  const ids = [here.id, deleted.id, merged.id, hidden.id, nobody];
  const csv = ["id,Job title", ...ids.map((id) => `${id},Engineer`)].join("\n");
  const targets = [{ recordType: "contacts" as const, existing: "update" as const }];

  const plan = await planned(tenant, csv, targets);
  const rows = await rowsOfPlan(tenant, plan);
  const unknown = "There is no contact with this id: empty the cell to make a new contact";
  const theirs = "This contact was deleted: restore it first, or empty the cell to make a new contact";
  expect(rows.map((row) => row.action)).toEqual(["update", "problem", "problem", "problem", "problem"]);
  expect(rows.flatMap((row) => row.parts[0]?.problems ?? [])).toMatchObject([
    { column: "id", code: "RECORD_DELETED", message: theirs },
    {
      code: "RECORD_MERGED",
      message: `This contact was merged into ${winner.id}: that id takes its place`,
      suggestion: winner.id,
    },
    { code: "RECORD_DELETED" },
    { code: "NOT_FOUND", message: unknown },
  ]);
  // The cell put right as it says, the row is taken.
  await admin("imports.updateRow", { importId: plan.id, row: 3, cells: { id: winner.id } });
  expect(await committed(tenant, plan)).toMatchObject({ counts: { update: 2, problem: 3 } });
  expect(await admin("contacts.get", { contactId: winner.id })).toMatchObject({ jobTitle: "Engineer" });

  // Who sees only their own is not told what became of another's.
  const job = await callAs<{ id: string }>(own, "bulk.importContacts", {
    update_existing: true,
    contacts: ids.map((id) => ({ id, jobTitle: "Lead" })),
  });
  for (let status = "queued"; ["queued", "running"].includes(status); )
    ({ status } = await callAs<{ status: string }>(own, "bulk.getJob", { jobId: job.id }));
  const { items } = await callAs<{ items: { row: number; code: string }[] }>(own, "bulk.listErrors", {
    jobId: job.id,
  });
  expect(items.map(({ row, code }) => [row, code])).toEqual([
    [2, "RECORD_DELETED"],
    [3, "RECORD_MERGED"],
    [4, "NOT_FOUND"],
    [5, "NOT_FOUND"],
  ]);
});
