// The operations on events: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import { DeletedSchema, ifVersion, pageOf, recordSearch } from "@/kernel/records";
import { CalendarEvent, CalendarEventPatch, eventRecord, NewCalendarEvent } from "./event-schema";
import { calendarEventEvents } from "./events";
import { eventService } from "./service";

const calendarEventId = z
  .string()
  .meta({ description: "The event's id", examples: ["event_018f6f0e7c1b7d3a9b0c1d2e3f405173"] });
const ById = z.strictObject({ calendarEventId });

export const calendarEventsRouter = router({
  list: operation({ title: "List events", permission: "activities:read", rest: "GET /activities/events" })
    .input(recordQuery(eventRecord))
    .output(pageOf(CalendarEvent))
    .query(read(eventService.list)),
  search: operation({
    title: "Search events",
    permission: "activities:read",
    rest: "POST /activities/events/search",
    cost: 10,
  })
    .input(recordSearch(eventRecord))
    .output(pageOf(CalendarEvent))
    .query(read(eventService.list)),
  create: operation({
    title: "Create an event",
    permission: "activities:write",
    rest: "POST /activities/events",
    status: 201,
    emits: [calendarEventEvents.created],
  })
    .input(NewCalendarEvent)
    .output(CalendarEvent)
    .mutation(write(eventService.create)),
  get: operation({
    title: "Get an event",
    permission: "activities:read",
    rest: "GET /activities/events/{calendarEventId}",
  })
    .input(ById)
    .output(CalendarEvent)
    .query(read((ctx, input) => eventService.get(ctx, input.calendarEventId))),
  update: operation({
    title: "Update an event",
    description: "Partial: an absent key leaves its field, `null` clears it.",
    permission: "activities:write",
    rest: "PUT /activities/events/{calendarEventId}",
    emits: [calendarEventEvents.updated],
  })
    .input(CalendarEventPatch.extend({ calendarEventId, ifVersion }))
    .output(CalendarEvent)
    .mutation(
      write((ctx, { calendarEventId, ifVersion, ...patch }) =>
        eventService.update(ctx, calendarEventId, patch, ifVersion),
      ),
    ),
  complete: operation({
    title: "Mark an event as held",
    permission: "activities:write",
    rest: "POST /activities/events/{calendarEventId}/complete",
    emits: [calendarEventEvents.updated],
  })
    .input(ById)
    .output(CalendarEvent)
    .mutation(write((ctx, input) => eventService.setStatus(ctx, input.calendarEventId, "completed"))),
  cancel: operation({
    title: "Cancel an event",
    description: "It stays in the history; calendar feeds show it as cancelled.",
    permission: "activities:write",
    rest: "POST /activities/events/{calendarEventId}/cancel",
    emits: [calendarEventEvents.updated],
  })
    .input(ById)
    .output(CalendarEvent)
    .mutation(write((ctx, input) => eventService.setStatus(ctx, input.calendarEventId, "cancelled"))),
  delete: operation({
    title: "Delete an event",
    description: "Soft: it can be restored for 30 days.",
    permission: "activities:delete",
    rest: "DELETE /activities/events/{calendarEventId}",
    emits: "any",
  })
    .input(ById)
    .output(DeletedSchema)
    .mutation(write((ctx, input) => eventService.delete(ctx, input.calendarEventId))),
  restore: operation({
    title: "Restore a deleted event",
    permission: "activities:delete",
    rest: "POST /activities/events/{calendarEventId}/restore",
    emits: [calendarEventEvents.restored],
  })
    .input(ById)
    .output(CalendarEvent)
    .mutation(write((ctx, input) => eventService.restore(ctx, input.calendarEventId))),
});
