// What an event looks like: with its payload in the log, without it in the live stream.
import { z } from "zod";

const notice = {
  id: z.string().meta({ description: "The event's id", examples: ["evt_018f6f0e7c1b7d3a9b0c1d2e3f405168"] }),
  type: z.string().meta({ description: "What happened: `noun.verb`", examples: ["contact.updated"] }),
  recordType: z.string().meta({ description: "What it happened to", examples: ["contact"] }),
  recordId: z
    .string()
    .meta({ description: "The record's id", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
  ownerId: z
    .string()
    .nullable()
    .meta({
      description: "Who owns the record after the event",
      examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"],
    }),
  actorId: z.string().meta({
    description: "Who did it: `user_…`, `key_…` or `system`",
    examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"],
  }),
  changeId: z
    .string()
    .nullable()
    .meta({
      description: "The change set it belongs to",
      examples: ["chg_018f6f0e7c1b7d3a9b0c1d2e3f405167"],
    }),
  version: z
    .int()
    .nullable()
    .meta({ description: "The record's version after the event", examples: [2] }),
  at: z.iso.datetime().meta({ description: "When it happened", examples: ["2025-01-24T10:30:00.000Z"] }),
};

/** One message of the live stream. */
export const EventMessage = z.strictObject(notice).meta({ title: "Event without its payload" });
export type EventMessage = z.output<typeof EventMessage>;

/** Beside the events: something about a record that is worth a look now, such as who else shows it. */
export type SignalMessage = { type: "presence"; recordType: string; recordId: string };

export const LoggedEvent = z
  .strictObject({
    ...notice,
    requestId: z
      .string()
      .meta({ description: "The request that did it", examples: ["req_018f6f0e7c1b7d3a9b0c1d2e3f405166"] }),
    payload: z
      .record(z.string(), z.unknown())
      .meta({ description: "The record after the event and, for a change, the values before and after" }),
  })
  .meta({ title: "Event" });
export type LoggedEvent = z.output<typeof LoggedEvent>;

const typeList = z.array(z.string().regex(/^[a-z_]+\.[a-z_*]+$/, "is not an event type")).max(100);

export const EventQuery = z.strictObject({
  after: z
    .string()
    .optional()
    .meta({
      description: "Only what came after this event; from the beginning of the log when absent",
      examples: ["evt_018f6f0e7c1b7d3a9b0c1d2e3f405168"],
    }),
  types: z
    .union([
      typeList,
      z
        .string()
        .transform((text) => text.split(",").map((one) => one.trim()))
        .pipe(typeList),
    ])
    .optional()
    .meta({
      description: "Only these types, by comma; `contact.*` is every type of a noun",
      examples: ["contact.created,contact.updated"],
    }),
  limit: z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,9}$/, "must be a whole number")
        .transform(Number),
    ])
    .pipe(z.int().min(1).max(100))
    .default(50)
    .meta({ description: "Events per page", examples: [50] }),
});
export type EventQuery = z.output<typeof EventQuery>;

export const LiveQuery = z.strictObject({
  types: typeList.optional().meta({ description: "Only these types", examples: [["contact.*"]] }),
  isTogether: z
    .boolean()
    .optional()
    .meta({
      description: "Events that come together as one message, a list: an import writes a thousand at a time",
      examples: [true],
    }),
  lastEventId: z
    .string()
    .nullish()
    .meta({
      description: "Go on after this event; from now on when absent",
      examples: ["evt_018f6f0e7c1b7d3a9b0c1d2e3f405168"],
    }),
});
export type LiveQuery = z.output<typeof LiveQuery>;
