// What happens to activities.
import { z } from "zod";
import { defineEvent } from "@/kernel/events/define";
import { defineRecordEvents, type RecordType } from "@/kernel/records";
import { attachmentRecord } from "./attachment-schema";
import { communicationRecord } from "./communication-schema";
import { eventRecord } from "./event-schema";
import { noteRecord } from "./note-schema";
import { taskRecord } from "./task-schema";

export { noteMentioned } from "./mention-event";

export const taskEvents = defineRecordEvents(taskRecord);
export const calendarEventEvents = defineRecordEvents(eventRecord);
export const communicationEvents = defineRecordEvents(communicationRecord);
export const noteEvents = defineRecordEvents(noteRecord);
export const attachmentEvents = defineRecordEvents(attachmentRecord);

const payloadOf = (type: RecordType) => z.strictObject({ [type.name]: type.Record as z.ZodType });
const define = (name: string, description: string, type: RecordType) =>
  defineEvent(name, description, payloadOf(type) as unknown as z.ZodType<Record<string, unknown>>);

export const taskCompleted = define("task.completed", "A task was done", taskRecord);
export const taskDue = define("task.due", "A task has come due and is still to do", taskRecord);
export const reminderDue = defineEvent(
  "reminder.due",
  "A reminder of a task or event has come",
  z.strictObject({
    userId: z.string().meta({ description: "Who asked to be reminded" }),
    activityId: z.string().meta({ description: "The task or event" }),
    title: z.string().meta({ description: "Its title" }),
    at: z.iso.datetime().nullable().meta({ description: "When it is due or begins" }),
  }),
);
