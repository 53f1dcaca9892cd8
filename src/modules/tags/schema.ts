// Tags as the API takes and shows them.
import { z } from "zod";
import { textSchema } from "@/kernel/fields";

export const TagId = z
  .string()
  .meta({ description: "The tag's id", examples: ["tag_018f6f0e7c1b7d3a9b0c1d2e3f405173"] });
const content = {
  name: textSchema(50).meta({ description: "The word, as records carry it", examples: ["vip"] }),
  color: textSchema(30)
    .nullable()
    .optional()
    .meta({
      description: "A colour name of the theme; null to choose one from the name",
      examples: ["teal"],
    }),
  description: textSchema(500).nullable().optional().meta({ description: "What it stands for" }),
};
export const NewTag = z.strictObject(content);
export type NewTag = z.output<typeof NewTag>;
export const TagPatch = z.strictObject({ ...content, name: content.name.optional() });
export type TagPatch = z.output<typeof TagPatch>;

export const Tag = z
  .strictObject({
    id: TagId,
    name: z.string().meta({ description: "The word, as records carry it", examples: ["vip"] }),
    color: z
      .string()
      .nullable()
      .meta({ description: "A colour name of the theme", examples: ["teal"] }),
    description: z.string().nullable().meta({ description: "What it stands for" }),
  })
  .meta({ title: "Tag" });
export type Tag = z.output<typeof Tag>;
