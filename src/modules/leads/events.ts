// What happens to leads.
import { z } from "zod";
import { defineEvent } from "@/kernel/events/define";
import { defineRecordEvents } from "@/kernel/records";
import { leadRecord } from "./schema";

export { leadScored } from "./score-history";

export const leadEvents = defineRecordEvents(leadRecord);

const made = <S extends z.ZodRawShape>(noun: string, shape: S) =>
  z
    .strictObject({ id: z.string().meta({ description: `The ${noun}'s id` }), ...shape })
    .nullable()
    .meta({ description: `The ${noun}; null when none` });
const name = z.string().meta({ description: "Its name" });

/** The payload of contract 001, "Lead Converted Event", and what was linked rather than created. */
const conversion = z.strictObject({
  lead: z
    .strictObject({
      id: z.string().meta({ description: "The lead's id" }),
      name: z.string().meta({ description: "Its name" }),
      email: z.string().meta({ description: "Its e-mail address" }),
      company: z.string().nullable().meta({ description: "Its company" }),
      score: z.int().meta({ description: "Its score" }),
    })
    .meta({ description: "The lead" }),
  conversion_result: z
    .strictObject({
      contact_created: made("contact", { name }),
      deal_created: made("deal", {
        title: z.string().meta({ description: "Its title" }),
        value: z.number().meta({ description: "Its value" }),
      }),
      account_created: made("account", { name }),
      contact_linked: made("contact", { name }),
      account_linked: made("account", { name }),
    })
    .meta({ description: "What it became" }),
  conversion_info: z
    .strictObject({
      converted_by: z
        .strictObject({
          id: z.string().meta({ description: "Who" }),
          name: z.string().meta({ description: "Their name" }),
        })
        .meta({ description: "Who converted it" }),
      qualification_notes: z.string().nullable().meta({ description: "What spoke for the lead" }),
    })
    .meta({ description: "How it came about" }),
});
export type LeadConverted = z.output<typeof conversion>;

export const leadConverted = defineEvent(
  "lead.converted",
  "A lead became a contact, an account, a deal",
  conversion,
);
export const leadUnconverted = defineEvent(
  "lead.unconverted",
  "A conversion was taken back",
  z.strictObject({
    lead: z.record(z.string(), z.unknown()).meta({ description: "The lead" }),
    kept: z.array(z.string()).meta({ description: "Records that were edited since and stayed" }),
  }),
);
export const leadQualified = defineEvent(
  "lead.qualified",
  "A lead was qualified",
  z.strictObject({ lead: z.record(z.string(), z.unknown()).meta({ description: "The lead" }) }),
);
