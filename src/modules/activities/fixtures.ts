// Activities for tests.
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
};
