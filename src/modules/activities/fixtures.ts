// Activities for tests.
import { Readable } from "node:stream";
import type { IdFixtures } from "@/test/fixtures";

const startTime = "2025-01-26T10:00:00Z";

export const idFixtures: IdFixtures = {
  taskId: async (call) => (await call("tasks.create", { title: "Follow up call" })).id,
  calendarEventId: async (call) =>
    (
      await call("calendarEvents.create", {
        title: "Product Demo",
        startTime,
        endTime: "2025-01-26T11:00:00Z",
      })
    ).id,
  communicationId: async (call) =>
    (await call("communications.create", { type: "email", direction: "outbound", content: "Hello" })).id,
  noteId: async (call) => (await call("notes.create", { content: "Budget is confirmed" })).id,
  attachmentId: async (call) => {
    const upload = {
      contentType: "text/plain",
      stream: Readable.from([Buffer.from("A file")]) as AsyncIterable<Buffer>,
    };
    return (await call("attachments.create", { fileName: "notes.txt" }, { upload })).id;
  },
  activityId: (_, world) => needed(world.taskId),
  relatedId: (_, world) => needed(world.dealId),
  reminderId: async (call, world) => {
    const input = { activityId: await needed(world.taskId), remindAt: "2035-01-01T09:00:00Z" };
    return (await call("activities.createReminder", input)).id;
  },
  feedId: async (call) => (await call("activities.createFeed", {})).id,
};

async function needed(id: string | undefined): Promise<string> {
  if (!id) throw new Error("not made yet");
  return id;
}
