// The operations on pipelines, their stages and close reasons: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { flag } from "@/kernel/records";
import { AnalyticsQuery, getPipelineAnalytics, PipelineAnalytics } from "./analytics";
import { pipelineChanged } from "./events";
import { createCloseReason, deleteCloseReason, listCloseReasons, updateCloseReason } from "./reasons";
import {
  CloseReason,
  NewPipeline,
  NewStage,
  Pipeline,
  PipelineDetail,
  PipelineId,
  PipelinePatch,
  ReasonId,
  StagePatch,
  StageRef,
} from "./schema";
import {
  archivePipeline,
  createPipeline,
  getPipeline,
  listPipelines,
  unarchivePipeline,
  updatePipeline,
} from "./service";
import { createStage, deleteStage, mergeStage, reorderStages, updateStage } from "./stages";

const emits = [pipelineChanged];
// Their deals move along.
const emitsWithDeals = [pipelineChanged, { type: "deal.updated" }, { type: "deal.stage_changed" }];
const permission = "pipelines:manage";
const ById = z.strictObject({ pipelineId: PipelineId });
const ByStage = ById.extend({ stageId: StageRef });

export const pipelinesRouter = router({
  list: operation({ title: "List pipelines", permission: "pipelines:read", rest: "GET /pipelines" })
    .input(
      z
        .strictObject({
          includeArchived: flag
            .optional()
            .meta({ description: "Archived ones too, at the end", examples: [true] }),
        })
        .default({}),
    )
    .output(z.array(Pipeline))
    .query(read(listPipelines)),
  create: operation({
    title: "Create a pipeline",
    description:
      "A stage named as lost, or won, or with a probability of 100 ends deals unless `outcome` says otherwise. Closed Won and Closed Lost are added when there are none.",
    permission,
    rest: "POST /pipelines",
    status: 201,
    emits,
  })
    .input(NewPipeline)
    .output(Pipeline)
    .mutation(write(createPipeline)),
  get: operation({
    title: "Get a pipeline with its metrics",
    permission: "pipelines:read",
    rest: "GET /pipelines/{pipelineId}",
  })
    .input(ById)
    .output(PipelineDetail)
    .query(read(getPipeline)),
  analytics: operation({
    title: "Get the analytics of a pipeline",
    description: "Over the deals that you may see, by creation, by close, and by stage.",
    permission: "deals:read",
    rest: "GET /pipelines/{pipelineId}/analytics",
    cost: 20,
  })
    .input(AnalyticsQuery)
    .output(PipelineAnalytics)
    .query(read(getPipelineAnalytics)),
  update: operation({
    title: "Update a pipeline",
    permission,
    rest: "PUT /pipelines/{pipelineId}",
    emits,
  })
    .input(PipelinePatch.extend({ pipelineId: PipelineId }))
    .output(Pipeline)
    .mutation(write(updatePipeline)),
  archive: operation({
    title: "Archive a pipeline",
    description: "It keeps its deals and takes no new ones.",
    permission,
    rest: "POST /pipelines/{pipelineId}/archive",
    emits,
    errors: { LAST_PIPELINE: "It is the last one in use" },
  })
    .input(ById)
    .output(Pipeline)
    .mutation(write(archivePipeline)),
  unarchive: operation({
    title: "Take a pipeline back into use",
    permission,
    rest: "POST /pipelines/{pipelineId}/unarchive",
    emits,
  })
    .input(ById)
    .output(Pipeline)
    .mutation(write(unarchivePipeline)),
  createStage: operation({
    title: "Add a stage",
    permission,
    rest: "POST /pipelines/{pipelineId}/stages",
    status: 201,
    emits,
  })
    .input(NewStage.extend({ pipelineId: PipelineId }))
    .output(Pipeline)
    .mutation(write(createStage)),
  updateStage: operation({
    title: "Update a stage",
    permission,
    rest: "PUT /pipelines/{pipelineId}/stages/{stageId}",
    emits,
    errors: {
      STAGE_HAS_DEALS: "Its outcome cannot change while there are deals in it",
      LAST_STAGE_OF_OUTCOME: "It is the only stage of its outcome",
    },
  })
    .input(StagePatch.extend({ pipelineId: PipelineId, stageId: StageRef }))
    .output(Pipeline)
    .mutation(write(updateStage)),
  reorderStages: operation({
    title: "Reorder the stages",
    permission,
    rest: "POST /pipelines/{pipelineId}/stages/reorder",
    emits,
  })
    .input(
      ById.extend({
        stages: z
          .array(StageRef)
          .min(1)
          .max(50)
          .meta({
            description: "Every stage once, in the new order",
            examples: [["lead", "qualification", "proposal", "negotiation", "closed_won", "closed_lost"]],
          }),
      }),
    )
    .output(Pipeline)
    .mutation(write(reorderStages)),
  mergeStage: operation({
    title: "Merge a stage into another",
    description: "Its deals go into the other stage; then it is gone.",
    permission,
    rest: "POST /pipelines/{pipelineId}/stages/{stageId}/merge",
    emits: emitsWithDeals,
    errors: { STAGE_OUTCOME_DIFFERS: "One is open, won or lost and the other is not" },
  })
    .input(ByStage.extend({ into: StageRef }))
    .output(Pipeline)
    .mutation(write(mergeStage)),
  deleteStage: operation({
    title: "Delete a stage",
    permission,
    rest: "DELETE /pipelines/{pipelineId}/stages/{stageId}",
    emits: emitsWithDeals,
    errors: {
      STAGE_HAS_DEALS: "`moveTo` must say where its deals go",
      STAGE_OUTCOME_DIFFERS: "The stages are not both open, won or lost",
      LAST_STAGE_OF_OUTCOME: "It is the only stage of its outcome",
    },
  })
    .input(ByStage.extend({ moveTo: StageRef.optional() }))
    .output(Pipeline)
    .mutation(write(deleteStage)),
  listReasons: operation({
    title: "List the reasons for winning and losing",
    permission: "pipelines:read",
    rest: "GET /close-reasons",
  })
    .input(z.strictObject({ outcome: CloseReason.shape.outcome.optional() }).default({}))
    .output(z.array(CloseReason))
    .query(read(listCloseReasons)),
  createReason: operation({
    title: "Add a reason",
    permission,
    rest: "POST /close-reasons",
    status: 201,
  })
    .input(CloseReason.pick({ outcome: true, label: true }))
    .output(z.array(CloseReason))
    .mutation(write(createCloseReason)),
  updateReason: operation({
    title: "Rename or move a reason",
    permission,
    rest: "PUT /close-reasons/{reasonId}",
  })
    .input(
      z.strictObject({
        reasonId: ReasonId,
        label: CloseReason.shape.label.optional(),
        order: z
          .int()
          .min(1)
          .optional()
          .meta({ description: "New place in the list, from 1", examples: [1] }),
      }),
    )
    .output(z.array(CloseReason))
    .mutation(write(updateCloseReason)),
  deleteReason: operation({
    title: "Delete a reason",
    description: "Deals closed for it keep its words.",
    permission,
    rest: "DELETE /close-reasons/{reasonId}",
  })
    .input(z.strictObject({ reasonId: ReasonId }))
    .output(z.array(CloseReason))
    .mutation(write(deleteCloseReason)),
});
