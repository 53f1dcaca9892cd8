// What is done to many records at once, and how it is answered.
import { z } from "zod";

export const RecordTypeName = z
  .string()
  .meta({ description: "`contact` or `contacts`, `account` …", examples: ["contact"] });

export const Selection = z
  .union([
    z.strictObject({
      ids: z
        .array(z.string())
        .min(1)
        .max(10_000)
        .meta({ description: "The records", examples: [["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"]] }),
    }),
    z.strictObject({
      query: z
        .record(z.string(), z.unknown())
        .meta({ description: "All records of this list query: `search`, `filter` and fields, as in a list" }),
    }),
  ])
  .meta({ description: "Named records, or everything that a query matches" });
export type Selection = z.output<typeof Selection>;

const tags = z.array(z.string().trim().min(1).max(50)).min(1).max(50);
export const BulkAction = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("update").meta({ description: "What is done" }),
      patch: z
        .record(z.string(), z.unknown())
        .meta({ description: "Fields and their new values, as in an update" }),
    }),
    z.strictObject({
      type: z.literal("tag").meta({ description: "What is done" }),
      tags: tags.meta({ description: "Tags to add", examples: [["vip"]] }),
    }),
    z.strictObject({
      type: z.literal("untag").meta({ description: "What is done" }),
      tags: tags.meta({ description: "Tags to remove", examples: [["vip"]] }),
    }),
    z.strictObject({
      type: z.literal("assign").meta({ description: "What is done" }),
      ownerId: z
        .string()
        .nullable()
        .meta({ description: "The new owner", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
    }),
    z.strictObject({ type: z.literal("delete").meta({ description: "What is done" }) }),
    z.strictObject({ type: z.literal("restore").meta({ description: "What is done" }) }),
  ])
  .meta({ description: "What to do with them" });
export type BulkAction = z.output<typeof BulkAction>;

export const BulkInput = z.strictObject({
  recordType: RecordTypeName,
  selection: Selection,
  action: BulkAction,
});
export type BulkInput = z.output<typeof BulkInput>;

const failure = z.strictObject({
  id: z.string().meta({ description: "The record", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
  name: z.string().meta({ description: "Its name", examples: ["John Doe"] }),
  reason: z.string().meta({ description: "Why, in words", examples: ["You may not change this contact"] }),
});

export const BulkPreview = z
  .strictObject({
    matched: z.int().meta({ description: "How many records the selection holds", examples: [120] }),
    permitted: z.int().meta({ description: "How many of them you may change", examples: [118] }),
    notPermitted: z.int().meta({ description: "How many you may not", examples: [2] }),
    changing: z
      .int()
      .nullable()
      .meta({
        description: "How many would be different afterwards; null when not all were looked at",
        examples: [97],
      }),
    examined: z.int().meta({
      description:
        "How many records were looked at one by one, at most 10,000: `refused` is counted in these",
      examples: [118],
    }),
    isJob: z.boolean().meta({ description: "Whether it would run as a job", examples: [false] }),
    samples: z
      .array(
        z.strictObject({
          id: z
            .string()
            .meta({ description: "The record", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
          name: z.string().meta({ description: "Its name", examples: ["John Doe"] }),
          before: z.record(z.string(), z.unknown()).meta({ description: "What would change, as it is" }),
          after: z.record(z.string(), z.unknown()).meta({ description: "What would change, as it would be" }),
        }),
      )
      .meta({ description: "At most ten of the records that would change" }),
    refused: z.int().meta({
      description:
        "How many would be refused: a stage's gate, a currency without a rate, a link to nothing …",
      examples: [3],
    }),
    reasons: z
      .array(
        z.strictObject({
          reason: z
            .string()
            .meta({ description: "Why, in words", examples: ["To enter Proposal the deal needs: Value"] }),
          count: z.int().meta({ description: "How many are refused for it", examples: [3] }),
        }),
      )
      .meta({ description: "Why, the most frequent first; at most twenty" }),
    failed: z.array(failure).meta({ description: "At most 50 records that would be refused, and why" }),
  })
  .meta({ title: "Bulk preview" });
export type BulkPreview = z.output<typeof BulkPreview>;

export const BulkResult = z
  .strictObject({
    changeId: z
      .string()
      .nullable()
      .meta({ description: "The change set, for undo; null when nothing changed" }),
    jobId: z.string().nullable().meta({ description: "The job that goes on with it, when there are many" }),
    matched: z.int().meta({ description: "How many records the selection holds", examples: [120] }),
    changed: z.int().meta({ description: "How many were changed so far", examples: [97] }),
    unchanged: z.int().meta({ description: "How many were like that already", examples: [21] }),
    notPermitted: z.int().meta({ description: "How many you may not change", examples: [2] }),
    refused: z.int().meta({ description: "How many were refused", examples: [3] }),
    failed: z.array(failure).meta({ description: "At most 50 records that were refused, and why" }),
  })
  .meta({ title: "Bulk result" });
export type BulkResult = z.output<typeof BulkResult>;

export const RecordJob = z
  .strictObject({
    id: z.string().meta({ description: "The job's id", examples: ["job_018f6f0e7c1b7d3a9b0c1d2e3f405171"] }),
    name: z.string().meta({ description: "What it does", examples: ["records.bulk"] }),
    status: z
      .enum(["queued", "running", "completed", "cancelled", "failed"])
      .meta({ description: "How it stands" }),
    progress: z.record(z.string(), z.unknown()).meta({ description: "What it has done so far" }),
    error: z.string().nullable().meta({ description: "Why it failed" }),
    createdAt: z.iso
      .datetime()
      .meta({ description: "When it was asked for", examples: ["2025-01-24T10:30:00.000Z"] }),
    finishedAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: "When it ended", examples: ["2025-01-24T10:30:00.000Z"] }),
  })
  .meta({ title: "Record job" });
export type RecordJob = z.output<typeof RecordJob>;
