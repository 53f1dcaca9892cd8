// From the stages someone names to the stages a pipeline gets: keys, order, outcomes, and gates that can be met.
import { type FieldError, validationFailed } from "@/kernel/errors";
import { customFieldsOf } from "@/kernel/fields/custom";
import { newUuid, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { nearest } from "@/kernel/query";
import { recordTypeNamed } from "@/kernel/records";
import type { Transaction } from "@/kernel/tenancy";
import type { NewStage, Stage, StageOutcome, StagePatch } from "./schema";

export type StagePlan = Omit<Stage, "id" | "order">;

/** "Closed Won" → `closed_won`, unlike any of `taken`. */
export function stageKey(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 50);
  const base = plain || "stage";
  if (!taken.includes(base)) return base;
  let n = 2;
  while (taken.includes(`${base}_${n}`)) n++;
  return `${base}_${n}`;
}

/** What the stage means when nobody says: its name, then a probability of 100. */
function outcomeOf({ name, outcome, probability }: NewStage): StageOutcome {
  if (outcome) return outcome;
  if (/\blost\b/i.test(name)) return "lost";
  return probability === 100 || /\bwon\b/i.test(name) ? "won" : "open";
}

export function planStage(stage: NewStage, taken: readonly string[]): StagePlan {
  const outcome = outcomeOf(stage);
  const fallback = { open: 50, won: 100, lost: 0 }[outcome];
  return {
    key: stageKey(stage.name, taken),
    name: stage.name,
    probability: outcome === "open" ? (stage.probability ?? fallback) : fallback,
    outcome,
    rottingDays: stage.rottingDays ?? null,
    requiredFields: stage.requiredFields ?? [],
    requiredActivity: stage.requiredActivity ?? null,
    requiredRole: stage.requiredRole ?? null,
  };
}

/** The stages in their order, with what a pipeline cannot do without added at the end. */
export function planStages(stages: NewStage[]): StagePlan[] {
  const ordered = stages
    .map((stage, index) => ({ stage, place: stage.order ?? index + 1 }))
    .sort((a, b) => a.place - b.place)
    .map(({ stage }) => stage);
  const plans: StagePlan[] = [];
  const add = (stage: NewStage) =>
    plans.push(
      planStage(
        stage,
        plans.map((plan) => plan.key),
      ),
    );
  ordered.forEach(add);
  if (!plans.some((plan) => plan.outcome === "open"))
    throw validationFailed([
      { field: "stages", code: "VALIDATION_ERROR", message: "stages must have one for open deals" },
    ]);
  if (!plans.some((plan) => plan.outcome === "won")) add({ name: "Closed Won", outcome: "won" });
  if (!plans.some((plan) => plan.outcome === "lost")) add({ name: "Closed Lost", outcome: "lost" });
  return plans;
}

export function insertStages(
  tx: Transaction,
  tenant: string,
  pipeline: string,
  plans: StagePlan[],
  now: string,
  from = 1,
): void {
  for (const [index, plan] of plans.entries()) {
    tx.send(
      `insert into pipeline_stages (tenant_id, id, pipeline_id, key, name, position, probability, outcome, rotting_days,
         required_fields, required_activity, required_role, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
      [
        tenant,
        newUuid(),
        pipeline,
        plan.key,
        plan.name,
        from + index,
        plan.probability,
        plan.outcome,
        plan.rottingDays,
        plan.requiredFields,
        plan.requiredActivity,
        plan.requiredRole,
        now,
      ],
    );
  }
}

/** A gate names fields that a deal has and a role that the workspace has; all faults at once. */
export async function checkGates(ctx: Ctx, stages: (NewStage | StagePatch)[]): Promise<void> {
  const faults: FieldError[] = [];
  const path = (index: number, key: string) => (stages.length > 1 ? `stages.${index}.${key}` : key);
  if (stages.some((stage) => stage.requiredFields?.length)) {
    const builtIn = (recordTypeNamed("deal")?.describe() ?? [])
      .filter((f) => !f.isReadOnly)
      .map((f) => f.key);
    const custom = (await customFieldsOf(ctx, "deal")).map((f) => `customFields.${f.key}`);
    const known = [...builtIn, ...custom];
    for (const [index, stage] of stages.entries()) {
      for (const key of stage.requiredFields ?? []) {
        if (known.includes(key)) continue;
        const near = nearest(key, known);
        faults.push({
          field: path(index, "requiredFields"),
          code: "UNKNOWN_FIELD",
          message: `A deal has no field "${key}"${near ? `. Did you mean "${near}"?` : ""}`,
        });
      }
    }
  }
  const roles = stages.flatMap((stage) => stage.requiredRole ?? []);
  if (roles.length > 0) {
    const rows = await ctx.tx.query<{ key: string }>("select key from roles where tenant_id = $1", [
      uuidOf("tenant", ctx.tenant.id),
    ]);
    for (const [index, stage] of stages.entries()) {
      if (!stage.requiredRole || rows.some((row) => row.key === stage.requiredRole)) continue;
      faults.push({
        field: path(index, "requiredRole"),
        code: "NOT_FOUND",
        message: `There is no role "${stage.requiredRole}"; there are ${rows.map((row) => row.key).join(", ")}`,
      });
    }
  }
  if (faults.length > 0) throw validationFailed(faults);
}
