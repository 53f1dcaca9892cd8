import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { clock } from "@/kernel/clock";
import { newId } from "@/kernel/id";
import { withTenant } from "@/kernel/tenancy";
import { openTestDatabase, type TestTenant, testTenant } from "@/test/tenant";

let close: () => Promise<void>;
let tenant: TestTenant;
let other: TestTenant;
let dealId: string;
let contactId: string;
beforeAll(async () => {
  close = await openTestDatabase();
  tenant = await testTenant();
  other = await testTenant("Other");
  contactId = (await admin<Made>("contacts.create", { firstName: "John", lastName: "Doe" })).id;
  dealId = (
    await admin<Made>("deals.create", { title: "Enterprise Software License", value: 50_000, contactId })
  ).id;
});
afterAll(() => close());
afterEach(() => clock.set(undefined));

type Wire = Record<string, unknown>;
type Made = { id: string } & Wire;
type Page = { items: Made[]; total: number; hasNext: boolean };
const admin = <T = Wire>(operation: string, input: unknown) =>
  tenant.call<T>("tenant_admin", operation, input);
const rep = () => tenant.actors.sales_rep!.id;
const related = () => ({ type: "deal", id: dealId });

test("the contract's task, event and communication are stored as sent, with what is computed", async () => {
  clock.set("2025-01-24T12:00:00Z");
  const task = await admin<Made>("tasks.create", {
    title: "Follow up call",
    description: "Call to discuss proposal feedback",
    dueDate: "2025-01-25T14:00:00Z",
    priority: "high",
    status: "pending",
    assignedTo: rep(),
    relatedTo: related(),
  });
  expect(task).toMatchObject({
    title: "Follow up call",
    dueDate: "2025-01-25T14:00:00.000Z",
    priority: "high",
    status: "pending",
    assignedTo: rep(),
    ownerId: rep(),
    relatedTo: related(),
    isOverdue: false,
    daysUntilDue: 1,
  });
  const event = await admin("calendarEvents.create", {
    title: "Product Demo",
    description: "Demo of CRM features",
    startTime: "2025-01-26T10:00:00Z",
    endTime: "2025-01-26T11:00:00Z",
    location: "Conference Room A",
    attendees: [rep(), contactId],
    relatedTo: related(),
  });
  expect(event).toMatchObject({
    attendees: [rep(), contactId],
    duration: 60,
    isUpcoming: true,
    relatedTo: related(),
  });
  const communication = await admin("communications.create", {
    type: "email",
    direction: "outbound",
    subject: "Proposal Follow-up",
    content: "Thank you for reviewing our proposal...",
    timestamp: "2025-01-24T09:30:00Z",
    participants: [contactId],
    relatedTo: related(),
  });
  expect(communication).toMatchObject({
    type: "email",
    direction: "outbound",
    participants: [contactId],
    isRecent: true,
  });
  expect(await admin("deals.get", { dealId })).toMatchObject({ nextActivity: { type: "task", id: task.id } });
  clock.set("2025-02-24T12:00:00Z");
  expect(await admin("tasks.get", { taskId: task.id })).toMatchObject({ isOverdue: true, daysUntilDue: -30 });
  await admin("tasks.complete", { taskId: task.id });
  expect(await admin("tasks.get", { taskId: task.id })).toMatchObject({
    status: "completed",
    isOverdue: false,
    completedAt: "2025-02-24T12:00:00.000Z",
  });
  expect(await admin("deals.get", { dealId })).toMatchObject({ nextActivity: null });
});

test("the timeline holds activities and changes in one order, paged and by kind", async () => {
  const deal = await admin<Made>("deals.create", { title: "Timeline", value: 1 });
  const about = { relatedTo: { type: "deal", id: deal.id } };
  await admin("notes.create", { content: "A note", ...about });
  await admin("communications.create", {
    type: "call",
    direction: "inbound",
    content: "A call",
    timestamp: "2020-01-01T00:00:00Z",
    ...about,
  });
  await admin("tasks.create", { title: "A task", dueDate: "2035-01-01T00:00:00Z", ...about });
  await admin("calendarEvents.create", {
    title: "A demo",
    startTime: "2034-01-01T00:00:00Z",
    endTime: "2034-01-01T01:00:00Z",
    ...about,
  });
  await admin("deals.update", { dealId: deal.id, title: "Timeline, renamed" });
  const query = { relatedType: "deal", relatedId: deal.id };
  const whole = await admin<Page>("activities.timeline", query);
  expect(whole.items.map((item) => item.type)).toEqual([
    "task",
    "event",
    "change",
    "note",
    "change",
    "communication",
  ]);
  expect(whole).toMatchObject({ total: 6, hasNext: false });
  expect(whole.items[2]).toMatchObject({
    activity: null,
    change: { action: "updated", after: { title: "Timeline, renamed" } },
  });
  expect(whole.items[0]).toMatchObject({ activity: { title: "A task" }, change: null });
  const paged: Made[] = [];
  for (const page of ["1", "2", "3"])
    paged.push(...(await admin<Page>("activities.timeline", { ...query, page, limit: "2" })).items);
  expect(paged).toEqual(whole.items);
  const calls = await admin<Page>("activities.timeline", { ...query, types: "communications,note" });
  expect(calls.items.map((item) => item.type)).toEqual(["note", "communication"]);
  await expect(admin("activities.timeline", { ...query, types: "taks" })).rejects.toMatchObject({
    status: 422,
  });
  await expect(other.call("tenant_admin", "activities.timeline", query)).rejects.toMatchObject({
    status: 404,
  });
});

test("the timeline of an account and of a contact is also told of what hangs on them, within what one may see", async () => {
  const account = await admin<Made>("accounts.create", { name: "Wide Timeline" });
  const contact = await admin<Made>("contacts.create", {
    firstName: "Wide",
    lastName: "Timeline",
    accountId: account.id,
    force: true,
  });
  const deal = await admin<Made>("deals.create", {
    title: "Wide",
    value: 1,
    accountId: account.id,
    contactId: contact.id,
  });
  const note = (about: Record<string, unknown>, content: string) =>
    admin("notes.create", { content, ...about });
  await note({ accountId: account.id }, "of the account");
  await note({ contactId: contact.id }, "of the contact");
  await note({ dealId: deal.id }, "of the deal");
  await note({ dealId: deal.id, contactId: contact.id, accountId: account.id }, "of all three");
  const notes = async (relatedType: string, relatedId: string, around?: boolean, who = admin) => {
    const page = await who<{ items: { activity: { content: string } }[]; total: number }>(
      "activities.timeline",
      { relatedType, relatedId, types: "note", limit: 10, ...(around ? { around } : {}) },
    );
    expect(page.total).toBe(page.items.length);
    return page.items.map(({ activity }) => activity.content).sort();
  };
  const all = ["of all three", "of the account", "of the contact", "of the deal"];
  expect(await notes("account", account.id)).toEqual(["of all three", "of the account"]);
  expect(await notes("account", account.id, true)).toEqual(all);
  expect(await notes("contact", contact.id, true)).toEqual(all.filter((one) => one !== "of the account"));
  expect(await notes("deal", deal.id, true)).toEqual(["of all three", "of the deal"]);
  await admin("deals.delete", { dealId: deal.id });
  expect(await notes("account", account.id, true)).not.toContain("of the deal");
});

test("a call has an outcome and a length, found by a filter; nothing else has an outcome", async () => {
  const call = await admin<Made>("communications.create", {
    type: "call",
    direction: "outbound",
    content: "Wants an offer",
    outcome: "left_voicemail",
    durationMinutes: 12,
    relatedTo: related(),
  });
  expect(call).toMatchObject({ outcome: "left_voicemail", durationMinutes: 12 });
  const found = async (outcome: string) =>
    (await admin<Page>("communications.list", { filter: { outcome: { eq: outcome } } })).items.map(
      ({ id }) => id,
    );
  expect([await found("left_voicemail"), await found("busy")]).toEqual([[call.id], []]);
  const mail = { type: "email", direction: "outbound", content: "Hello" };
  await expect(admin("communications.create", { ...mail, outcome: "busy" })).rejects.toMatchObject({
    status: 422,
  });
  await expect(
    admin("communications.create", { ...mail, type: "call", outcome: "perhaps" }),
  ).rejects.toMatchObject({ status: 422 });
  // Told to have been a text message after all.
  expect(await admin("communications.update", { communicationId: call.id, type: "sms" })).toMatchObject({
    outcome: null,
    durationMinutes: 12,
  });
});

test("bad activities are refused whole: an end before its start, strangers, the deactivated, missing records", async () => {
  const counts = async () =>
    Promise.all(
      ["tasks.list", "calendarEvents.list", "communications.list", "notes.list"].map(
        async (list) => (await admin<Page>(list, { limit: 1 })).total,
      ),
    );
  const before = await counts();
  const stranger = other.actors.sales_rep!.id;
  const gone = await testPerson();
  const theirs = await other.call<Made>("tenant_admin", "contacts.create", { firstName: "T", lastName: "T" });
  const demo = { title: "Demo", startTime: "2025-01-26T10:00:00Z", endTime: "2025-01-26T11:00:00Z" };
  const mail = { type: "email", direction: "inbound", content: "x" };
  for (const [operation, input, field] of [
    ["calendarEvents.create", { ...demo, endTime: "2025-01-26T09:00:00Z" }, "endTime"],
    ["calendarEvents.create", { ...demo, attendees: [rep(), stranger] }, "attendees.1"],
    ["calendarEvents.create", { ...demo, relatedTo: { type: "contact", id: theirs.id } }, "relatedTo.id"],
    ["tasks.create", { title: "T", assignedTo: stranger }, "assignedTo"],
    ["tasks.create", { title: "T", assignedTo: gone }, "assignedTo"],
    ["tasks.create", { title: "T", relatedTo: { type: "deal", id: newId("deal") } }, "relatedTo.id"],
    ["tasks.create", { title: "T", relatedTo: { type: "deal", id: contactId } }, "relatedTo.id"],
    ["tasks.create", { title: "T", dealId: newId("deal") }, "dealId"],
    ["tasks.create", { title: "T", recurrence: "FREQ=HOURLY", dueDate: "2025-01-01" }, "recurrence"],
    ["tasks.create", { title: "T", recurrence: "nonsense", dueDate: "2025-01-01" }, "recurrence"],
    ["tasks.create", { title: "T", recurrence: "FREQ=DAILY" }, "dueDate"],
    ["communications.create", { ...mail, participants: [theirs.id] }, "participants.0"],
    ["notes.create", { content: `Ask @[Nobody](${stranger})` }, "content.0"],
  ] as const) {
    await expect(admin(operation, input), `${operation} ${JSON.stringify(input)}`).rejects.toMatchObject({
      status: 422,
      fields: expect.arrayContaining([expect.objectContaining({ field })]),
    });
  }
  expect(await counts()).toEqual(before);
});

/** Someone who worked here. */
async function testPerson(): Promise<string> {
  const { addPerson } = await import("@/modules/tenants");
  const id = await addPerson(tenant.ref, {
    email: `gone.${newId("user").slice(-8)}@example.com`,
    name: "Gone",
    role: "sales_rep",
  });
  await withTenant(tenant.ref, "write", (tx) =>
    tx.query("update users set status = 'deactivated' where 'user_' || replace(id::text, '-', '') = $1", [
      id,
    ]),
  );
  return id;
}

test("completing a task that repeats makes the next one, to the last", async () => {
  clock.set("2025-01-06T12:00:00Z");
  const first = await admin<Made>("tasks.create", {
    title: "Weekly report",
    dueDate: "2025-01-06T09:00:00Z",
    recurrence: "FREQ=WEEKLY;BYDAY=MO;COUNT=2",
    relatedTo: related(),
  });
  await admin("tasks.complete", { taskId: first.id });
  await admin("tasks.complete", { taskId: first.id });
  const next = (await admin<Page>("tasks.list", { title: "Weekly report", status: "pending" })).items;
  expect(next).toMatchObject([
    { dueDate: "2025-01-13T09:00:00.000Z", recurrence: "FREQ=WEEKLY;BYDAY=MO;COUNT=1", relatedTo: related() },
  ]);
  await admin("tasks.complete", { taskId: next[0]!.id });
  expect((await admin<Page>("tasks.list", { title: "Weekly report" })).total).toBe(2);
  const daily = await admin<Made>("tasks.create", {
    title: "Daily",
    dueDate: "2025-01-01T09:00:00Z",
    recurrence: "FREQ=DAILY",
  });
  await admin("tasks.complete", { taskId: daily.id });
  // Done late: it does not come back overdue.
  expect((await admin<Page>("tasks.list", { title: "Daily", status: "pending" })).items).toMatchObject([
    { dueDate: "2025-01-07T09:00:00.000Z" },
  ]);
});

test("the calendar lays events on the days of its time zone, across midnight and all day", async () => {
  const fresh = await testTenant("Calendar");
  const call = <T = Made>(operation: string, input: unknown) =>
    fresh.call<T>("tenant_admin", operation, input);
  const event = (title: string, startTime: string, endTime: string, more: object = {}) =>
    call("calendarEvents.create", { title, startTime, endTime, ...more });
  await event("Night shift", "2025-03-10T21:30:00Z", "2025-03-10T23:30:00Z");
  await event("Fair", "2025-03-11", "2025-03-13", { isAllDay: true });
  await event("Holiday", "2025-03-12", "2025-03-12", { isAllDay: true });
  await call("tasks.create", { title: "Call", dueDate: "2025-03-11T23:30:00Z" });
  const days = async (timeZone: string, from: string, to: string) =>
    Object.fromEntries(
      (await call<{ title: string; days: string[] }[]>("activities.calendar", { from, to, timeZone })).map(
        (item) => [item.title, item.days],
      ),
    );
  expect(await days("Europe/Berlin", "2025-03-10", "2025-03-12")).toEqual({
    "Night shift": ["2025-03-10", "2025-03-11"],
    Fair: ["2025-03-11", "2025-03-12"],
    Holiday: ["2025-03-12"],
    Call: ["2025-03-12"],
  });
  expect(await days("America/Los_Angeles", "2025-03-12", "2025-03-12")).toEqual({
    Fair: ["2025-03-11", "2025-03-12"],
    Holiday: ["2025-03-12"],
  });
  expect(await days("Europe/Berlin", "2025-03-14", "2025-03-20")).toEqual({});
  // Everyone sees it, and sees what they may move.
  const own = await fresh.call<Made>("sales_rep", "calendarEvents.create", {
    title: "Visit",
    startTime: "2025-03-20T09:00:00Z",
    endTime: "2025-03-20T10:00:00Z",
  });
  await event("Review", "2025-03-20T09:00:00Z", "2025-03-20T10:00:00Z");
  const may = async (role: "sales_rep" | "sales_manager") =>
    Object.fromEntries(
      (
        await fresh.call<{ title: string; version: number; canWrite: boolean }[]>(
          role,
          "activities.calendar",
          { from: "2025-03-20", to: "2025-03-20" },
        )
      ).map(({ title, version, canWrite }) => [title, [version, canWrite]]),
    );
  expect(await may("sales_rep")).toEqual({ Visit: [own.version, true], Review: [1, false] });
  expect(await may("sales_manager")).toEqual({ Visit: [own.version, true], Review: [1, true] });
  await expect(call("activities.calendar", { from: "2025-03-02", to: "2025-03-01" })).rejects.toMatchObject({
    status: 422,
  });
  await expect(
    call("activities.calendar", { from: "2025-03-01", to: "2025-03-02", timeZone: "Mars/Olympus" }),
  ).rejects.toThrow(/timeZone|time zone/);
});

test("my day: what is late, due, planned, whom to call, and deals without a next step", async () => {
  clock.set("2025-01-24T09:00:00Z");
  const call = <T = Made>(operation: string, input: unknown) => tenant.call<T>("sales_rep", operation, input);
  const late = await call("tasks.create", { title: "Late", dueDate: "2025-01-20T09:00:00Z" });
  const due = await call("tasks.create", { title: "Due", dueDate: "2025-01-24T22:30:00Z" });
  const planned = await call("deals.create", { title: "Planned", value: 1 });
  await call("tasks.create", {
    title: "Tomorrow",
    dueDate: "2025-01-25T09:00:00Z",
    relatedTo: { type: "deal", id: planned.id },
  });
  const idle = await call("deals.create", { title: "Idle", value: 1 });
  const hot = await call("leads.create", {
    firstName: "Hot",
    lastName: "Lead",
    email: "hot@lead.example",
    score: 90,
  });
  const ids = (list: { id: string }[]) => list.map((one) => one.id);
  const today = await call<Record<"overdue" | "due" | "leads" | "dealsWithoutNextStep", Made[]> & Wire>(
    "activities.today",
    {
      timeZone: "Europe/Berlin",
    },
  );
  expect(today.date).toBe("2025-01-24");
  expect(ids(today.overdue)).toEqual([late.id]);
  expect(ids(today.due)).toEqual([due.id]);
  expect(ids(today.leads)).toEqual([hot.id]);
  expect(ids(today.dealsWithoutNextStep)).toEqual([idle.id]);
  const overdue = await call<Page>("activities.overdue", { assignedTo: rep() });
  expect(ids(overdue.items)).toEqual([late.id]);
});

test("a rep may ask a colleague to do something, and does not change what is a colleague's", async () => {
  const manager = tenant.actors.sales_manager!.id;
  const asked = await tenant.call<Made>("sales_rep", "tasks.create", {
    title: "Please approve",
    assignedTo: manager,
  });
  expect(asked).toMatchObject({ assignedTo: manager, ownerId: manager, createdBy: rep() });
  await expect(tenant.call("sales_rep", "tasks.complete", { taskId: asked.id })).rejects.toMatchObject({
    status: 403,
  });
  await expect(tenant.call("sales_manager", "tasks.complete", { taskId: asked.id })).resolves.toMatchObject({
    status: "completed",
  });
});

test("deleting a contact leaves its activities without the link, or takes them along", async () => {
  const make = async (lastName: string) => {
    const contact = await admin<Made>("contacts.create", { firstName: "Del", lastName });
    const note = await admin<Made>("notes.create", {
      content: "n",
      relatedTo: { type: "contact", id: contact.id },
    });
    return { contactId: contact.id, noteId: note.id };
  };
  const kept = await make("One");
  await admin("contacts.delete", { contactId: kept.contactId });
  expect(await admin("notes.get", { noteId: kept.noteId })).toMatchObject({ relatedTo: null });
  const taken = await make("Two");
  await admin("contacts.delete", { contactId: taken.contactId, cascade: "activities" });
  await expect(admin("notes.get", { noteId: taken.noteId })).rejects.toMatchObject({ status: 404 });
});
