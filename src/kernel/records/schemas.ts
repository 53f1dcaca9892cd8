// Schemas that the operations of every record type share.
import { z } from "zod";

/** The answer of a list: the page's records and where it stands. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    items: z.array(item).meta({ description: "The records of this page" }),
    page: z.int().meta({ description: "Page number, from 1", examples: [1] }),
    limit: z.int().meta({ description: "Records per page", examples: [50] }),
    total: z
      .int()
      .nullable()
      .meta({ description: "How many match, counted to 10,000; null when not asked for", examples: [1234] }),
    totalIsExact: z
      .boolean()
      .meta({ description: "False when there are more than `total`", examples: [true] }),
    hasNext: z.boolean().meta({ description: "Whether there is another page", examples: [true] }),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: "Send it as `cursor` for the next page", examples: ["WyJhYmMiXQ"] }),
  });

export const DeletedSchema = z
  .strictObject({
    id: z.string().meta({
      description: "The id of the deleted record",
      examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
    }),
    deletedAt: z.iso
      .datetime()
      .meta({ description: "When it was deleted", examples: ["2025-01-24T10:30:00.000Z"] }),
    restorableUntil: z.iso
      .datetime()
      .meta({ description: "Until when it can be restored", examples: ["2025-02-23T10:30:00.000Z"] }),
  })
  .meta({ title: "Deleted" });

export const ifVersion = z
  .int()
  .optional()
  .meta({
    description: "Refuse with 412 unless the record is at this version; the same as the If-Match header",
    examples: [3],
  });

/** True or false, which query strings spell as text. */
export const flag = z.union([
  z.boolean(),
  z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1"),
]);

export const ForceFlag = flag
  .optional()
  .meta({ description: "Go on although duplicates were found", examples: [true] });
