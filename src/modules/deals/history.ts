// Where a deal has been, and moving all deals of a stage when the stage goes.
import { z } from "zod";
import { newUuid, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { fromRow, getRecord } from "@/kernel/records";
import type { DealMover } from "@/modules/pipelines";
import { dealEvents } from "./events";
import { type Deal, dealRecord } from "./schema";
import { stageChanges } from "./stage-change";
import { dealStageChanged } from "./stage-events";

export const StageStay = z
  .strictObject({
    stageId: z.string().meta({
      description: "The stage's id; it may be gone since",
      examples: ["stage_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
    }),
    stage: z.string().meta({ description: "The stage's key", examples: ["proposal"] }),
    stageName: z.string().meta({ description: "The stage's name at the time", examples: ["Proposal"] }),
    pipelineId: z.string().meta({
      description: "The pipeline it was in",
      examples: ["pipe_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
    }),
    outcome: z
      .enum(["open", "won", "lost"])
      .meta({ description: "Whether the deal was open, won or lost there", examples: ["open"] }),
    enteredAt: z.iso
      .datetime()
      .meta({ description: "When it came in", examples: ["2025-01-10T09:00:00.000Z"] }),
    leftAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: "When it went on; null for where it is", examples: ["2025-01-24T10:30:00.000Z"] }),
    durationSeconds: z
      .int()
      .meta({ description: "How long it stayed, until now if it is there", examples: [1_209_600] }),
    durationDays: z.int().meta({ description: "The same in whole days", examples: [14] }),
    movedBy: z
      .strictObject({
        id: z
          .string()
          .nullable()
          .meta({ description: "The person", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
        name: z.string().meta({ description: "Their name at the time", examples: ["Sales Rep"] }),
      })
      .meta({ description: "Who moved it there" }),
    reason: z
      .string()
      .nullable()
      .meta({ description: "Why, as given", examples: ["Customer approved proposal"] }),
  })
  .meta({ title: "Stay in a stage" });
export type StageStay = z.output<typeof StageStay>;

type Row = {
  stage_id: string;
  stage: string;
  stage_name: string;
  pipeline_id: string;
  outcome: "open" | "won" | "lost";
  entered_at: string;
  left_at: string | null;
  moved_by: string | null;
  moved_by_name: string;
  reason: string | null;
};

/** Every stay, the first one first; together they have no gap. */
export async function listStageHistory(ctx: Ctx, { dealId }: { dealId: string }): Promise<StageStay[]> {
  const deal = await getRecord<Deal>(ctx, dealRecord, dealId);
  const rows = await ctx.tx.query<Row>(
    `select stage_id, stage, stage_name, pipeline_id, outcome, entered_at, left_at, moved_by, moved_by_name, reason
     from deal_stage_history where tenant_id = $1 and deal_id = $2 order by entered_at, id`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf("deal", deal.id as string)],
    "deal_stage_history",
  );
  return rows.map((row) => {
    const ms = Math.max(0, Date.parse(row.left_at ?? ctx.now) - Date.parse(row.entered_at));
    return {
      stageId: toPublicId("stage", row.stage_id),
      stage: row.stage,
      stageName: row.stage_name,
      pipelineId: toPublicId("pipe", row.pipeline_id),
      outcome: row.outcome,
      enteredAt: row.entered_at,
      leftAt: row.left_at,
      durationSeconds: Math.floor(ms / 1000),
      durationDays: Math.floor(ms / 86_400_000),
      movedBy: { id: row.moved_by ? toPublicId("user", row.moved_by) : null, name: row.moved_by_name },
      reason: row.reason,
    };
  });
}

/** All deals of a stage into another of the same outcome, deleted ones too, in a few statements whatever their number. */
export const moveAllDeals: DealMover = async (ctx, pipeline, from, to) => {
  const tenant = uuidOf("tenant", ctx.tenant.id);
  const rows = await ctx.tx.query(
    `update deals set stage_id = $3, stage = $4, stage_entered_at = greatest($5::timestamptz, stage_entered_at),
       updated_at = $5, updated_by = $6, version = version + 1
     where tenant_id = $1 and stage_id = $2 returning *`,
    [
      tenant,
      uuidOf("stage", from.id),
      uuidOf("stage", to.id),
      to.key,
      ctx.now,
      ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null,
    ],
  );
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.id as string);
  const reason = `Stage "${from.name}" was merged into "${to.name}"`;
  const left = await ctx.tx.query<{ deal_id: string; entered_at: string }>(
    `update deal_stage_history h set left_at = d.stage_entered_at from deals d
     where h.tenant_id = $1 and h.deal_id = any($2::uuid[]) and h.left_at is null and d.tenant_id = h.tenant_id and d.id = h.deal_id
     returning h.deal_id, h.entered_at`,
    [tenant, ids],
  );
  await ctx.tx.query(
    `insert into deal_stage_history (tenant_id, id, deal_id, pipeline_id, stage_id, stage, stage_name, outcome, entered_at, moved_by, moved_by_name, reason)
     select $1, n.id, d.id, d.pipeline_id, d.stage_id, d.stage, $4, d.outcome, d.stage_entered_at, d.updated_by, $5, $6
     from unnest($2::uuid[], $3::uuid[]) as n(id, deal_id) join deals d on d.tenant_id = $1 and d.id = n.deal_id`,
    [tenant, ids.map(() => newUuid()), ids, to.name, ctx.actor.name, reason],
  );
  const changes = { before: { stage: from.key }, after: { stage: to.key } };
  const live: { deal: Deal; enteredAt: string | null }[] = [];
  const enteredAt = new Map(left.map((stay) => [stay.deal_id, stay.entered_at]));
  for (const row of rows) {
    const deal = fromRow(dealRecord, row) as Deal;
    ctx.record({ recordType: "deal", recordId: deal.id as string, action: "updated", ...changes });
    if (row.deleted_at === null) live.push({ deal, enteredAt: enteredAt.get(row.id as string) ?? null });
  }
  const told = await stageChanges(
    ctx,
    live.map((one) => ({ ...one, previousStage: from.key, reason })),
  );
  for (const [at, { deal }] of live.entries()) {
    const subject = {
      recordType: "deal",
      recordId: deal.id as string,
      ownerId: deal.ownerId as string | null,
    };
    ctx.emit(dealEvents.updated, subject, { deal, changes });
    const change = told[at];
    if (change) ctx.emit(dealStageChanged, subject, change);
  }
  ctx.summary = `Moved ${rows.length} deals of ${pipeline.name} from ${from.name} to ${to.name}`.slice(
    0,
    200,
  );
  return rows.length;
};
