// Times that name no zone are what the clock of the person who imports showed, and nothing else is moved.
import { beforeAll, expect, test } from "vitest";
import { withFilesAndJobs } from "@/test/house";
import { type TestTenant, testTenant } from "@/test/tenant";
import { committed, ended, list, planned, rowsOfPlan, settled, upload } from "./fixtures";
import type { TargetChoice } from "./plan-input";
import type { Import } from "./plan-schema";
import type { Job } from "./schema";

withFilesAndJobs();
const admin = "tenant_admin";
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await testTenant();
});

const csvOf = (rows: Record<string, string>, column = "Due date"): string =>
  [`Title,${column}`, ...Object.entries(rows).map(([title, due]) => `${title},"${due}"`)].join("\n");

/** What tasks hold, by their titles. */
async function held(of: TestTenant, key = "dueDate"): Promise<Record<string, unknown>> {
  const { items } = await list(of, "tasks");
  return Object.fromEntries(
    items.map((one) => [one.title, one[key] ?? (one.customFields as Record<string, unknown>)?.[key]]),
  );
}
const tasks = (timeZone?: string): TargetChoice[] => [
  { recordType: "tasks", ...(timeZone ? { timeZone } : {}) },
];

test("a time without a zone is what the clock showed, also where clocks change; a zone that is named and a day alone stay", async () => {
  const written = {
    winter: "2025-03-10 14:30",
    summer: "2025-07-10 14:30",
    "half past two in the afternoon": "7/30/2025 2:30 PM",
    skipped: "2025-03-30 02:30",
    "comes twice": "2025-10-26 02:30",
    midnight: "2025-05-01 00:00",
    "in UTC": "2025-07-10T14:30:00Z",
    "of a database": "2025-07-10 14:30:00+00",
    elsewhere: "2025-07-10 14:30 -0700",
    "a day": "2025-07-10",
    "of long ago": "0100-07-10 14:30",
  };
  const plan = await planned(tenant, csvOf(written), tasks("Europe/Berlin"));
  expect(plan).toMatchObject({
    counts: { create: 11, problem: 0 },
    targets: [{ timeZone: "Europe/Berlin" }],
    files: [{ columns: [{ localTime: null }, { column: "Due date", localTime: "2025-03-10 14:30" }] }],
  });
  await committed(tenant, plan);
  expect(await held(tenant)).toEqual({
    winter: "2025-03-10T13:30:00.000Z",
    summer: "2025-07-10T12:30:00.000Z",
    "half past two in the afternoon": "2025-07-30T12:30:00.000Z",
    skipped: "2025-03-30T01:30:00.000Z",
    "comes twice": "2025-10-26T00:30:00.000Z",
    midnight: "2025-04-30T22:00:00.000Z",
    "in UTC": "2025-07-10T14:30:00.000Z",
    "of a database": "2025-07-10T14:30:00.000Z",
    elsewhere: "2025-07-10T21:30:00.000Z",
    "a day": "2025-07-10T00:00:00.000Z",
    "of long ago": "0100-07-10T14:30:00.000Z",
  });
});

test("what no clock shows is a problem of its row, not of the import", async () => {
  const of = await testTenant();
  const written = {
    "no day": "2025-02-30 14:30",
    "no hour": "2025-03-10 25:30",
    "no minute": "2025-03-10 10:77",
  };
  const plan = await planned(of, csvOf({ ...written, fine: "2025-03-10 14:30" }), tasks("Asia/Kolkata"));
  expect(plan.counts).toMatchObject({ create: 1, problem: 3 });
  await committed(of, plan);
  expect(await held(of)).toEqual({ fine: "2025-03-10T09:00:00.000Z" });
});

test("a column whose times are all midnight holds days, and stays so when one of its cells is corrected", async () => {
  const of = await testTenant();
  const written = { first: "2025-03-10 00:00:00", second: "2025-07-10 00:00:00" };
  const plan = await planned(of, csvOf(written), tasks("Europe/Berlin"));
  expect(plan.files[0]?.columns[1]?.localTime).toBe(null);
  const row = { importId: plan.id, row: 2, cells: { "Due date": "2025-07-10 09:00" } };
  await of.call(admin, "imports.updateRow", row);
  await committed(of, plan);
  expect(await held(of)).toEqual({
    first: "2025-03-10T00:00:00.000Z",
    second: "2025-07-10T09:00:00.000Z",
  });
});

test("a corrected cell is read by the same clock as its column, and another clock is a new plan", async () => {
  const of = await testTenant();
  const plan = await planned(
    of,
    csvOf({ first: "2025-03-10 14:30", second: "soon" }),
    tasks("Europe/Berlin"),
  );
  expect(plan.counts).toMatchObject({ create: 1, problem: 1 });
  const row = { importId: plan.id, row: 2, cells: { "Due date": "2025-03-10 15:00" } };
  await of.call(admin, "imports.updateRow", row);
  const again = await settled(
    of,
    await of.call<Import>(admin, "imports.plan", { importId: plan.id, targets: tasks("Asia/Tokyo") }),
  );
  expect(again.counts).toMatchObject({ create: 2, problem: 0 });
  await committed(of, again);
  expect(await held(of)).toEqual({ first: "2025-03-10T05:30:00.000Z", second: "2025-03-10T06:00:00.000Z" });
});

test("a field that holds days keeps the day that is written, whatever the time behind it", async () => {
  const of = await testTenant();
  await of.call(admin, "fields.create", { recordType: "task", label: "Since", kind: "date" });
  const written = { early: "2025-03-10 00:15", late: "2025-03-10 23:45" };
  await committed(of, await planned(of, csvOf(written, "Since"), tasks("America/New_York")));
  expect(await held(of, "since")).toEqual({ early: "2025-03-10", late: "2025-03-10" });
});

test("who names no zone goes by the workspace's clock, or UTC where it has none, in a plan and in one go", async () => {
  const of = await testTenant();
  const imported = async (title: string, options: object = {}) => {
    const file = upload(csvOf({ [title]: "2025-07-10 14:30" }));
    const job = await ended(of, await of.call<Job>(admin, "bulk.importTasks", options, file));
    expect(job.counts).toMatchObject({ created: 1 });
  };
  await imported("UTC");
  await of.call(admin, "tenant.update", { timezone: "Europe/Berlin" });
  await imported("Berlin");
  await imported("New York", { time_zone: "America/New_York" });
  const plan = await planned(of, csvOf({ planned: "2025-07-10 14:30" }), tasks());
  expect(plan.targets[0]?.timeZone).toBe("Europe/Berlin");
  await committed(of, plan);
  const rows = [{ title: "JSON", dueDate: "2025-07-10T14:30" }];
  await ended(of, await of.call<Job>(admin, "bulk.importTasks", { tasks: rows }));
  expect(await held(of)).toEqual({
    UTC: "2025-07-10T14:30:00.000Z",
    Berlin: "2025-07-10T12:30:00.000Z",
    "New York": "2025-07-10T18:30:00.000Z",
    planned: "2025-07-10T12:30:00.000Z",
    JSON: "2025-07-10T12:30:00.000Z",
  });
  await expect(planned(of, csvOf({ x: "" }), tasks("Mars/Olympus"))).rejects.toMatchObject({ status: 422 });
});

test("days and months of date-times are told from each other by their column", async () => {
  const of = await testTenant();
  const written = { sure: "13/06/2025 14:30", either: "05/06/2025 14:30" };
  const plan = await planned(of, csvOf(written), tasks("Europe/Berlin"));
  expect(plan.files[0]?.columns[1]).toMatchObject({ kind: "dateTime", dateFormat: "dmy" });
  expect((await rowsOfPlan(of, plan)).map(({ action }) => action)).toEqual(["create", "create"]);
  await committed(of, plan);
  expect(await held(of)).toEqual({ sure: "2025-06-13T12:30:00.000Z", either: "2025-06-05T12:30:00.000Z" });
});
