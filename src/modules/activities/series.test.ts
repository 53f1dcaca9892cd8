import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { clock } from "@/kernel/clock";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";
import { nextOccurrence } from "./recurrence";

let close: () => Promise<void>;
let tenant: TestTenant;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
});
afterAll(() => close());
afterEach(() => clock.set(undefined));

type Task = Record<string, unknown> & { id: string };
const admin = <T = Task>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const open = async (tag: string) =>
  (await admin<{ items: Task[] }>("tasks.list", { tags: tag, status: "pending", sort: "dueDate" })).items;
const weekly = (tag: string, more: object = {}) =>
  admin("tasks.create", {
    title: "Report",
    priority: "low",
    tags: [tag],
    dueDate: "2025-01-06T09:00:00Z",
    recurrence: "FREQ=WEEKLY;BYDAY=MO",
    ...more,
  });

test("what is changed for one task alone stays out of those to come", async () => {
  clock.set("2025-01-06T08:00:00Z");
  const first = await weekly("alone");
  const moved = { title: "Report, in short", dueDate: "2025-01-08T09:00:00Z", scope: "this" };
  expect(await admin("tasks.update", { taskId: first.id, ...moved })).toMatchObject({
    title: "Report, in short",
    dueDate: "2025-01-08T09:00:00.000Z",
  });
  // Changed again alone: those to come are still as they were at first.
  await admin("tasks.update", { taskId: first.id, title: "Two lines", scope: "this" });
  await admin("tasks.update", { taskId: first.id, priority: "high" });
  await admin("tasks.complete", { taskId: first.id });
  expect(await open("alone")).toMatchObject([
    { title: "Report", priority: "high", dueDate: "2025-01-13T09:00:00.000Z" },
  ]);
  // Then changed for all after all.
  const [second] = await open("alone");
  await admin("tasks.update", { taskId: second!.id, title: "Odd", scope: "this" });
  await admin("tasks.update", { taskId: second!.id, title: "Weekly report" });
  await admin("tasks.complete", { taskId: second!.id });
  expect(await open("alone")).toMatchObject([
    { title: "Weekly report", dueDate: "2025-01-20T09:00:00.000Z" },
  ]);
  await expect(
    admin("tasks.update", { taskId: first.id, recurrence: "FREQ=DAILY", scope: "this" }),
  ).rejects.toMatchObject({ fields: [{ field: "recurrence" }] });
});

test("one can be called off or deleted alone, or with those to come", async () => {
  clock.set("2025-01-06T08:00:00Z");
  const first = await weekly("off");
  await admin("tasks.cancel", { taskId: first.id, scope: "this" });
  const [second] = await open("off");
  expect(second).toMatchObject({ dueDate: "2025-01-13T09:00:00.000Z" });
  await admin("tasks.cancel", { taskId: first.id, scope: "this" });
  expect(await open("off")).toHaveLength(1);
  await admin("tasks.delete", { taskId: second!.id, scope: "this" });
  const [third] = await open("off");
  expect(third).toMatchObject({ dueDate: "2025-01-20T09:00:00.000Z" });
  await admin("tasks.delete", { taskId: third!.id });
  expect(await open("off")).toEqual([]);
});

test("every n, on weekdays, until a date or so many times: the rule of RFC 5545 is stepped on the workspace's clock", async () => {
  const steps = (rule: string, from: string, zone: string, most = 6): string[] => {
    const dates: string[] = [];
    let at: { dueDate: string; rule: string } | null = { dueDate: from, rule };
    while (at && dates.length < most) {
      dates.push(at.dueDate.slice(0, 16));
      at = nextOccurrence(at.rule, at.dueDate, at.dueDate, zone);
    }
    return dates;
  };
  // Nine o'clock in Berlin before and after the clocks change.
  expect(steps("FREQ=DAILY;INTERVAL=2;COUNT=3", "2025-03-28T08:00:00Z", "Europe/Berlin")).toEqual([
    "2025-03-28T08:00",
    "2025-03-30T07:00",
    "2025-04-01T07:00",
  ]);
  // Half past midnight on Monday there is Sunday in UTC.
  expect(steps("FREQ=WEEKLY;BYDAY=MO,TH", "2025-01-05T23:30:00Z", "Europe/Berlin", 3)).toEqual([
    "2025-01-05T23:30",
    "2025-01-08T23:30",
    "2025-01-12T23:30",
  ]);
  expect(steps("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2025-01-03T09:00:00Z", "UTC", 3)).toEqual([
    "2025-01-03T09:00",
    "2025-01-06T09:00",
    "2025-01-07T09:00",
  ]);
  expect(steps("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20250331T235959Z", "2025-01-31T09:00:00Z", "UTC")).toEqual([
    "2025-01-31T09:00",
    "2025-02-28T09:00",
    "2025-03-28T09:00",
  ]);

  await admin("tenant.update", { timezone: "Europe/Berlin" });
  clock.set("2025-03-24T08:00:00Z");
  const task = await weekly("berlin", { dueDate: "2025-03-24T08:00:00Z" });
  await admin("tasks.complete", { taskId: task.id });
  expect(await open("berlin")).toMatchObject([{ dueDate: "2025-03-31T07:00:00.000Z" }]);
});
