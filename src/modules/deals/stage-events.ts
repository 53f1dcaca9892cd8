// What happens to a deal on its way through the stages, told as the contract's webhooks tell it.
import { z } from "zod";
import { defineEvent } from "@/kernel/events/define";

const id = (prefix: string) =>
  z.string().meta({ description: "Its id", examples: [`${prefix}_018f6f0e7c1b7d3a9b0c1d2e3f405162`] });
const name = (example: string) => z.string().meta({ description: "Its name", examples: [example] });
const email = z
  .string()
  .nullable()
  .meta({ description: "E-mail address", examples: ["john.doe@example.com"] });
const stage = (what: string, example: string) => z.string().meta({ description: what, examples: [example] });

const StageChange = z.strictObject({
  deal: z
    .strictObject({
      id: id("deal"),
      title: name("Enterprise Software License"),
      value: z.number().meta({ description: "What it is worth", examples: [75000] }),
      currency: z.string().meta({ description: "ISO 4217 code", examples: ["USD"] }),
      previous_stage: stage("Key of the stage it left; null for a new deal", "proposal").nullable(),
      current_stage: stage("Key of the stage it is in", "closed_won"),
      pipeline_id: id("pipe"),
      contact: z
        .strictObject({ id: id("contact"), name: name("John Doe"), email })
        .nullable()
        .meta({ description: "The deal's contact" }),
      account: z
        .strictObject({ id: id("account"), name: name("Enterprise Corp") })
        .nullable()
        .meta({ description: "The deal's account" }),
    })
    .meta({ description: "The deal" }),
  change_info: z
    .strictObject({
      changed_by: z
        .strictObject({
          id: z.string().meta({
            description: "`user_…`, `key_…` or `system`",
            examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"],
          }),
          name: name("Sales Rep"),
          email,
        })
        .meta({ description: "Who did it" }),
      reason: z
        .string()
        .nullable()
        .meta({ description: "Why, as given", examples: ["Customer signed contract"] }),
      stage_duration_days: z.int().meta({ description: "Whole days in the stage it left", examples: [14] }),
    })
    .meta({ description: "How it came about" }),
});
export type StageChange = z.output<typeof StageChange>;

export const dealStageChanged = defineEvent(
  "deal.stage_changed",
  "A deal moved to another stage",
  StageChange,
);
export const dealWon = defineEvent("deal.won", "A deal was won", StageChange);
export const dealLost = defineEvent("deal.lost", "A deal was lost", StageChange);
