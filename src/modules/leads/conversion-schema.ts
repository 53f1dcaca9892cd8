// What converting a lead takes and answers.
import { z } from "zod";
import { instantSchema, textSchema } from "@/kernel/fields";
import { Account } from "@/modules/accounts";
import { Contact } from "@/modules/contacts";
import { Deal } from "@/modules/deals";
import { Lead } from "./schema";

/** The body of contract 001, and what it leaves out. */
export const Conversion = z.strictObject({
  createContact: z
    .boolean()
    .optional()
    .meta({ description: "Make a contact of the lead; true unless `contactId` is given", examples: [true] }),
  contactId: z
    .string()
    .optional()
    .meta({
      description: "The contact that the lead is already",
      examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
    }),
  createAccount: z
    .boolean()
    .optional()
    .meta({
      description:
        "Make an account of the lead's company. When absent, the account of that name is linked, or made when there is none",
      examples: [true],
    }),
  accountId: z
    .string()
    .optional()
    .meta({
      description: "The account that the lead belongs to",
      examples: ["account_018f6f0e7c1b7d3a9b0c1d2e3f405164"],
    }),
  createDeal: z
    .boolean()
    .optional()
    .meta({
      description: "Open a deal; true when its title, value, pipeline or stage is given",
      examples: [true],
    }),
  dealTitle: textSchema(200)
    .optional()
    .meta({
      description: "The deal's title; the company's or lead's name when absent",
      examples: ["New Business Opportunity"],
    }),
  dealValue: z
    .number()
    .min(0)
    .max(9e13)
    .optional()
    .meta({ description: "The deal's value", examples: [75000] }),
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .length(3)
    .optional()
    .meta({ description: "Currency of the deal; the workspace's own when absent", examples: ["USD"] }),
  pipelineId: z
    .string()
    .optional()
    .meta({
      description: "The deal's pipeline; the first when absent",
      examples: ["pipe_018f6f0e7c1b7d3a9b0c1d2e3f405177"],
    }),
  dealStage: z
    .string()
    .max(200)
    .optional()
    .meta({
      description: "The deal's stage by id, key or name; the first when absent",
      examples: ["qualification"],
    }),
  expectedCloseDate: instantSchema
    .optional()
    .meta({ description: "When the deal is expected to close", examples: ["2025-03-31T00:00:00.000Z"] }),
  force: z
    .boolean()
    .optional()
    .meta({ description: "Go on although contacts or accounts like these were found", examples: [true] }),
});
export type Conversion = z.output<typeof Conversion>;

export const Converted = z
  .strictObject({
    lead: Lead.meta({ description: "The lead, now converted" }),
    contact: Contact.nullable().meta({ description: "The contact made or linked" }),
    account: Account.nullable().meta({ description: "The account made or linked" }),
    deal: Deal.nullable().meta({ description: "The deal made" }),
    created: z.array(z.string()).meta({
      description: "Ids of what was made rather than linked",
      examples: [["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"]],
    }),
  })
  .meta({ title: "Conversion of a lead" });
export type Converted = z.output<typeof Converted>;

const part = (noun: string) =>
  z
    .strictObject({
      action: z
        .enum(["create", "link", "none"])
        .meta({ description: `Whether the ${noun} is made, linked or left out`, examples: ["create"] }),
      id: z
        .string()
        .nullable()
        .meta({ description: "What is linked", examples: ["account_018f6f0e7c1b7d3a9b0c1d2e3f405164"] }),
      name: z
        .string()
        .nullable()
        .meta({ description: "Its name", examples: ["Prospect Inc"] }),
      values: z.record(z.string(), z.unknown()).meta({ description: "The fields of what is made" }),
      candidates: z
        .array(
          z.strictObject({
            id: z
              .string()
              .meta({ description: "Its id", examples: ["account_018f6f0e7c1b7d3a9b0c1d2e3f405164"] }),
            name: z.string().meta({ description: "Its name", examples: ["Prospect Inc"] }),
            reasons: z
              .array(z.string())
              .meta({ description: "Why it may be the same", examples: [["same name"]] }),
          }),
        )
        .meta({ description: "Records like it that are there already: made all the same only with `force`" }),
    })
    .meta({ description: `The ${noun}` });

export const ConversionPreview = z
  .strictObject({ contact: part("contact"), account: part("account"), deal: part("deal") })
  .meta({ title: "Preview of a conversion" });
export type ConversionPreview = z.output<typeof ConversionPreview>;

const touched = z.strictObject({
  recordType: z.string().meta({ description: "What it is", examples: ["contact"] }),
  id: z.string().meta({ description: "Its id", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
  name: z.string().meta({ description: "Its name", examples: ["Jane Smith"] }),
});
export const Unconverted = z
  .strictObject({
    lead: Lead.meta({ description: "The lead as it was before" }),
    removed: z.array(touched).meta({ description: "What the conversion had made and is deleted again" }),
    kept: z
      .array(
        touched.extend({
          reason: z.string().meta({ description: "Why it stays", examples: ["edited since"] }),
        }),
      )
      .meta({ description: "What the conversion had made and stays" }),
  })
  .meta({ title: "Conversion taken back" });
export type Unconverted = z.output<typeof Unconverted>;
