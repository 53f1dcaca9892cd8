// Saved views as the API takes and shows them.
import { z } from "zod";
import { textSchema } from "@/kernel/fields";

export const ViewId = z
  .string()
  .meta({ description: "The view's id", examples: ["view_018f6f0e7c1b7d3a9b0c1d2e3f405172"] });
const name = textSchema(100).meta({ description: "What the tab says", examples: ["Hot contacts in Oslo"] });
const field = z.string().max(200);

const ViewQuery = z
  .strictObject({
    search: z
      .string()
      .max(200)
      .optional()
      .meta({ description: "Words to find", examples: ["acme"] }),
    filter: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: "Typed filter, as in a list", examples: [{ status: { eq: "active" } }] }),
    sort: z
      .array(
        z.strictObject({
          field: z.string().meta({ description: "The field", examples: ["lastName"] }),
          order: z.enum(["asc", "desc"]).default("asc").meta({ description: "Direction" }),
        }),
      )
      .max(5)
      .optional()
      .meta({ description: "The order, several keys one after the other" }),
  })
  .meta({ description: "What the list shows" });

const visibility = z
  .enum(["private", "team", "workspace"])
  .meta({ description: "Who sees it: only you, your team, everybody", examples: ["private"] });

const content = {
  name,
  layout: z
    .enum(["table", "board", "calendar"])
    .optional()
    .meta({ description: "How it is shown", examples: ["table"] }),
  query: ViewQuery.optional(),
  columns: z
    .array(field)
    .max(100)
    .optional()
    .meta({ description: "Visible columns in order", examples: [["fullName", "email"]] }),
  pinned: z.array(field).max(100).optional().meta({ description: "Columns that stay in sight" }),
  widths: z
    .record(field, z.int().min(20).max(2000))
    .optional()
    .meta({ description: "Widths in pixels, by column", examples: [{ email: 220 }] }),
  groupBy: field
    .nullable()
    .optional()
    .meta({
      description: "The field to group by; of a time with the length of its groups, `createdAt:month`",
      examples: ["status"],
    }),
  calculations: z
    .record(field, z.string().max(20))
    .optional()
    .meta({ description: "The calculation under each column", examples: [{ annualRevenue: "sum" }] }),
  visibility: visibility.optional(),
};

export const NewView = z.strictObject({
  recordType: z.string().meta({ description: "The type of the records", examples: ["contact"] }),
  ...content,
});
export type NewView = z.output<typeof NewView>;
export const ViewPatch = z.strictObject({ ...content, name: name.optional() });
export type ViewPatch = z.output<typeof ViewPatch>;

export const View = z
  .strictObject({
    id: ViewId,
    recordType: z.string().meta({ description: "The type of the records", examples: ["contact"] }),
    name: z.string().meta({ description: "What the tab says", examples: ["John Doe"] }),
    layout: z.string().meta({ description: "How it is shown", examples: ["table"] }),
    query: z
      .record(z.string(), z.unknown())
      .meta({ description: "What the list shows: search, filter, sort" }),
    columns: z.array(z.string()).meta({ description: "Visible columns in order; empty for the usual ones" }),
    pinned: z.array(z.string()).meta({ description: "Columns that stay in sight" }),
    widths: z.record(z.string(), z.number()).meta({ description: "Widths in pixels, by column" }),
    groupBy: z.string().nullable().meta({ description: "The field to group by" }),
    calculations: z.record(z.string(), z.string()).meta({ description: "The calculation under each column" }),
    visibility,
    ownerId: z.string().nullable().meta({ description: "Whose view it is" }),
    ownerName: z
      .string()
      .nullable()
      .meta({ description: "Their name", examples: ["Ada Lovelace"] }),
    teamId: z.string().nullable().meta({ description: "The team that sees it" }),
    position: z.int().meta({ description: "Place among the tabs, from 0", examples: [0] }),
    isFavourite: z.boolean().meta({ description: "Whether you keep it in the sidebar" }),
    isDefault: z.boolean().meta({ description: "Whether your list opens with it" }),
    canEdit: z.boolean().meta({ description: "Whether you may change it" }),
    version: z.int().meta({ description: "Counts the changes; the ETag", examples: [1] }),
    createdAt: z.iso
      .datetime()
      .meta({ description: "When it was created", examples: ["2025-01-24T10:30:00.000Z"] }),
    updatedAt: z.iso
      .datetime()
      .meta({ description: "When it was last changed", examples: ["2025-01-24T10:30:00.000Z"] }),
  })
  .meta({ title: "Saved view" });
export type View = z.output<typeof View>;
