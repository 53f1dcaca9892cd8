// The history of a lead's score: who set it when, to what, and why.
import { z } from "zod";
import { defineEvent } from "@/kernel/events/define";
import { newId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { Page, Wire } from "@/kernel/records";
import type { ScoringFactor } from "./table";

const factorShape = z.strictObject({
  factor: z.string().meta({ description: "What counted", examples: ["Demo requested"] }),
  points: z
    .number()
    .nullable()
    .meta({ description: "How much it counted", examples: [15] }),
  reason: z
    .string()
    .nullable()
    .meta({ description: "Why", examples: ["Asked for one on the pricing page"] }),
});

export const ScoreEntry = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The entry's id", examples: ["score_018f6f0e7c1b7d3a9b0c1d2e3f405175"] }),
    leadId: z.string().meta({ description: "The lead", examples: ["lead_018f6f0e7c1b7d3a9b0c1d2e3f405169"] }),
    previousScore: z
      .int()
      .nullable()
      .meta({ description: "The score before; null at first", examples: [70] }),
    newScore: z.int().meta({ description: "The score after", examples: [85] }),
    scoringFactors: z.array(factorShape).meta({ description: "What counted" }),
    changedBy: z
      .strictObject({
        id: z
          .string()
          .nullable()
          .meta({
            description: "The person; null for the product",
            examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"],
          }),
        name: z.string().meta({ description: "The name at the time", examples: ["Ada Lovelace"] }),
      })
      .meta({ description: "Who set it" }),
    timestamp: z.iso.datetime().meta({ description: "When", examples: ["2025-01-24T10:30:00.000Z"] }),
  })
  .meta({ title: "Lead score" });
export type ScoreEntry = z.output<typeof ScoreEntry>;

export const leadScored = defineEvent(
  "lead.scored",
  "The score of a lead was set",
  z.strictObject({
    lead_id: z.string().meta({ description: "The lead" }),
    lead: z.record(z.string(), z.unknown()).meta({ description: "Its id, name and company" }),
    previousScore: z.int().nullable().meta({ description: "The score before" }),
    score: z.int().meta({ description: "The score after" }),
    change: z.string().meta({ description: "The difference with its sign" }),
    scoringFactors: z.array(factorShape).meta({ description: "What counted" }),
  }),
);

/** Writes the entry and its event with the caller's transaction. */
export function noteScore(ctx: Ctx, lead: Wire, previous: number | null, factors: ScoringFactor[]): void {
  const id = lead.id as string;
  const score = lead.score as number;
  ctx.tx.send(
    `insert into lead_scores (tenant_id, id, lead_id, previous_score, score, factors, changed_by, changed_by_name, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf("score", newId("score")),
      uuidOf("lead", id),
      previous,
      score,
      JSON.stringify(factors),
      ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null,
      ctx.actor.name,
      ctx.now,
    ],
    "note_lead_score",
  );
  const difference = score - (previous ?? 0);
  ctx.emit(
    leadScored,
    { recordType: "lead", recordId: id, ownerId: lead.ownerId as string | null },
    {
      lead_id: id,
      lead: { id, fullName: `${lead.firstName} ${lead.lastName}`, company: lead.company },
      previousScore: previous,
      score,
      change: difference < 0 ? String(difference) : `+${difference}`,
      scoringFactors: factors,
    },
  );
}

type Row = {
  id: string;
  lead_id: string;
  previous_score: number | null;
  score: number;
  factors: ScoringFactor[];
  changed_by: string | null;
  changed_by_name: string;
  created_at: string;
};

/** The newest first. The caller has seen to it that the lead may be read. */
export async function scoresOf(
  ctx: Ctx,
  leadId: string,
  { page, limit }: { page: number; limit: number },
): Promise<Page<ScoreEntry>> {
  const key = [uuidOf("tenant", ctx.tenant.id), uuidOf("lead", leadId)];
  const [rows, [count]] = await Promise.all([
    ctx.tx.query<Row>(
      `select id, lead_id, previous_score, score, factors, changed_by, changed_by_name, created_at from lead_scores
       where tenant_id = $1 and lead_id = $2 order by id desc limit $3 offset $4`,
      [...key, limit + 1, (page - 1) * limit],
    ),
    ctx.tx.query<{ n: number }>(
      "select count(*)::int as n from lead_scores where tenant_id = $1 and lead_id = $2",
      key,
    ),
  ]);
  return {
    items: rows.slice(0, limit).map((row) => ({
      id: toPublicId("score", row.id),
      leadId: toPublicId("lead", row.lead_id),
      previousScore: row.previous_score,
      newScore: row.score,
      scoringFactors: row.factors,
      changedBy: { id: row.changed_by && toPublicId("user", row.changed_by), name: row.changed_by_name },
      timestamp: row.created_at,
    })),
    page,
    limit,
    total: count?.n ?? 0,
    totalIsExact: true,
    hasNext: rows.length > limit,
    nextCursor: null,
  };
}
