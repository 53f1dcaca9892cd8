// Change sets as the API shows them, and what a revert answers.
import { z } from "zod";
import { TimelineEntry } from "@/kernel/records";

const changeId = z
  .string()
  .meta({ description: "The change set's id", examples: ["chg_018f6f0e7c1b7d3a9b0c1d2e3f405167"] });

export const pageLimit = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,3}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(1).max(100))
  .default(50)
  .meta({ description: "At most this many", examples: [50] });

export const ChangeSet = z
  .strictObject({
    id: changeId,
    summary: z.string().meta({ description: "What was done, in a few words", examples: ["Updated contact"] }),
    operation: z.string().meta({ description: "The operation", examples: ["contacts.update"] }),
    actor: TimelineEntry.shape.actor,
    source: z
      .string()
      .meta({ description: "The way in: rpc (the app), rest, import, job …", examples: ["rpc"] }),
    requestId: z
      .string()
      .meta({ description: "The request that did it", examples: ["req_018f6f0e7c1b7d3a9b0c1d2e3f405166"] }),
    createdAt: z.iso
      .datetime()
      .meta({ description: "When it was done", examples: ["2025-01-24T10:30:00.000Z"] }),
    record: z
      .strictObject({
        type: z.string().meta({ description: "What it is", examples: ["contact"] }),
        id: z
          .string()
          .meta({ description: "The record", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
        name: z
          .string()
          .nullable()
          .meta({
            description: "What it is called now; null when it is gone for good",
            examples: ["John Doe"],
          }),
      })
      .nullable()
      .meta({
        description: "The record it touched, or the first of several; null when it touched none",
        examples: [{ type: "contact", id: "contact_018f6f0e7c1b7d3a9b0c1d2e3f405162", name: "John Doe" }],
      }),
    recordCount: z.int().meta({ description: "How many records it touched", examples: [1] }),
    reverts: z
      .string()
      .nullable()
      .meta({ description: "The change set that this one undid", examples: [null] }),
    revertedBy: z
      .string()
      .nullable()
      .meta({ description: "The change set that undid this one", examples: [null] }),
  })
  .meta({ title: "Change set" });
export type ChangeSet = z.output<typeof ChangeSet>;

export const ChangeEntry = z.strictObject({
  recordType: z.string().meta({ description: "The type of the record", examples: ["contact"] }),
  recordId: z
    .string()
    .meta({ description: "The record", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
  action: z.string().meta({ description: "What was done to it", examples: ["updated"] }),
  before: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: "Former values of the fields that changed" }),
  after: z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description: "New values of the fields that changed" }),
});
export type ChangeEntry = z.output<typeof ChangeEntry>;

const outcome = z.strictObject({
  recordType: z.string().meta({ description: "The type of the record", examples: ["contact"] }),
  recordId: z
    .string()
    .meta({ description: "The record", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
  fields: z.array(z.string()).meta({
    description: "The fields concerned; empty when it is the record as a whole",
    examples: [["jobTitle"]],
  }),
  reason: z.string().meta({ description: "Why, in words", examples: ["edited since"] }),
});
/** As it is found out; its record's name comes with the answer. */
export type RevertOutcome = z.output<typeof outcome>;

const name = z
  .string()
  .nullable()
  .meta({
    description:
      "What the record is called, also when it was deleted; null when you may not read it or it is gone for good",
    examples: ["John Doe"],
  });
const namedOutcome = outcome.extend({ name });

export const NamedEntry = ChangeEntry.extend({ name }).meta({ title: "Changed record" });
export type NamedEntry = z.output<typeof NamedEntry>;

export const Reverted = z
  .strictObject({
    changeId: changeId.nullable().meta({
      description: "The change set that the revert itself is; null when nothing was left to reverse",
    }),
    jobId: z
      .string()
      .nullable()
      .meta({
        description:
          "The job that does it when there are more than 2,000 entries: the answer is 202 then, the lists are empty, and `GET /record-jobs/{jobId}` tells how far it is",
        examples: [null],
      }),
    reversed: z.array(namedOutcome).meta({ description: "What was put back" }),
    kept: z
      .array(namedOutcome)
      .meta({ description: "What was left as it is because someone has edited it since" }),
    failed: z.array(namedOutcome).meta({ description: "What could not be put back, and why" }),
  })
  .meta({ title: "Revert report" });
export type Reverted = z.output<typeof Reverted>;

export const ChangeId = changeId;

export const RevertOutcome = namedOutcome.meta({ title: "What became of a record" });

export const OutcomesQuery = z.strictObject({
  changeId: changeId.meta({
    description: "The change set that the undo itself is: `changeId` of its report",
  }),
  outcome: z
    .enum(["reversed", "kept", "failed"])
    .meta({ description: "Which list of the report", examples: ["kept"] }),
  limit: pageLimit,
  cursor: z.string().optional().meta({ description: "`nextCursor` of the page before" }),
});
export type OutcomesQuery = z.output<typeof OutcomesQuery>;
