// What can be done with pipelines, and nothing about how it is asked for.
import { newId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { Transaction } from "@/kernel/tenancy";
import { pipelineError } from "./errors";
import { pipelineChanged } from "./events";
import { forgetPipelines, loadPipelines, pipelineOf } from "./load";
import { metricsOf } from "./metrics";
import type { NewPipeline, Pipeline, PipelineDetail, PipelinePatch } from "./schema";
import { checkGates, insertStages, planStages, type StagePlan } from "./stage-plan";

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

export async function listPipelines(
  ctx: Ctx,
  { includeArchived }: { includeArchived?: boolean },
): Promise<Pipeline[]> {
  const all = await loadPipelines(ctx);
  return includeArchived ? all : all.filter((pipeline) => !pipeline.archivedAt);
}

export async function getPipeline(ctx: Ctx, { pipelineId }: { pipelineId: string }): Promise<PipelineDetail> {
  const pipeline = await pipelineOf(ctx, pipelineId);
  return { ...pipeline, metrics: await metricsOf(ctx, pipeline) };
}

/** Notes what was changed, and answers and tells the pipeline as it is now. */
export async function pipelineDone(
  ctx: Ctx,
  pipelineId: string,
  change: {
    action?: "created" | "updated";
    before: Record<string, unknown> | null;
    after: Record<string, unknown>;
  },
): Promise<Pipeline> {
  ctx.record({ recordType: "pipeline", recordId: pipelineId, action: "updated", ...change });
  ctx.tx.send("update pipelines set updated_at = $3 where tenant_id = $1 and id = $2", [
    tenantOf(ctx),
    uuidOf("pipe", pipelineId),
    ctx.now,
  ]);
  forgetPipelines(ctx);
  const pipeline = await pipelineOf(ctx, pipelineId);
  ctx.emit(pipelineChanged, { recordType: "pipeline", recordId: pipelineId }, { pipeline });
  return pipeline;
}

export async function createPipeline(ctx: Ctx, input: NewPipeline): Promise<Pipeline> {
  await checkGates(ctx, input.stages);
  const id = newId("pipe");
  await ctx.tx.query(
    `insert into pipelines (tenant_id, id, name, description, position, requires_won_reason, requires_lost_reason, created_at, updated_at)
     select $1, $2, $3, $4, coalesce(max(position), 0) + 1, $5, $6, $7, $7 from pipelines where tenant_id = $1`,
    [
      tenantOf(ctx),
      uuidOf("pipe", id),
      input.name,
      input.description ?? null,
      input.requiresWonReason ?? false,
      input.requiresLostReason ?? false,
      ctx.now,
    ],
  );
  insertStages(ctx.tx, tenantOf(ctx), uuidOf("pipe", id), planStages(input.stages), ctx.now);
  return pipelineDone(ctx, id, {
    action: "created",
    before: null,
    after: { name: input.name, stages: input.stages.map((stage) => stage.name) },
  });
}

export async function updatePipeline(
  ctx: Ctx,
  { pipelineId, order, ...patch }: PipelinePatch & { pipelineId: string },
): Promise<Pipeline> {
  const current = await pipelineOf(ctx, pipelineId);
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(patch)) {
    const former = current[key as keyof typeof patch];
    if (value === undefined || value === former) continue;
    before[key] = former;
    after[key] = value;
  }
  const next = { ...current, ...patch };
  await ctx.tx.query(
    `update pipelines set name = $3, description = $4, requires_won_reason = $5, requires_lost_reason = $6
     where tenant_id = $1 and id = $2`,
    [
      tenantOf(ctx),
      uuidOf("pipe", pipelineId),
      next.name ?? current.name,
      next.description === undefined ? current.description : next.description,
      next.requiresWonReason ?? current.requiresWonReason,
      next.requiresLostReason ?? current.requiresLostReason,
    ],
  );
  if (order !== undefined && order !== current.order) {
    before.order = current.order;
    after.order = order;
    const others = (await loadPipelines(ctx)).filter((one) => one.id !== pipelineId).map((one) => one.id);
    others.splice(Math.min(order, others.length + 1) - 1, 0, pipelineId);
    await ctx.tx.query(
      `update pipelines p set position = n.position from unnest($2::uuid[]) with ordinality as n(id, position)
       where p.tenant_id = $1 and p.id = n.id`,
      [tenantOf(ctx), others.map((id) => uuidOf("pipe", id))],
    );
  }
  return Object.keys(after).length === 0 ? current : pipelineDone(ctx, pipelineId, { before, after });
}

/** An archived pipeline keeps its deals and takes no new ones. */
export async function archivePipeline(ctx: Ctx, { pipelineId }: { pipelineId: string }): Promise<Pipeline> {
  const current = await pipelineOf(ctx, pipelineId);
  if (current.archivedAt) return current;
  const others = (await loadPipelines(ctx)).filter((one) => !one.archivedAt && one.id !== pipelineId);
  if (others.length === 0) throw pipelineError("LAST_PIPELINE");
  return setArchived(ctx, current, ctx.now);
}

export async function unarchivePipeline(ctx: Ctx, { pipelineId }: { pipelineId: string }): Promise<Pipeline> {
  const current = await pipelineOf(ctx, pipelineId);
  return current.archivedAt ? setArchived(ctx, current, null) : current;
}

async function setArchived(ctx: Ctx, current: Pipeline, archivedAt: string | null): Promise<Pipeline> {
  await ctx.tx.query("update pipelines set archived_at = $3 where tenant_id = $1 and id = $2", [
    tenantOf(ctx),
    uuidOf("pipe", current.id),
    archivedAt,
  ]);
  return pipelineDone(ctx, current.id, { before: { archivedAt: current.archivedAt }, after: { archivedAt } });
}

const firstStages: (Omit<StagePlan, "requiredFields" | "requiredActivity" | "requiredRole"> & {
  requiredFields?: string[];
})[] = [
  { key: "lead", name: "Lead", probability: 10, outcome: "open", rottingDays: 14 },
  { key: "qualification", name: "Qualification", probability: 25, outcome: "open", rottingDays: 14 },
  { key: "proposal", name: "Proposal", probability: 50, outcome: "open", rottingDays: 14 },
  { key: "negotiation", name: "Negotiation", probability: 75, outcome: "open", rottingDays: 14 },
  { key: "closed_won", name: "Closed Won", probability: 100, outcome: "won", rottingDays: null },
  { key: "closed_lost", name: "Closed Lost", probability: 0, outcome: "lost", rottingDays: null },
];

const firstReasons = {
  won: ["Best fit", "Price", "Relationship", "Other"],
  lost: ["Price", "Competitor", "No budget", "No decision", "Bad timing", "Other"],
} as const;

/** What a new tenant starts with: one pipeline, so that the contract's examples work at once, and reasons to edit. */
export function firstPipeline(tx: Transaction, tenantId: string, now: string): void {
  const tenant = uuidOf("tenant", tenantId);
  const pipeline = uuidOf("pipe", newId("pipe"));
  tx.send(
    `insert into pipelines (tenant_id, id, name, description, position, created_at, updated_at)
     values ($1, $2, 'Sales Pipeline', 'Standard sales process', 1, $3, $3)`,
    [tenant, pipeline, now],
  );
  const gates = { requiredFields: [], requiredActivity: null, requiredRole: null };
  insertStages(
    tx,
    tenant,
    pipeline,
    firstStages.map((stage) => ({ ...gates, ...stage })),
    now,
  );
  for (const [outcome, labels] of Object.entries(firstReasons)) {
    for (const [index, label] of labels.entries()) {
      tx.send(
        `insert into close_reasons (tenant_id, id, outcome, label, position, created_at) values ($1, $2, $3, $4, $5, $6)`,
        [tenant, uuidOf("reason", newId("reason")), outcome, label, index + 1, now],
      );
    }
  }
}
