// Merges as the API takes and shows them.
import { z } from "zod";

const id = (description: string) =>
  z.string().meta({ description, examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] });
export const MergeId = z
  .string()
  .meta({ description: "The merge's id", examples: ["merge_018f6f0e7c1b7d3a9b0c1d2e3f405170"] });
const wireRecord = z.record(z.string(), z.unknown());

export const MergeInput = z.strictObject({
  winnerId: id("The record that stays"),
  loserIds: z
    .array(id("A record that becomes part of it"))
    .min(1)
    .max(4)
    .meta({ description: "One to four records that become part of the winner" }),
  choices: z
    .record(z.string(), z.string())
    .optional()
    .meta({
      description:
        "Whose value to take, by field: the id of one of the records. Without a choice the winner's, or the first that is not empty; tags are united",
      examples: [{ email: "contact_018f6f0e7c1b7d3a9b0c1d2e3f405162" }],
    }),
  links: z
    .record(z.string(), z.union([z.enum(["move", "clear"]), z.string()]))
    .optional()
    .meta({
      description:
        "What becomes of links to the merged records, by `table.column` of the preview; `move` when absent. Of a unique link that several records hold, the id of the one that keeps it",
      examples: [{ "contacts.account_id": "move" }],
    }),
});
export type MergeInput = z.output<typeof MergeInput>;
export const OfType = z.strictObject({
  recordType: z.string().meta({ description: "The type of the records", examples: ["contact"] }),
});

export const MergePreview = z
  .strictObject({
    records: z.array(wireRecord).meta({ description: "The records, the winner first" }),
    fields: z
      .array(
        z.strictObject({
          field: z.string().meta({ description: "The field", examples: ["email"] }),
          label: z.string().meta({ description: "Its label", examples: ["E-mail"] }),
          values: z.record(z.string(), z.unknown()).meta({ description: "The values, by record id" }),
          from: z
            .string()
            .nullable()
            .meta({ description: "Whose value is taken; null when several are united" }),
          value: z.unknown().meta({ description: "What the winner will have" }),
          isConflict: z.boolean().meta({ description: "Whether the records disagree" }),
          together: z.array(z.string()).meta({
            description: "Fields that are taken from the same record as this one: an amount and its currency",
            examples: [["currency"]],
          }),
        }),
      )
      .meta({ description: "Every field that at least one of the records has" }),
    links: z
      .array(
        z.strictObject({
          link: z.string().meta({ description: "The name for `links`", examples: ["contacts.account_id"] }),
          label: z.string().meta({ description: "What it is, in words", examples: ["Contacts: Account"] }),
          recordType: z
            .string()
            .nullable()
            .meta({ description: "The type of the records that hold the link", examples: ["contact"] }),
          canClear: z.boolean().meta({ description: "Whether it can be cleared instead", examples: [true] }),
          count: z.int().meta({ description: "How many point to the merged records", examples: [3] }),
          collision: z
            .strictObject({
              keeps: z
                .string()
                .nullable()
                .meta({
                  description: "The record that keeps the link; the others lose it until an un-merge",
                  examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
                }),
              holders: z
                .array(
                  z.strictObject({
                    id: z.string().meta({
                      description: "A record that holds the link: what `links` may name",
                      examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
                    }),
                    name: z
                      .string()
                      .nullable()
                      .meta({
                        description: "Its name; null when you may not read it",
                        examples: ["Jon Snow"],
                      }),
                    linksTo: z.string().meta({
                      description: "Which of the merged records it links to",
                      examples: ["account_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
                    }),
                  }),
                )
                .meta({ description: "Everyone who links to one of the merged records" }),
            })
            .nullable()
            .meta({
              description: "Set when the field is unique and several records would link to the winner",
            }),
        }),
      )
      .meta({ description: "What points to the records that become part of the winner" }),
  })
  .meta({ title: "Merge preview" });
export type MergePreview = z.output<typeof MergePreview>;

export const Merged = z
  .strictObject({
    mergeId: MergeId,
    changeId: z
      .string()
      .meta({ description: "The change set, for undo", examples: ["chg_018f6f0e7c1b7d3a9b0c1d2e3f405167"] }),
    record: wireRecord.meta({ description: "The winner as it is now" }),
    mergedIds: z.array(z.string()).meta({ description: "The ids that answer with it from now on" }),
    movedLinks: z.int().meta({ description: "How many links were moved", examples: [3] }),
  })
  .meta({ title: "Merge result" });
export type Merged = z.output<typeof Merged>;

const kept = z.strictObject({
  recordType: z
    .string()
    .meta({ description: "The type of the record, or the table of the link", examples: ["contact"] }),
  recordId: z
    .string()
    .meta({ description: "The record", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
  field: z.string().meta({ description: "What was left as it is", examples: ["email"] }),
  reason: z.string().meta({ description: "Why", examples: ["edited since"] }),
});
export const Unmerged = z
  .strictObject({
    mergeId: MergeId,
    changeId: z
      .string()
      .meta({ description: "The change set, for undo", examples: ["chg_018f6f0e7c1b7d3a9b0c1d2e3f405167"] }),
    record: wireRecord.meta({ description: "The former winner as it is now" }),
    restored: z.array(wireRecord).meta({ description: "The records that are on their own again" }),
    kept: z.array(kept).meta({ description: "What was edited since the merge and therefore left as it is" }),
  })
  .meta({ title: "Un-merge result" });
export type Unmerged = z.output<typeof Unmerged>;

export const MergeEntry = z
  .strictObject({
    id: MergeId,
    recordType: z.string().meta({ description: "The type of the records", examples: ["contact"] }),
    winnerId: z.string().meta({
      description: "The record that stayed",
      examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
    }),
    mergedIds: z.array(z.string()).meta({ description: "The records that became part of it" }),
    merged: z
      .array(
        z.strictObject({
          id: z.string().meta({
            description: "A record that became part of it",
            examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405163"],
          }),
          name: z
            .string()
            .nullable()
            .meta({
              description: "Its name; null once it was removed for good",
              examples: ["Jon Snow"],
            }),
        }),
      )
      .meta({ description: "The same records with their names" }),
    changeId: z
      .string()
      .meta({ description: "The change set", examples: ["chg_018f6f0e7c1b7d3a9b0c1d2e3f405167"] }),
    createdAt: z.iso.datetime().meta({ description: "When", examples: ["2025-01-24T10:30:00.000Z"] }),
    createdBy: z.string().nullable().meta({ description: "By whom" }),
    undoneAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: "When it was taken back", examples: ["2025-01-24T10:30:00.000Z"] }),
  })
  .meta({ title: "Merge" });
export type MergeEntry = z.output<typeof MergeEntry>;

export const SuspectedPair = z
  .strictObject({
    records: z.array(wireRecord).meta({ description: "The two records, the older first" }),
    reasons: z
      .array(z.string())
      .meta({ description: "Why they may be the same", examples: [["same e-mail"]] }),
  })
  .meta({ title: "Suspected pair" });
export type SuspectedPair = z.output<typeof SuspectedPair>;
