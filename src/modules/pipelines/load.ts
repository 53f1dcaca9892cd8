// Reading pipelines with their stages, and finding one by whatever it is called.
import { invalidField, notFound } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { Pipeline, Stage, StageOutcome } from "./schema";

type PipelineRow = {
  id: string;
  name: string;
  description: string | null;
  place: number;
  is_default: boolean;
  requires_won_reason: boolean;
  requires_lost_reason: boolean;
  created_at: string;
  updated_at: string;
  archived_at: string | null;
};

type StageRow = {
  id: string;
  pipeline_id: string;
  key: string;
  name: string;
  probability: number;
  outcome: StageOutcome;
  rotting_days: number | null;
  required_fields: string[];
  required_activity: string | null;
  required_role: string | null;
};

const loaded = new WeakMap<Ctx, Promise<Pipeline[]>>();

/** To be called by whatever changes a pipeline, so that what follows in the same write sees it. */
export const forgetPipelines = (ctx: Ctx): void => {
  loaded.delete(ctx);
};

/**
 * All pipelines, the archived ones last. Few and small: one is never read alone. Read once for each read or write: an
 * import of thousands of deals asks for every one of them.
 */
export function loadPipelines(ctx: Ctx): Promise<Pipeline[]> {
  const found = loaded.get(ctx) ?? readPipelines(ctx);
  loaded.set(ctx, found);
  return found;
}

async function readPipelines(ctx: Ctx): Promise<Pipeline[]> {
  const tenant = uuidOf("tenant", ctx.tenant.id);
  const [rows, stages] = await Promise.all([
    ctx.tx.query<PipelineRow>(
      `select id, name, description, requires_won_reason, requires_lost_reason, created_at, updated_at, archived_at,
         row_number() over w::int as place, archived_at is null and row_number() over w = 1 as is_default
       from pipelines where tenant_id = $1
       window w as (order by archived_at is not null, position, id) order by place`,
      [tenant],
      "pipelines",
    ),
    ctx.tx.query<StageRow>(
      `select id, pipeline_id, key, name, probability, outcome, rotting_days, required_fields, required_activity, required_role
       from pipeline_stages where tenant_id = $1 order by pipeline_id, position, id`,
      [tenant],
      "pipeline_stages",
    ),
  ]);
  return rows.map((row) => ({
    id: toPublicId("pipe", row.id),
    name: row.name,
    description: row.description,
    order: row.place,
    isDefault: row.is_default,
    requiresWonReason: row.requires_won_reason,
    requiresLostReason: row.requires_lost_reason,
    stages: stages.filter((stage) => stage.pipeline_id === row.id).map(toStage),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
  }));
}

const toStage = (row: StageRow, index: number): Stage => ({
  id: toPublicId("stage", row.id),
  key: row.key,
  name: row.name,
  order: index + 1,
  probability: row.probability,
  outcome: row.outcome,
  rottingDays: row.rotting_days,
  requiredFields: row.required_fields,
  requiredActivity: row.required_activity as Stage["requiredActivity"],
  requiredRole: row.required_role,
});

/** The pipeline a path names: 404 when there is none. */
export async function pipelineOf(ctx: Ctx, pipelineId: string): Promise<Pipeline> {
  const found = parseId("pipe", pipelineId)
    ? (await loadPipelines(ctx)).find((pipeline) => pipeline.id === pipelineId)
    : undefined;
  if (!found) throw notFound("pipeline");
  return found;
}

/** The pipeline a field names, or the default one. */
export async function choosePipeline(ctx: Ctx, pipelineId: string | null | undefined): Promise<Pipeline> {
  const all = await loadPipelines(ctx);
  const found = pipelineId ? all.find((one) => one.id === pipelineId) : all.find((one) => one.isDefault);
  if (!found) throw invalidField("pipelineId", "pipelineId: there is no such pipeline", "NOT_FOUND");
  return found;
}

const fold = (text: string): string => text.trim().toLowerCase();

/** A stage of the pipeline by id, key or name. */
export const findStage = (pipeline: Pick<Pipeline, "stages">, ref: string): Stage | undefined =>
  pipeline.stages.find((stage) => stage.id === ref) ??
  pipeline.stages.find((stage) => stage.key === fold(ref)) ??
  pipeline.stages.find((stage) => fold(stage.name) === fold(ref));

/** The same; a wrong one is a fault of `field` that names those there are. */
export function chooseStage(pipeline: Pipeline, ref: string, field: string): Stage {
  const found = findStage(pipeline, ref);
  if (found) return found;
  const known = pipeline.stages.map((stage) => stage.key).join(", ");
  throw invalidField(
    field,
    `${field}: "${ref}" is not a stage of the pipeline "${pipeline.name}"; it has ${known}`,
    "UNKNOWN_STAGE",
  );
}

/** The stage a path names: 404 when there is none. */
export function stageOf(pipeline: Pipeline, ref: string): Stage {
  const found = findStage(pipeline, ref);
  if (!found) throw notFound("stage");
  return found;
}
