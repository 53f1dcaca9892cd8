// Changing the stages of a pipeline. Deals are never left behind: a stage with deals goes only with a named successor.
import { invalidField } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { pipelineError } from "./errors";
import { chooseStage, forgetPipelines, pipelineOf, stageOf } from "./load";
import type { NewStage, Pipeline, Stage, StagePatch } from "./schema";
import { pipelineDone } from "./service";
import { checkGates, insertStages, planStage } from "./stage-plan";

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

/** Moves every deal of a stage to another, deleted ones too; registered by whoever keeps the deals. */
export type DealMover = (ctx: Ctx, pipeline: Pipeline, from: Stage, to: Stage) => Promise<number>;
let moveDeals: DealMover | undefined;
export const registerDealMover = (mover: DealMover): void => {
  moveDeals = mover;
};

/** Changes to one pipeline's stages wait for each other. */
async function lockPipeline(ctx: Ctx, pipelineId: string): Promise<Pipeline> {
  await pipelineOf(ctx, pipelineId);
  await ctx.tx.query("select 1 from pipelines where tenant_id = $1 and id = $2 for update", [
    tenantOf(ctx),
    uuidOf("pipe", pipelineId),
  ]);
  forgetPipelines(ctx);
  return pipelineOf(ctx, pipelineId);
}

async function placeStages(ctx: Ctx, stages: Stage[]): Promise<void> {
  await ctx.tx.query(
    `update pipeline_stages s set position = n.position from unnest($2::uuid[]) with ordinality as n(id, position)
     where s.tenant_id = $1 and s.id = n.id`,
    [tenantOf(ctx), stages.map((stage) => uuidOf("stage", stage.id))],
  );
}

function movedTo(stages: Stage[], stage: Stage, order: number): Stage[] {
  const rest = stages.filter((one) => one.id !== stage.id);
  rest.splice(Math.min(order, rest.length + 1) - 1, 0, stage);
  return rest;
}

export async function createStage(
  ctx: Ctx,
  { pipelineId, ...input }: NewStage & { pipelineId: string },
): Promise<Pipeline> {
  const pipeline = await lockPipeline(ctx, pipelineId);
  await checkGates(ctx, [input]);
  refuseSameName(pipeline, input.name);
  const plan = planStage(
    input,
    pipeline.stages.map((stage) => stage.key),
  );
  const position = pipeline.stages.length + 1;
  insertStages(ctx.tx, tenantOf(ctx), uuidOf("pipe", pipelineId), [plan], ctx.now, position);
  forgetPipelines(ctx);
  const fresh = stageOf(await pipelineOf(ctx, pipelineId), plan.key);
  // Without a place it goes before the first stage that ends a deal.
  const end = pipeline.stages.findIndex((stage) => stage.outcome !== "open");
  const order = input.order ?? (plan.outcome === "open" && end >= 0 ? end + 1 : position);
  await placeStages(ctx, movedTo([...pipeline.stages, fresh], fresh, order));
  return pipelineDone(ctx, pipelineId, { before: { stage: null }, after: { stage: plan.name } });
}

function refuseSameName(pipeline: Pipeline, name: string, except?: Stage): void {
  const same = pipeline.stages.find(
    (stage) => stage.id !== except?.id && stage.name.toLowerCase() === name.toLowerCase(),
  );
  if (same) throw invalidField("name", `name: "${pipeline.name}" has a stage "${same.name}" already`);
}

export async function updateStage(
  ctx: Ctx,
  { pipelineId, stageId, order, ...patch }: StagePatch & { pipelineId: string; stageId: string },
): Promise<Pipeline> {
  const pipeline = await lockPipeline(ctx, pipelineId);
  const stage = stageOf(pipeline, stageId);
  await checkGates(ctx, [patch]);
  if (patch.name !== undefined) refuseSameName(pipeline, patch.name, stage);
  const next: Stage = {
    ...stage,
    ...Object.fromEntries(Object.entries(patch).filter(([, v]) => v !== undefined)),
  };
  if (next.outcome !== stage.outcome) {
    refuseLastOfOutcome(pipeline, stage);
    if (await hasDeals(ctx, stage)) throw pipelineError("STAGE_HAS_DEALS");
  }
  if (next.outcome !== "open") next.probability = next.outcome === "won" ? 100 : 0;
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const key of Object.keys(stage) as (keyof Stage)[]) {
    if (JSON.stringify(stage[key]) === JSON.stringify(next[key])) continue;
    before[`${stage.key}.${key}`] = stage[key];
    after[`${stage.key}.${key}`] = next[key];
  }
  if (order !== undefined && order !== stage.order) {
    before[`${stage.key}.order`] = stage.order;
    after[`${stage.key}.order`] = order;
    await placeStages(ctx, movedTo(pipeline.stages, stage, order));
  }
  if (Object.keys(after).length === 0) return pipeline;
  await ctx.tx.query(
    `update pipeline_stages set name = $3, probability = $4, outcome = $5, rotting_days = $6, required_fields = $7,
       required_activity = $8, required_role = $9, updated_at = $10 where tenant_id = $1 and id = $2`,
    [
      tenantOf(ctx),
      uuidOf("stage", stage.id),
      next.name,
      next.probability,
      next.outcome,
      next.rottingDays,
      next.requiredFields,
      next.requiredActivity,
      next.requiredRole,
      ctx.now,
    ],
  );
  return pipelineDone(ctx, pipelineId, { before, after });
}

export async function reorderStages(
  ctx: Ctx,
  { pipelineId, stages: refs }: { pipelineId: string; stages: string[] },
): Promise<Pipeline> {
  const pipeline = await lockPipeline(ctx, pipelineId);
  const wanted = refs.map((ref) => chooseStage(pipeline, ref, "stages"));
  if (new Set(wanted).size !== pipeline.stages.length || wanted.length !== pipeline.stages.length)
    throw invalidField("stages", "stages must name each stage of the pipeline once");
  await placeStages(ctx, wanted);
  return pipelineDone(ctx, pipelineId, {
    before: { stages: pipeline.stages.map((stage) => stage.key) },
    after: { stages: wanted.map((stage) => stage.key) },
  });
}

async function hasDeals(ctx: Ctx, stage: Stage): Promise<boolean> {
  const rows = await ctx.tx.query("select 1 from deals where tenant_id = $1 and stage_id = $2 limit 1", [
    tenantOf(ctx),
    uuidOf("stage", stage.id),
  ]);
  return rows.length > 0;
}

function refuseLastOfOutcome(pipeline: Pipeline, stage: Stage): void {
  if (!pipeline.stages.some((one) => one.id !== stage.id && one.outcome === stage.outcome))
    throw pipelineError("LAST_STAGE_OF_OUTCOME");
}

/** Deletes a stage; its deals, if any, go to `moveTo`. */
export async function deleteStage(
  ctx: Ctx,
  { pipelineId, stageId, moveTo }: { pipelineId: string; stageId: string; moveTo?: string },
): Promise<Pipeline> {
  const pipeline = await lockPipeline(ctx, pipelineId);
  const stage = stageOf(pipeline, stageId);
  const target = moveTo === undefined ? undefined : chooseStage(pipeline, moveTo, "moveTo");
  if (target?.id === stage.id) throw invalidField("moveTo", "moveTo must be another stage");
  refuseLastOfOutcome(pipeline, stage);
  if (target && target.outcome !== stage.outcome) throw pipelineError("STAGE_OUTCOME_DIFFERS");
  if (target) await moveDeals?.(ctx, pipeline, stage, target);
  else if (await hasDeals(ctx, stage)) throw pipelineError("STAGE_HAS_DEALS");
  await ctx.tx.query("delete from pipeline_stages where tenant_id = $1 and id = $2", [
    tenantOf(ctx),
    uuidOf("stage", stage.id),
  ]);
  await placeStages(
    ctx,
    pipeline.stages.filter((one) => one.id !== stage.id),
  );
  return pipelineDone(ctx, pipelineId, {
    before: { stage: stage.name },
    after: { stage: null, ...(target ? { dealsMovedTo: target.name } : {}) },
  });
}

/** Merging is deleting with the deals going into the other stage. */
export const mergeStage = (
  ctx: Ctx,
  { pipelineId, stageId, into }: { pipelineId: string; stageId: string; into: string },
): Promise<Pipeline> => deleteStage(ctx, { pipelineId, stageId, moveTo: into });
