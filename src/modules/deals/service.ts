// What can be done with deals, and nothing about how it is asked for.
import { invalidField } from "@/kernel/errors";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { Condition, RecordQuery } from "@/kernel/query";
import {
  applyPatch,
  createRecord,
  type Deleted,
  deleteRecord,
  getRecord,
  listRecords,
  lockRecord,
  type Page,
  readCascade,
  restoreRecord,
  type TimelineEntry,
  timelineOf,
} from "@/kernel/records";
import { getAccount } from "@/modules/accounts";
import { getContact } from "@/modules/contacts";
import { dealEvents } from "./events";
import { nextActivityOf, withNextActivities } from "./next-activity";
import type { AboutMove } from "./rules";
import { type Deal, type DealPatch, dealRecord, type NewDeal } from "./schema";
import { resolveStages } from "./stage-filter";

export async function listDeals(ctx: Ctx, query: RecordQuery): Promise<Page<Deal>> {
  const page = await listRecords<Deal>(ctx, dealRecord, await resolveStages(ctx, query));
  return { ...page, items: await withNextActivities(ctx, page.items) };
}

const also = (query: RecordQuery, condition: Condition): RecordQuery => ({
  ...query,
  condition: { kind: "and", of: [query.condition, condition] },
});
const equals = (field: string, value: unknown): Condition => ({
  kind: "compare",
  field,
  part: null,
  operator: "eq",
  value,
});

/** The deals of an account that the actor may read; a missing account is 404, not an empty list. */
export async function listDealsOfAccount(
  ctx: Ctx,
  { accountId, ...query }: RecordQuery & { accountId: string },
): Promise<Page<Deal>> {
  await getAccount(ctx, { accountId });
  return listDeals(ctx, also(query, equals("accountId", accountId)));
}

/** The deals of a contact: as the main contact, and in any role. */
export async function listDealsOfContact(
  ctx: Ctx,
  { contactId, ...query }: RecordQuery & { contactId: string },
): Promise<Page<Deal>> {
  const contact = await getContact(ctx, { contactId });
  const rows = await ctx.tx.query<{ deal_id: string }>(
    "select deal_id from deal_contacts where tenant_id = $1 and contact_id = $2 limit 1000",
    [uuidOf("tenant", ctx.tenant.id), uuidOf("contact", contact.id as string)],
  );
  const inRole: Condition = {
    kind: "compare",
    field: "id",
    part: null,
    operator: "in",
    value: rows.map((row) => toPublicId("deal", row.deal_id)),
  };
  const isMain = equals("contactId", contact.id);
  return listDeals(ctx, also(query, rows.length > 0 ? { kind: "or", of: [isMain, inRole] } : isMain));
}

export async function getDeal(ctx: Ctx, { dealId }: { dealId: string }): Promise<Deal> {
  const [deal] = await withNextActivities(ctx, [await getRecord<Deal>(ctx, dealRecord, dealId)]);
  return deal!;
}

const told = async (ctx: Ctx, deal: Deal): Promise<Deal> => (await withNextActivities(ctx, [deal]))[0]!;

export const createDeal = (ctx: Ctx, input: NewDeal): Promise<Deal> =>
  createRecord(ctx, dealRecord, input, dealEvents.created);

export async function updateDeal(
  ctx: Ctx,
  { dealId, ifVersion, ...patch }: DealPatch & { dealId: string; ifVersion?: number },
): Promise<Deal> {
  // What is planned does not hang on what is written: asked in one go with the lock.
  const [current, nextActivity] = await Promise.all([
    lockRecord<Deal>(ctx, dealRecord, dealId, "deals:write", { ifVersion }),
    nextActivityOf(ctx, dealId),
  ]);
  if (patch.stage !== undefined || patch.pipelineId !== undefined)
    await lockRecord(ctx, dealRecord, dealId, "deals:move_stage");
  const deal = await applyPatch<Deal>(ctx, dealRecord, current, patch, dealEvents.updated);
  return Object.assign(deal, { nextActivity });
}

export type Move = {
  dealId: string;
  newStage: string;
  reason?: string;
  closeReason?: string;
  /** What a gate asks for, in the same call. */
  fields?: DealPatch;
  ifVersion?: number;
};

/** Moves a deal to a stage of its pipeline, filling in what the stage asks for on the way. */
export async function moveDealStage(ctx: Ctx, move: Move): Promise<Deal> {
  return moveTo(ctx, move, move.newStage, "newStage");
}

async function moveTo(
  ctx: Ctx,
  { dealId, reason, closeReason, fields, ifVersion }: Omit<Move, "newStage">,
  stage: string,
  stageField: string,
): Promise<Deal> {
  const current = await lockRecord<Deal>(ctx, dealRecord, dealId, "deals:move_stage", { ifVersion });
  if (fields && Object.keys(fields).length > 0) await lockRecord(ctx, dealRecord, dealId, "deals:write");
  const patch = { ...fields, stage, ...(closeReason === undefined ? {} : { closeReason }) };
  const about: AboutMove = { reason, stageField };
  return told(ctx, await applyPatch(ctx, dealRecord, current, patch, dealEvents.updated, about));
}

export type Close = {
  dealId: string;
  reason?: string;
  note?: string;
  fields?: DealPatch;
  ifVersion?: number;
};

const closeAs =
  (outcome: "won" | "lost") =>
  async (ctx: Ctx, { note, reason, ...close }: Close): Promise<Deal> => {
    const stage = await stageFor(ctx, close.dealId, outcome);
    return moveTo(ctx, { ...close, closeReason: reason, reason: note ?? reason }, stage, "stage");
  };

/** To the pipeline's first won stage; the reason is one of the tenant's list. */
export const winDeal = closeAs("won");
export const loseDeal = closeAs("lost");

/** Back among the open ones: to the stage named, else to where it was last open. */
export async function reopenDeal(
  ctx: Ctx,
  {
    dealId,
    stage,
    reason,
    ifVersion,
  }: { dealId: string; stage?: string; reason?: string; ifVersion?: number },
): Promise<Deal> {
  const deal = await getRecord<Deal>(ctx, dealRecord, dealId);
  if (deal.status === "active") throw invalidField("dealId", "The deal is open already", "DEAL_IS_OPEN");
  const target = stage ?? (await stageFor(ctx, dealId, "open"));
  const reopened = await moveTo(ctx, { dealId, reason, ifVersion }, target, "stage");
  if (reopened.status !== "active")
    throw invalidField("stage", "stage: a reopened deal goes to an open stage");
  return reopened;
}

/** The stage of an outcome that a deal goes to: where it was last, else the pipeline's first. */
async function stageFor(ctx: Ctx, dealId: string, outcome: "open" | "won" | "lost"): Promise<string> {
  const deal = await getRecord<Deal>(ctx, dealRecord, dealId);
  const [row] = await ctx.tx.query<{ id: string }>(
    `select s.id from pipeline_stages s
     left join lateral (
       select max(h.entered_at) as last_at from deal_stage_history h
       where h.tenant_id = s.tenant_id and h.deal_id = $3 and h.stage_id = s.id) h on s.outcome = 'open'
     where s.tenant_id = $1 and s.pipeline_id = $2 and s.outcome = $4
     order by h.last_at desc nulls last, s.position limit 1`,
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf("pipe", deal.pipelineId as string),
      uuidOf("deal", deal.id as string),
      outcome,
    ],
  );
  return toPublicId("stage", row!.id);
}

export const deleteDeal = (
  ctx: Ctx,
  { dealId, cascade }: { dealId: string; cascade?: string },
): Promise<Deleted> =>
  deleteRecord(ctx, dealRecord, dealId, dealEvents.deleted, readCascade(dealRecord, cascade));

export const restoreDeal = (ctx: Ctx, { dealId }: { dealId: string }): Promise<Deal> =>
  restoreRecord(ctx, dealRecord, dealId, dealEvents.restored);

export const getDealTimeline = (
  ctx: Ctx,
  { dealId, ...query }: { dealId: string; page: number; limit: number; cursor?: string },
): Promise<Page<TimelineEntry>> => timelineOf(ctx, dealRecord, { id: dealId, ...query });
