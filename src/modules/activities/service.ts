// What can be done with every kind of activity: the same few functions for each, over its record type.
import type { Ctx } from "@/kernel/operation";
import type { RecordQuery } from "@/kernel/query";
import {
  applyPatch,
  createRecord,
  type Deleted,
  deleteRecord,
  getRecord,
  listRecords,
  lockRecord,
  type Page,
  type RecordEvents,
  type RecordType,
  restoreRecord,
  updateRecord,
  type Wire,
} from "@/kernel/records";
import { type Attachment, attachmentRecord } from "./attachment-schema";
import {
  type Communication,
  type CommunicationPatch,
  communicationRecord,
  type NewCommunication,
} from "./communication-schema";
import {
  type CalendarEvent,
  type CalendarEventPatch,
  eventRecord,
  type NewCalendarEvent,
} from "./event-schema";
import { attachmentEvents, calendarEventEvents, communicationEvents, noteEvents, taskEvents } from "./events";
import { type NewNote, type Note, type NotePatch, noteRecord } from "./note-schema";
import { type RelatedTo, relatedLinks } from "./related";
import { type NewTask, type Task, type TaskPatch, taskRecord } from "./task-schema";

type Input = { relatedTo?: RelatedTo | null };

function serviceOf<R, N extends Input, P extends Input>(type: RecordType, events: RecordEvents) {
  return {
    list: (ctx: Ctx, query: RecordQuery): Promise<Page<R>> => listRecords<R>(ctx, type, query),

    get: (ctx: Ctx, id: string): Promise<R> => getRecord<R>(ctx, type, id),

    async create(ctx: Ctx, { relatedTo, ...input }: N): Promise<R> {
      const links = await relatedLinks(ctx, relatedTo);
      return createRecord<R>(ctx, type, { ...input, ...links }, events.created);
    },

    async update(ctx: Ctx, id: string, { relatedTo, ...patch }: P, ifVersion?: number): Promise<R> {
      const links = await relatedLinks(ctx, relatedTo);
      return updateRecord<R>(ctx, type, id, { ...patch, ...links }, events.updated, ifVersion);
    },

    delete: (ctx: Ctx, id: string): Promise<Deleted> => deleteRecord(ctx, type, id, events.deleted),

    restore: (ctx: Ctx, id: string): Promise<R> => restoreRecord<R>(ctx, type, id, events.restored),

    /** Sets the status of one that is not cancelled or done already; the same status again changes nothing. */
    async setStatus(ctx: Ctx, id: string, status: string): Promise<R> {
      const current = await lockRecord<Wire>(ctx, type, id, "activities:write");
      return applyPatch<R>(ctx, type, current, { status }, events.updated);
    },
  };
}

export const taskService = serviceOf<Task, NewTask, TaskPatch>(taskRecord, taskEvents);
export const eventService = serviceOf<CalendarEvent, NewCalendarEvent, CalendarEventPatch>(
  eventRecord,
  calendarEventEvents,
);
export const communicationService = serviceOf<Communication, NewCommunication, CommunicationPatch>(
  communicationRecord,
  communicationEvents,
);
export const noteService = serviceOf<Note, NewNote, NotePatch>(noteRecord, noteEvents);
export const attachmentService = serviceOf<Attachment, Input, Input>(attachmentRecord, attachmentEvents);
