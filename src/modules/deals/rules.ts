// What must hold for every deal however it is written: its stage belongs to its pipeline, gates are kept, what is
// closed has a date, money has a rate, and every stay in a stage is on record.

import type { z } from "zod";
import { forbidden, invalidField } from "@/kernel/errors";
import { fromMinorUnits } from "@/kernel/fields";
import { newUuid, toPublicId, uuidOf } from "@/kernel/id";
import { type Ctx, gathered } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { compileScope, Params } from "@/kernel/query";
import { type RecordRules, type RecordWrite, recordTypeNamed, type Wire } from "@/kernel/records";
import { loadRates, requireRate } from "@/modules/currencies";
import { choosePipeline, chooseStage, type Pipeline, pipelineError, type Stage } from "@/modules/pipelines";
import { closeReasonFor, missingFor, refuseIfMissing } from "./gates";
import { stageChanges } from "./stage-change";
import { dealLost, dealStageChanged, dealWon } from "./stage-events";

/** What a caller may say about a write beside the deal's fields. */
export type AboutMove = {
  /** Why the deal moves, in free words. */
  reason?: string;
  /** The input that named the stage, for errors: `newStage`. */
  stageField?: string;
  /** The value comes from the line items themselves. */
  isFromLineItems?: boolean;
};

type StageOf = z.output<typeof Stage>;
type PipelineOf = z.output<typeof Pipeline>;
export const statusOf = { open: "active", won: "won", lost: "lost" } as const;
const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

export const dealRules: RecordRules = {
  async complete(ctx, write) {
    const currency = await currencyRule(ctx, write);
    const value = await valueRule(ctx, write);
    const stage = await stageRule(ctx, { ...write, next: { ...write.next, ...currency, ...value } });
    return { ...currency, ...value, ...stage };
  },
  async written(ctx, { before, after, about }) {
    if (before && before.stageId === after.stageId) return;
    await moveOn(ctx, before, after, about as AboutMove);
  },
};

async function currencyRule(ctx: Ctx, { before, sent }: RecordWrite): Promise<Wire> {
  if (before && sent.currency === undefined) return {};
  if (sent.currency === undefined) return { currency: (await loadRates(ctx)).base };
  await requireRate(ctx, sent.currency as string);
  if (before && (await lineItemSum(ctx, before)) !== null)
    throw invalidField("currency", "currency cannot change while the deal has line items priced in it");
  return {};
}

/** Sums in minor units, read for all deals that change at once. */
const minorSumOf = gathered<number>(async (ctx, dealIds) => {
  const rows = await ctx.tx.query<{ deal_id: string; total: number }>(
    `select deal_id, sum(total)::bigint as total from deal_line_items
     where tenant_id = $1 and deal_id = any($2::uuid[]) group by deal_id`,
    [tenantOf(ctx), dealIds.map((id) => uuidOf("deal", id))],
  );
  return new Map(rows.map(({ deal_id, total }) => [toPublicId("deal", deal_id), total]));
});

/** The sum of the line items, or null without any. */
async function lineItemSum(ctx: Ctx, deal: Wire): Promise<number | null> {
  const total = await minorSumOf(ctx, deal.id as string);
  return total === undefined ? null : fromMinorUnits(total, deal.currency as string);
}

async function valueRule(ctx: Ctx, { before, next, sent, about }: RecordWrite): Promise<Wire> {
  if (!next.valueFromLineItems) return {};
  if (!before) return { value: 0 };
  if (sent.value === undefined && sent.valueFromLineItems === undefined) return {};
  const sum = (await lineItemSum(ctx, before)) ?? 0;
  if (sent.value !== undefined && sent.value !== sum && !(about as AboutMove).isFromLineItems)
    throw invalidField(
      "value",
      "value is the sum of the line items; set valueFromLineItems to false to type it",
    );
  return { value: sum };
}

/** The stage that is meant: named, else the one of the same key in a new pipeline, else the first of its outcome. */
function stageMeant(pipeline: PipelineOf, { before, sent, about }: RecordWrite): StageOf {
  if (typeof sent.stage === "string")
    return chooseStage(pipeline, sent.stage, (about as AboutMove).stageField ?? "stage");
  const status = before?.status ?? "active";
  const alike = pipeline.stages.filter((stage) => statusOf[stage.outcome] === status);
  const found = alike.find((stage) => stage.key === before?.stage) ?? alike[0];
  if (!found) throw invalidField("stage", `stage: the pipeline "${pipeline.name}" has none for this deal`);
  return found;
}

/** Of the deals that change at once, those that the actor may move. */
const isMovable = gathered<boolean>(async (ctx, dealIds) => {
  const params = new Params();
  const tenant = `${params.add(tenantOf(ctx))}::uuid`;
  const ids = params.add(dealIds.map((id) => uuidOf("deal", id)));
  const within = compileScope(ctx.actor, "deals:move_stage", params, tenant, "t", recordTypeNamed("deal"));
  const rows = await ctx.tx.query<{ id: string }>(
    `select t.id from deals t where t.tenant_id = ${tenant} and t.id = any(${ids}::uuid[]) and ${within}`,
    params.values,
  );
  return new Map(rows.map(({ id }) => [toPublicId("deal", id), true]));
});

/** Who may change a deal may not yet move it: the two may be given for different people's deals. */
async function mayMove(ctx: Ctx, deal: Wire): Promise<boolean> {
  const scope = scopeOf(ctx.actor, "deals:move_stage");
  if (scope === undefined) return false;
  if (scope === "tenant" || (deal.ownerId && deal.ownerId === ctx.actor.userId)) return true;
  return (await isMovable(ctx, deal.id as string)) === true;
}

async function stageRule(ctx: Ctx, write: RecordWrite): Promise<Wire> {
  const { before, next, sent, about } = write;
  if (before && sent.stage === undefined && sent.pipelineId === undefined) {
    const isAbout = ["probability", "actualCloseDate", "closeReason"].some((key) => sent[key] !== undefined);
    return isAbout ? closingFields(ctx, write) : {};
  }
  const pipeline = await choosePipeline(ctx, next.pipelineId as string | null);
  if (pipeline.archivedAt && pipeline.id !== before?.pipelineId) throw pipelineError("PIPELINE_ARCHIVED");
  const stage = stageMeant(pipeline, write);
  const place: Wire = {
    pipelineId: pipeline.id,
    stageId: stage.id,
    stage: stage.key,
    status: statusOf[stage.outcome],
  };
  if (before?.stageId === stage.id) return { ...place, ...(await closingFields(ctx, write)) };
  if (before && !(await mayMove(ctx, before)))
    throw forbidden(["deals:move_stage"], ctx.actor.permissionTexts);
  // A clock that was read before a wait for the lock must not end a stay before it began.
  const entered = before && ctx.now < String(before.stageEnteredAt) ? before.stageEnteredAt : ctx.now;
  const moved: Wire = { ...place, stageEnteredAt: entered };
  const missing = await missingFor(ctx, stage, { ...next, ...moved });
  if (stage.outcome === "open") {
    refuseClosingFields(sent);
    refuseIfMissing(stage, missing);
    return {
      ...moved,
      probability: (sent.probability as number | undefined) ?? stage.probability,
      actualCloseDate: null,
      closeReason: null,
    };
  }
  const said = (about as AboutMove).reason ?? null;
  const given = (sent.closeReason as string | null | undefined) ?? null;
  const close = await closeReasonFor(ctx, pipeline, stage.outcome, given, said);
  refuseIfMissing(stage, [...missing, ...close.missing]);
  const isSameEnd = before?.status === place.status;
  return {
    ...moved,
    probability: stage.outcome === "won" ? 100 : 0,
    actualCloseDate: sent.actualCloseDate ?? (isSameEnd ? before?.actualCloseDate : entered),
    closeReason: close.reason ?? (isSameEnd ? (before?.closeReason ?? null) : null),
  };
}

function refuseClosingFields(sent: Wire): void {
  for (const key of ["actualCloseDate", "closeReason"])
    if (sent[key]) throw invalidField(key, `${key} belongs to a deal that is won or lost; this one is open`);
}

/** Changes to how a deal ended, or to its chance, without a move. */
async function closingFields(ctx: Ctx, { before, next, sent }: RecordWrite): Promise<Wire> {
  if (!before || before.status === "active") {
    refuseClosingFields(sent);
    return {};
  }
  const outcome = before.status as "won" | "lost";
  const fixed: Wire = { probability: before.probability };
  if (sent.actualCloseDate === null) fixed.actualCloseDate = before.actualCloseDate;
  if (sent.closeReason !== undefined) {
    const pipeline = await choosePipeline(ctx, next.pipelineId as string);
    const close = await closeReasonFor(ctx, pipeline, outcome, sent.closeReason as string | null, null);
    refuseIfMissing(chooseStage(pipeline, before.stageId as string, "stage"), close.missing);
    fixed.closeReason = close.reason;
  }
  return fixed;
}

/** Ends the stay before and begins the next: together they leave no gap. */
async function moveOn(ctx: Ctx, before: Wire | null, after: Wire, about: AboutMove): Promise<void> {
  const deal = uuidOf("deal", after.id as string);
  const stageId = uuidOf("stage", after.stageId as string);
  if (before) {
    ctx.tx.send(
      "update deal_stage_history set left_at = $3 where tenant_id = $1 and deal_id = $2 and left_at is null",
      [tenantOf(ctx), deal, after.stageEnteredAt],
      "deal_stage_left",
    );
  }
  ctx.tx.send(
    `insert into deal_stage_history (tenant_id, id, deal_id, pipeline_id, stage_id, stage, stage_name, outcome, entered_at, moved_by, moved_by_name, reason)
     select $1, $2, $3, s.pipeline_id, s.id, s.key, s.name, s.outcome, $5, $6, $7, $8
     from pipeline_stages s where s.tenant_id = $1 and s.id = $4`,
    [
      tenantOf(ctx),
      newUuid(),
      deal,
      stageId,
      after.stageEnteredAt,
      ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null,
      ctx.actor.name,
      about.reason ?? after.closeReason ?? null,
    ],
    "deal_stage_entered",
  );
  if (!before && after.status === "active") return;
  const [change] = await stageChanges(ctx, [
    {
      deal: after,
      previousStage: (before?.stage as string | undefined) ?? null,
      enteredAt: (before?.stageEnteredAt as string | undefined) ?? null,
      reason: about.reason ?? (after.closeReason as string | null),
    },
  ]);
  if (!change) return;
  const subject = {
    recordType: "deal",
    recordId: after.id as string,
    ownerId: after.ownerId as string | null,
  };
  if (before) ctx.emit(dealStageChanged, subject, change);
  if (after.status === before?.status) return;
  if (after.status === "won") ctx.emit(dealWon, subject, change);
  if (after.status === "lost") ctx.emit(dealLost, subject, change);
}
