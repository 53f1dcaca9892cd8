// The events that every record type has.
import { z } from "zod";
import { defineEvent, type EventDefinition } from "@/kernel/events/define";
import type { RecordType } from "./define";
import type { Wire } from "./rows";

export type RecordEvents = Record<
  "created" | "updated" | "deleted" | "restored" | "merged" | "unmerged",
  EventDefinition<Wire>
>;

const changes = z
  .strictObject({
    before: z
      .record(z.string(), z.unknown())
      .meta({ description: "The changed fields with their former values" }),
    after: z
      .record(z.string(), z.unknown())
      .meta({ description: "The changed fields with their new values" }),
  })
  .meta({ description: "What changed" });

const merge = {
  mergeId: z
    .string()
    .meta({ description: "The merge", examples: ["merge_018f6f0e7c1b7d3a9b0c1d2e3f405170"] }),
  mergedIds: z.array(z.string()).meta({ description: "The records that were merged into it" }),
};

/** `contact.created`, `contact.updated`, `contact.deleted`, `contact.restored`. */
export function defineRecordEvents(type: RecordType): RecordEvents {
  const record = { [type.name]: type.Record as z.ZodType };
  const noun = type.label.toLowerCase();
  const define = (verb: string, description: string, payload: z.ZodRawShape) =>
    defineEvent(`${type.name}.${verb}`, description, z.strictObject(payload) as unknown as z.ZodType<Wire>);
  return {
    created: define("created", `A ${noun} was created`, record),
    updated: define("updated", `A ${noun} was changed`, { ...record, changes }),
    deleted: define("deleted", `A ${noun} was deleted; it can be restored for 30 days`, record),
    restored: define("restored", `A deleted ${noun} was brought back`, record),
    merged: define("merged", `Other records were merged into a ${noun}; their ids answer with it`, {
      ...record,
      ...merge,
    }),
    unmerged: define("unmerged", `A merge was taken back: the records are on their own again`, {
      ...record,
      ...merge,
    }),
  };
}
