// What can be done with leads, conversion apart (convert.ts).
import { z } from "zod";
import { textSchema } from "@/kernel/fields";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import type { RecordQuery } from "@/kernel/query";
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
  updateRecord,
  type Wire,
} from "@/kernel/records";
import { taskService } from "@/modules/activities";
import { assigneeOf } from "./assignment";
import { findLeadCandidates, type LeadCandidate, refuseLeadDuplicates } from "./duplicates";
import { leadError } from "./errors";
import { leadEvents, leadQualified } from "./events";
import { type Lead, type LeadPatch, leadRecord, type NewLead } from "./schema";
import { noteScore, type ScoreEntry, scoresOf } from "./score-history";
import type { ScoringFactor } from "./table";

export const listLeads = (ctx: Ctx, query: RecordQuery): Promise<Page<Lead>> =>
  listRecords(ctx, leadRecord, query);

export const getLead = (ctx: Ctx, { leadId }: { leadId: string }): Promise<Lead> =>
  getRecord(ctx, leadRecord, leadId);

/** Without an owner it goes to whom the assignment says, else to whoever enters it. */
export async function createLead(
  ctx: Ctx,
  { force, ...input }: NewLead & { force?: boolean },
): Promise<Lead> {
  await refuseLeadDuplicates(ctx, input, force ?? false);
  const assignee = input.ownerId === undefined ? await assigneeOf(ctx, input) : null;
  if (!assignee) return createRecord(ctx, leadRecord, input, leadEvents.created);
  return createRecord(ctx, leadRecord, { ...input, ownerId: assignee }, leadEvents.created, {
    isAssigned: true,
  });
}

export const updateLead = (
  ctx: Ctx,
  { leadId, ifVersion, ...patch }: LeadPatch & { leadId: string; ifVersion?: number },
): Promise<Lead> => updateRecord(ctx, leadRecord, leadId, patch, leadEvents.updated, ifVersion);

export const deleteLead = (
  ctx: Ctx,
  { leadId, cascade }: { leadId: string; cascade?: string },
): Promise<Deleted> =>
  deleteRecord(ctx, leadRecord, leadId, leadEvents.deleted, readCascade(leadRecord, cascade));

export const restoreLead = (ctx: Ctx, { leadId }: { leadId: string }): Promise<Lead> =>
  restoreRecord(ctx, leadRecord, leadId, leadEvents.restored);

export const checkLeadDuplicates = (ctx: Ctx, input: Partial<NewLead>): Promise<LeadCandidate[]> =>
  findLeadCandidates(ctx, input);

export async function listLeadDuplicates(ctx: Ctx, { leadId }: { leadId: string }): Promise<LeadCandidate[]> {
  return findLeadCandidates(ctx, await getLead(ctx, { leadId }));
}

export const getLeadTimeline = (
  ctx: Ctx,
  { leadId, ...query }: { leadId: string; page: number; limit: number; cursor?: string },
): Promise<Page<TimelineEntry>> => timelineOf(ctx, leadRecord, { id: leadId, ...query });

export const Qualification = z.strictObject({
  qualificationNotes: textSchema(5000)
    .optional()
    .meta({
      description: "What speaks for the lead",
      examples: ["Budget confirmed, decision maker identified"],
    }),
  score: z
    .int()
    .min(0)
    .max(100)
    .optional()
    .meta({ description: "The score from now on", examples: [90] }),
  nextAction: textSchema(300)
    .optional()
    .meta({
      description: "What is to be done next; becomes a task of the lead's owner",
      examples: ["Schedule demo"],
    }),
});

/** Qualifies a lead; the next action becomes a task for its owner. */
export async function qualifyLead(
  ctx: Ctx,
  { leadId, ...input }: z.output<typeof Qualification> & { leadId: string },
): Promise<Lead> {
  const current = await lockRecord(ctx, leadRecord, leadId, "leads:convert");
  if (current.status === "converted") throw leadError("LEAD_CONVERTED");
  const lead = await applyPatch<Lead>(
    ctx,
    leadRecord,
    current,
    { ...input, status: "qualified" },
    leadEvents.updated,
  );
  ctx.summary = `Qualified ${lead.firstName} ${lead.lastName}`;
  ctx.emit(leadQualified, { recordType: "lead", recordId: leadId, ownerId: lead.ownerId }, { lead });
  if (input.nextAction && scopeOf(ctx.actor, "activities:write") !== undefined) {
    const assignedTo = lead.ownerId ?? ctx.actor.userId;
    if (assignedTo) await taskService.create(ctx, { title: input.nextAction, assignedTo, leadId });
  }
  return lead;
}

const factor = z.union([
  textSchema(300).transform((text): ScoringFactor => ({ factor: text, points: null, reason: null })),
  z
    .strictObject({
      factor: textSchema(300).meta({ description: "What counted", examples: ["Demo requested"] }),
      points: z
        .number()
        .min(-1000)
        .max(1000)
        .nullable()
        .default(null)
        .meta({ description: "How much it counted", examples: [15] }),
      reason: textSchema(1000)
        .nullable()
        .default(null)
        .meta({ description: "Why", examples: ["Asked for one on the pricing page"] }),
    })
    .meta({ title: "Scoring factor" }),
]);

export const Scoring = z.strictObject({
  score: z
    .int()
    .min(0)
    .max(100)
    .meta({ description: "The new score, 0 to 100", examples: [85] }),
  scoringFactors: z
    .array(factor)
    .max(50)
    .default([])
    .meta({
      description: "What counted: words, or objects of factor, points and reason",
      examples: [["Email opened", "Website visited", "Demo requested"]],
    }),
});

/** Sets the score and keeps why; the same score with new factors is an entry too. */
export async function scoreLead(
  ctx: Ctx,
  { leadId, score, scoringFactors }: z.output<typeof Scoring> & { leadId: string },
): Promise<Lead> {
  const current = await lockRecord<Wire>(ctx, leadRecord, leadId, "leads:write");
  if (current.score === score) {
    noteScore(ctx, current, score, scoringFactors);
    return current as Lead;
  }
  return applyPatch(ctx, leadRecord, current, { score }, leadEvents.updated, { scoringFactors });
}

export async function getScoringHistory(
  ctx: Ctx,
  { leadId, ...query }: { leadId: string; page: number; limit: number },
): Promise<Page<ScoreEntry>> {
  await getLead(ctx, { leadId });
  return scoresOf(ctx, leadId, query);
}
