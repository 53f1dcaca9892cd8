// What pipelines, stages and close reasons are.
import { z } from "zod";
import { textSchema } from "@/kernel/fields";
import { MoneySum } from "@/modules/currencies";

export const stageOutcomes = ["open", "won", "lost"] as const;
export type StageOutcome = (typeof stageOutcomes)[number];
export const gateActivities = ["task", "event", "meeting", "call", "email", "sms", "note"] as const;

export const PipelineId = z
  .string()
  .meta({ description: "The pipeline's id", examples: ["pipe_018f6f0e7c1b7d3a9b0c1d2e3f405162"] });
export const StageRef = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .meta({ description: "The stage's id, key or name", examples: ["qualification"] });
export const ReasonId = z
  .string()
  .meta({ description: "The reason's id", examples: ["reason_018f6f0e7c1b7d3a9b0c1d2e3f405162"] });

const name = textSchema(100).meta({ description: "Name, as people see it", examples: ["Sales Pipeline"] });
const stageName = textSchema(100).meta({ description: "Name of the stage", examples: ["Qualification"] });
const description = textSchema(2000)
  .nullable()
  .meta({ description: "What the pipeline is for", examples: ["Standard sales process"] });
const order = z
  .int()
  .min(1)
  .max(1000)
  .meta({ description: "Place from the left, from 1", examples: [2] });
const probability = z
  .int("must be a whole number")
  .min(0, "must be between 0 and 100")
  .max(100, "must be between 0 and 100")
  .meta({ description: "Chance in percent that a deal here is won", examples: [25] });
const outcome = z
  .enum(stageOutcomes)
  .meta({ description: "Whether deals here are still open, won or lost", examples: ["open"] });
const rottingDays = z
  .int()
  .min(1)
  .max(3650)
  .nullable()
  .meta({ description: "After how many days here a deal counts as rotting", examples: [14] });
const requiredFields = z
  .array(textSchema(100))
  .max(30)
  .meta({
    description: "Fields of a deal that must be filled in before it may enter",
    examples: [["expectedCloseDate", "customFields.competitorInfo"]],
  });
const requiredActivity = z
  .enum(gateActivities)
  .nullable()
  .meta({
    description: "Kind of activity that a deal must have on record before it may enter",
    examples: ["call"],
  });
const requiredRole = textSchema(60)
  .nullable()
  .meta({ description: "Key of the role that may move a deal here", examples: ["sales_manager"] });
const requiresReason = (word: string) =>
  z.boolean().meta({
    description: `Whether a deal can only be ${word} with a reason from the list`,
    examples: [true],
  });

export const Stage = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The stage's id", examples: ["stage_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
    key: z
      .string()
      .meta({ description: "Stays when the stage is renamed: name it in code", examples: ["qualification"] }),
    name: stageName,
    order,
    probability,
    outcome,
    rottingDays,
    requiredFields,
    requiredActivity,
    requiredRole,
  })
  .meta({ title: "Stage" });
export type Stage = z.output<typeof Stage>;

const when = (what: string) =>
  z.iso.datetime().meta({ description: what, examples: ["2025-01-24T10:30:00.000Z"] });

export const Pipeline = z
  .strictObject({
    id: PipelineId,
    name,
    description,
    order,
    isDefault: z
      .boolean()
      .meta({ description: "Whether deals go here that name no pipeline: the first one", examples: [true] }),
    requiresWonReason: requiresReason("won"),
    requiresLostReason: requiresReason("lost"),
    stages: z.array(Stage).meta({ description: "The stages, from left to right" }),
    createdAt: when("When the pipeline was created"),
    updatedAt: when("When the pipeline or one of its stages was last changed"),
    archivedAt: z.iso
      .datetime()
      .nullable()
      .meta({
        description: "Since when it takes no new deals; null while in use",
        examples: ["2025-01-24T10:30:00.000Z"],
      }),
  })
  .meta({ title: "Pipeline" });
export type Pipeline = z.output<typeof Pipeline>;

const days = (what: string) => z.int().meta({ description: `${what}, in days`, examples: [12] });

export const PipelineMetrics = z
  .strictObject({
    totalValue: MoneySum.meta({ description: "The open deals" }),
    averageDealSize: z
      .number()
      .nullable()
      .meta({
        description: "Mean value of open and won deals in the base currency; null when a rate is missing",
        examples: [18500],
      }),
    conversionRate: z
      .number()
      .meta({ description: "Won deals in percent of all closed ones", examples: [32.5] }),
    averageSalesCycle: days("Mean time from creation to winning"),
    stages: z
      .array(
        z.strictObject({
          id: z
            .string()
            .meta({ description: "The stage's id", examples: ["stage_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
          dealCount: z.int().meta({ description: "Deals in it now", examples: [7] }),
          stageValue: MoneySum.meta({ description: "What they are worth" }),
          averageTimeInStage: days("Mean stay, the present ones included"),
        }),
      )
      .meta({ description: "Stage by stage, from left to right" }),
  })
  .meta({
    title: "Pipeline metrics",
    description: "Over the deals that you may see; null without deals:read",
  });
export type PipelineMetrics = z.output<typeof PipelineMetrics>;

export const PipelineDetail = Pipeline.extend({
  metrics: PipelineMetrics.nullable().meta({
    description: "How it is doing, over the deals that you may see; null without deals:read",
  }),
}).meta({
  title: "Pipeline with metrics",
});
export type PipelineDetail = z.output<typeof PipelineDetail>;

const gate = {
  rottingDays: rottingDays.optional(),
  requiredFields: requiredFields.optional(),
  requiredActivity: requiredActivity.optional(),
  requiredRole: requiredRole.optional(),
};

export const NewStage = z
  .strictObject({
    name: stageName,
    order: order.optional(),
    probability: probability.optional(),
    outcome: outcome.optional(),
    ...gate,
  })
  .meta({ title: "New stage" });
export type NewStage = z.output<typeof NewStage>;

export const StagePatch = z
  .strictObject({
    name: stageName.optional(),
    order: order.optional(),
    probability: probability.optional(),
    outcome: outcome.optional(),
    ...gate,
  })
  .meta({ title: "Stage changes" });
export type StagePatch = z.output<typeof StagePatch>;

export const NewPipeline = z
  .strictObject({
    name,
    description: description.optional(),
    requiresWonReason: requiresReason("won").optional(),
    requiresLostReason: requiresReason("lost").optional(),
    stages: z
      .array(NewStage)
      .min(1, "must name at least one stage")
      .max(50)
      .meta({
        description: "The stages; Closed Won and Closed Lost are added when there are none",
        examples: [[{ name: "Lead", order: 1, probability: 10 }]],
      }),
  })
  .meta({ title: "New pipeline" });
export type NewPipeline = z.output<typeof NewPipeline>;

export const PipelinePatch = z
  .strictObject({
    name: name.optional(),
    description: description.optional(),
    order: order.optional(),
    requiresWonReason: requiresReason("won").optional(),
    requiresLostReason: requiresReason("lost").optional(),
  })
  .meta({ title: "Pipeline changes" });
export type PipelinePatch = z.output<typeof PipelinePatch>;

export const CloseReason = z
  .strictObject({
    id: ReasonId,
    outcome: z
      .enum(["won", "lost"])
      .meta({ description: "For which end of a deal it is", examples: ["lost"] }),
    label: textSchema(100).meta({ description: "The reason in words", examples: ["Price"] }),
    order: z.int().meta({ description: "Place in the list, from 1", examples: [1] }),
  })
  .meta({ title: "Close reason" });
export type CloseReason = z.output<typeof CloseReason>;
