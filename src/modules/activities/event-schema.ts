// What a calendar event is.
import { z } from "zod";
import { clock } from "@/kernel/clock";
import { type Field, field } from "@/kernel/fields";
import { defineRecord, registerRecord } from "@/kernel/records";
import { eventRules } from "./event-rules";
import { peopleField } from "./people";
import { RelatedInput, relatedComputed, relatedFields, relatedRelations } from "./related";
import { calendarEvents } from "./table";

export const flag = (about: { label: string; description: string }): Field<boolean, true, true> => ({
  ...field.boolean({ ...about, required: true, example: false }),
  hasDefault: true,
  defaultValue: false,
});

export const eventRecord = registerRecord(
  defineRecord({
    name: "event",
    plural: "events",
    resource: "activities",
    label: "Event",
    labelPlural: "Events",
    prefix: "event",
    table: calendarEvents,
    fields: {
      title: field.text({
        required: true,
        max: 300,
        label: "Title",
        description: "What it is about",
        example: "Product Demo",
        searchable: true,
        aliases: ["subject", "meeting"],
      }),
      description: field.longText({
        label: "Description",
        description: "More about it",
        example: "Demo of CRM features",
        searchable: true,
      }),
      startTime: field.dateTime({
        required: true,
        label: "Starts",
        description: "When it begins; of an all-day event the date counts",
        example: "2025-01-26T10:00:00.000Z",
        aliases: ["start", "start date"],
      }),
      endTime: field.dateTime({
        required: true,
        label: "Ends",
        description: "When it ends; an all-day event ends with the midnight after its last day",
        example: "2025-01-26T11:00:00.000Z",
        aliases: ["end", "end date"],
      }),
      isAllDay: flag({
        label: "All day",
        description: "Whole days, the same dates in every time zone",
      }),
      location: field.text({
        max: 500,
        label: "Location",
        description: "Place or link",
        example: "Conference Room A",
        searchable: true,
        aliases: ["place", "room"],
      }),
      status: field.select({
        required: true,
        default: "scheduled",
        options: [
          { value: "scheduled", label: "Planned", color: "blue" },
          { value: "completed", label: "Held", color: "teal" },
          { value: "cancelled", label: "Cancelled", color: "gray" },
        ],
        label: "Status",
        description: "Whether it takes place",
        example: "scheduled",
      }),
      attendees: peopleField({
        label: "Attendees",
        description: "People of the workspace and contacts who take part",
      }),
      ...relatedFields,
    },
    computed: {
      ...relatedComputed,
      duration: {
        schema: z.int().meta({ description: "Length in minutes", examples: [60] }),
        compute: (event) =>
          Math.round((Date.parse(String(event.endTime)) - Date.parse(String(event.startTime))) / 60_000),
      },
      isUpcoming: {
        schema: z.boolean().meta({ description: "Planned and not begun", examples: [true] }),
        compute: (event) =>
          event.status === "scheduled" && Date.parse(String(event.startTime)) > clock.nowMs(),
      },
    },
    relations: relatedRelations,
    rules: eventRules,
    defaultSort: [{ field: "startTime", order: "desc" }],
    displayName: (event) => String(event.title),
  }),
);

export const CalendarEvent = eventRecord.Record;
export type CalendarEvent = z.output<typeof CalendarEvent>;
export const NewCalendarEvent = eventRecord.New.extend({ relatedTo: RelatedInput });
export type NewCalendarEvent = z.output<typeof NewCalendarEvent>;
export const CalendarEventPatch = eventRecord.Patch.extend({ relatedTo: RelatedInput });
export type CalendarEventPatch = z.output<typeof CalendarEventPatch>;
