// Presence as it is announced and answered.
import { z } from "zod";

const tab = z.uuid().meta({
  description: "The tab that shows the record: made by the client once, sent with each announcement",
  examples: ["018f6f0e-7c1b-7d3a-9b0c-1d2e3f405162"],
});
const field = z.string().max(100).nullable();

export const Announcement = z.strictObject({
  recordType: z.string().meta({ description: "The type of the record", examples: ["contact"] }),
  recordId: z.string().meta({
    description: "The record that is shown",
    examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
  }),
  tab,
  field: field
    .default(null)
    .meta({ description: "The field that is being edited; null: none", examples: ["email"] }),
});
export type Announcement = z.output<typeof Announcement>;

export const Leaving = z.strictObject({
  tab,
  shown: z.string().meta({
    description: "The record that it showed; one that it shows by now is not left",
    examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
  }),
});
export type Leaving = z.output<typeof Leaving>;

export const Present = z
  .strictObject({
    people: z
      .array(
        z.strictObject({
          userId: z
            .string()
            .meta({ description: "The person", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
          name: z.string().meta({ description: "Their name", examples: ["Ada Lovelace"] }),
          field: field.meta({ description: "The field that they are editing", examples: ["email"] }),
        }),
      )
      .meta({ description: "Everyone else who looks at the record now" }),
  })
  .meta({ title: "Who is present" });
export type Present = z.output<typeof Present>;
