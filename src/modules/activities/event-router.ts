// The operations on events: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import { DeletedSchema, ifVersion, pageOf, recordSearch, standardOperations } from "@/kernel/records";
import { CalendarEvent, CalendarEventPatch, eventRecord, NewCalendarEvent } from "./event-schema";
import { calendarEventEvents } from "./events";
import { eventService } from "./service";

const calendarEventId = z
  .string()
  .meta({ description: "The event's id", examples: ["event_018f6f0e7c1b7d3a9b0c1d2e3f405173"] });
const ById = z.strictObject({ calendarEventId });

const standard = standardOperations(eventRecord, calendarEventEvents, {
  path: "/activities/events",
  id: "calendarEventId",
});

export const calendarEventsRouter = router({
  list: operation(standard.list)
    .input(recordQuery(eventRecord))
    .output(pageOf(CalendarEvent))
    .query(read(eventService.list)),
  search: operation(standard.search)
    .input(recordSearch(eventRecord))
    .output(pageOf(CalendarEvent))
    .query(read(eventService.list)),
  create: operation(standard.create)
    .input(NewCalendarEvent)
    .output(CalendarEvent)
    .mutation(write(eventService.create)),
  get: operation(standard.get)
    .input(ById)
    .output(CalendarEvent)
    .query(read((ctx, input) => eventService.get(ctx, input.calendarEventId))),
  update: operation({
    ...standard.update,
    description: "Partial: an absent key leaves its field, `null` clears it.",
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
  delete: operation(standard.delete)
    .input(ById)
    .output(DeletedSchema)
    .mutation(write((ctx, input) => eventService.delete(ctx, input.calendarEventId))),
  restore: operation(standard.restore)
    .input(ById)
    .output(CalendarEvent)
    .mutation(write((ctx, input) => eventService.restore(ctx, input.calendarEventId))),
});
