import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { clock } from "@/kernel/clock";
import { withSystem, withTenant } from "@/kernel/tenancy";
import { keepFilesIn } from "@/platform/storage";
import { type Client, clientWith, type RestTenant, restTenant } from "@/surfaces/rest/fixtures";
import { openTestDatabase } from "@/test/tenant";
import { fileTypeOf } from "./file-types";
import { purgeAttachments, tellDue } from "./jobs";

let close: () => Promise<void>;
let tenant: RestTenant;
let other: RestTenant;
let anyone: Client;
let folder: string;
beforeAll(async () => {
  close = await openTestDatabase();
  [tenant, other] = [await restTenant(), await restTenant()];
  anyone = clientWith({});
  folder = await mkdtemp(join(tmpdir(), "meridian-files-"));
  keepFilesIn(folder);
});
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => clock.set(undefined));

const stored = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;
const upload = (fileName: string, content: Uint8Array<ArrayBuffer> | string, more = "") =>
  tenant.admin(`POST /activities/attachments?fileName=${encodeURIComponent(fileName)}${more}`, {
    headers: { "content-type": "application/octet-stream" },
    raw: content,
  });
const pdf = (size = 100) => new Uint8Array(Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(size)]));

test("a file is stored as it is, told by its bytes, and given back to who may read it, to be saved", async () => {
  const { record: contact } = await tenant.admin("POST /contacts", {
    body: { firstName: "Ada", lastName: "Byron" },
  });
  const content = pdf(200_000);
  const made = await upload("Angebot für Ada.pdf", content, `&relatedType=contact&relatedId=${contact.id}`);
  expect(made.status).toBe(201);
  expect(made.record).toMatchObject({
    fileName: "Angebot für Ada.pdf",
    contentType: "application/pdf",
    sizeBytes: content.length,
    relatedTo: { type: "contact", id: contact.id },
  });
  const path = `GET /activities/attachments/${made.record.id}/content`;
  const got = await tenant.admin(path);
  expect(got.status).toBe(200);
  expect(got.headers.get("content-type")).toBe("application/pdf");
  expect(got.headers.get("x-content-type-options")).toBe("nosniff");
  expect(got.headers.get("content-disposition")).toBe(
    `attachment; filename="Angebot f_r Ada.pdf"; filename*=UTF-8''Angebot%20f%C3%BCr%20Ada.pdf`,
  );
  expect(Number(got.headers.get("content-length"))).toBe(content.length);
  expect((await anyone(path)).status).toBe(401);
  expect((await other.admin(path)).status).toBe(404);
  const timeline = await tenant.admin(
    `GET /activities/timeline?relatedType=contact&relatedId=${contact.id}&types=attachment`,
  );
  expect(timeline.records).toMatchObject([
    { id: made.record.id, activity: { fileName: "Angebot für Ada.pdf" } },
  ]);
});

test("a file on a note is on the note's record too", async () => {
  const { record: contact } = await tenant.admin("POST /contacts", {
    body: { firstName: "N", lastName: "Note" },
  });
  const { record: note } = await tenant.admin("POST /activities/notes", {
    body: { content: "See the file", relatedTo: { type: "contact", id: contact.id } },
  });
  const made = await upload("list.csv", "a,b\n1,2\n", `&activityId=${note.id}`);
  expect(made.record).toMatchObject({ activityId: note.id, contactId: contact.id, contentType: "text/csv" });
});

test("a product has files, which lose their link when it goes", async () => {
  const { record: product } = await tenant.admin("POST /products", { body: { name: "Licence" } });
  const made = await upload("prices.csv", "a,b\n1,2\n", `&relatedType=product&relatedId=${product.id}`);
  expect(made.record).toMatchObject({
    productId: product.id,
    relatedTo: { type: "product", id: product.id },
  });
  const listed = await tenant.admin(`GET /activities/attachments?productId=${product.id}`);
  expect(listed.records).toMatchObject([{ id: made.record.id }]);
  await tenant.admin(`DELETE /products/${product.id}`);
  const kept = await tenant.admin(`GET /activities/attachments/${made.record.id}`);
  expect(kept.record).toMatchObject({ productId: null, relatedTo: null });
});

test("programs, pages, liars, empty and oversized files and strangers' records are refused, and nothing is kept", async () => {
  const before = await stored();
  const { record: theirs } = await other.admin("POST /contacts", { body: { firstName: "T", lastName: "T" } });
  const mz = new Uint8Array(Buffer.concat([Buffer.from("MZ"), randomBytes(5000)]));
  for (const [status, code, answer] of [
    [415, "FILE_TYPE_REFUSED", upload("setup.exe", mz)],
    [415, "FILE_TYPE_REFUSED", upload("photo.png", mz)],
    [415, "FILE_TYPE_REFUSED", upload("page.txt", "<html><script>alert(1)</script></html>")],
    [415, "FILE_TYPE_REFUSED", upload("image.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')],
    [415, "FILE_TYPE_REFUSED", upload("report.html", "%PDF-1.7 not a page")],
    [422, "VALIDATION_ERROR", upload("x.pdf", pdf(), `&relatedType=contact&relatedId=${theirs.id}`)],
    [422, "VALIDATION_ERROR", upload("x.pdf", pdf(), "&relatedType=contact")],
    [413, "PAYLOAD_TOO_LARGE", upload("big.pdf", pdf(25 * 1024 * 1024))],
  ] as const) {
    const { status: got, body } = await answer;
    expect([got, body.error?.code]).toEqual([status, code]);
  }
  expect((await upload("empty.txt", "")).status).toBe(422);
  expect(await stored()).toBe(before);
});

test("a deleted attachment's bytes go when it can no longer be restored", async () => {
  const made = await upload("old.pdf", pdf());
  const before = await stored();
  await tenant.admin(`DELETE /activities/attachments/${made.record.id}`);
  await purgeAttachments(tenant.ref);
  expect(await stored()).toBe(before);
  clock.set(new Date(Date.now() + 31 * 86_400_000));
  expect(await purgeAttachments(tenant.ref)).toBe(1);
  expect(await stored()).toBe(before - 1);
});

test.each([
  [
    "a.docx",
    Buffer.from([0x50, 0x4b, 3, 4, 0]),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  ],
  ["a.jpg", Buffer.from([0xff, 0xd8, 0xff, 0xe0]), "image/jpeg"],
  ["notes.md", Buffer.from("# Ünïcode"), "text/plain"],
  ["run.txt", Buffer.from("#!/bin/sh\nrm -rf"), null],
  ["a.txt", Buffer.from([0x61, 0, 0x62]), null],
  ["a.txt", Buffer.from([0xc3, 0x28, 0x20]), null],
])("%s is told by its bytes", (name, head, expected) => expect(fileTypeOf(head, name)).toBe(expected));

const eventsOf = (type: string) =>
  withSystem("read", (tx) =>
    tx.query<{ payload: Record<string, unknown> }>(
      "select payload from events where type = $1 and tenant_id = (select id from tenants where 'tenant_' || replace(id::text, '-', '') = $2)",
      [type, tenant.ref.id],
    ),
  );

test("what has come due is told once, and again only when it is moved", async () => {
  clock.set("2025-02-01T08:00:00Z");
  const { record: task } = await tenant.admin("POST /activities/tasks", {
    body: { title: "Call back", dueDate: "2025-02-01T09:00:00Z" },
  });
  const reminder = await tenant.admin("POST /activities/reminders", {
    body: { activityId: task.id, minutesBefore: 15 },
  });
  expect(reminder.record).toMatchObject({ remindAt: "2025-02-01T08:45:00.000Z", sentAt: null });
  expect(await tellDue(tenant.ref)).toEqual({ tasks: 0, reminders: 0 });
  clock.set("2025-02-01T08:45:30Z");
  const both = await Promise.all([tellDue(tenant.ref), tellDue(tenant.ref)]);
  expect(both.map(({ reminders }) => reminders).sort()).toEqual([0, 1]);
  expect((await eventsOf("reminder.due")).map((one) => one.payload)).toMatchObject([
    { activityId: task.id, title: "Call back" },
  ]);
  clock.set("2025-02-01T09:00:01Z");
  expect(await tellDue(tenant.ref)).toEqual({ tasks: 1, reminders: 0 });
  expect(await tellDue(tenant.ref)).toEqual({ tasks: 0, reminders: 0 });
  // To tell of something changes nothing: it is not in the history.
  const { body: history } = await tenant.admin("GET /changes?source=job");
  expect(history.data).toEqual([]);
  await tenant.admin(`PUT /activities/tasks/${task.id}`, { body: { dueDate: "2025-02-01T10:00:00Z" } });
  clock.set("2025-02-01T10:00:01Z");
  expect(await tellDue(tenant.ref)).toEqual({ tasks: 1, reminders: 0 });
  expect((await eventsOf("task.due")).map((one) => one.payload)).toMatchObject([
    { task: { id: task.id } },
    { task: { id: task.id } },
  ]);
});

test("a calendar feed answers its secret address alone, until it is renewed or its owner leaves", async () => {
  const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  await tenant.admin("POST /activities/events", {
    body: { title: "Demo; with, commas", startTime: soon(1), endTime: soon(2), location: "Room A" },
  });
  await tenant.admin("POST /activities/events", {
    body: { title: "Fair", startTime: "2035-03-11", endTime: "2035-03-13", isAllDay: true },
  });
  await tenant.admin("POST /activities/tasks", { body: { title: "Send offer", dueDate: soon(3) } });
  const { record: feed } = await tenant.admin("POST /activities/calendar-feed", { body: {} });
  const path = String(feed.url).replace(/^.*\/v1/, "");
  const got = await anyone(`GET ${path}`);
  expect(got.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  const unfolded = got.text.replace(/\r\n[ \t]/g, "");
  expect(unfolded.split("\r\n")).toEqual(
    expect.arrayContaining([
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "SUMMARY:Demo\\; with\\, commas",
      "DTSTART;VALUE=DATE:20350311",
      "DTEND;VALUE=DATE:20350313",
      "SUMMARY:To do: Send offer",
      "END:VCALENDAR",
    ]),
  );
  for (const line of got.text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  const guessed = path.replace(/(.)\.ics$/, (_, last) => `${last === "A" ? "B" : "A"}.ics`);
  expect((await anyone(`GET ${guessed}`)).status).toBe(404);
  const { record: renewed } = await tenant.admin("POST /activities/calendar-feed", { body: {} });
  expect((await anyone(`GET ${path}`)).status).toBe(404);
  const next = String(renewed.url).replace(/^.*\/v1/, "");
  expect((await anyone(`GET ${next}`)).status).toBe(200);
  await withTenant(tenant.ref, "write", (tx) => tx.query("update users set status = 'deactivated'"));
  expect((await anyone(`GET ${next}`)).status).toBe(404);
});
