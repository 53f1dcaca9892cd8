// Gates: what a deal must have before it may enter a stage, and the reason it must give to be closed. What is missing
// is answered as one list under one code, so that a board can ask for just that.

import type { z } from "zod";
import { AppError, type FieldError, invalidField } from "@/kernel/errors";
import { customFieldsOf } from "@/kernel/fields/custom";
import { type Ctx, gathered } from "@/kernel/operation";
import { recordTypeNamed, type Wire } from "@/kernel/records";
import { type CloseReason, listCloseReasons, type Pipeline, type Stage } from "@/modules/pipelines";

type StageOf = z.output<typeof Stage>;
type PipelineOf = z.output<typeof Pipeline>;

export type Missing =
  | { kind: "field"; field: string; label: string }
  | { kind: "activity"; activity: string; label: string }
  | { kind: "role"; role: string; label: string }
  | { kind: "reason"; field: "closeReason"; outcome: "won" | "lost"; label: string; options: string[] };

/** Which of the deals have an activity of a kind on record; registered by whoever keeps the activities. */
export type ActivityCheck = (ctx: Ctx, dealIds: string[], kind: string) => Promise<Set<string>>;
let dealsWithActivity: ActivityCheck | undefined;
export const registerActivityCheck = (check: ActivityCheck): void => {
  dealsWithActivity = check;
};

/** Asked deal by deal, read for all deals that move at once: `kind deal_…`. */
const hasActivity = gathered(async (ctx, asked) => {
  const byKind = new Map<string, string[]>();
  for (const one of asked) {
    const [kind = "", dealId = ""] = one.split(" ");
    const deals = byKind.get(kind) ?? [];
    deals.push(dealId);
    byKind.set(kind, deals);
  }
  const found = await Promise.all(
    [...byKind].map(async ([kind, dealIds]) => {
      const having = await dealsWithActivity?.(ctx, dealIds, kind);
      return dealIds.map((id) => [`${kind} ${id}`, having?.has(id) ?? true] as const);
    }),
  );
  return new Map(found.flat());
});

const reasonsOf = gathered<CloseReason[]>(async (ctx, outcomes) => {
  const reasons = await listCloseReasons(ctx, {});
  return new Map(outcomes.map((outcome) => [outcome, reasons.filter((one) => one.outcome === outcome)]));
});

const adminRoles = ["system_admin", "tenant_admin"];

function valueAt(deal: Wire, path: string): unknown {
  if (!path.startsWith("customFields.")) return deal[path];
  return (deal.customFields as Wire | null)?.[path.slice("customFields.".length)];
}

const isEmpty = (path: string, value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === "" ||
  (Array.isArray(value) && value.length === 0) ||
  (path === "value" && value === 0);

/** What `deal` lacks to enter `stage`. */
export async function missingFor(ctx: Ctx, stage: StageOf, deal: Wire): Promise<Missing[]> {
  const missing: Missing[] = [];
  const empty = stage.requiredFields.filter((path) => isEmpty(path, valueAt(deal, path)));
  if (empty.length > 0) {
    const custom = empty.some((path) => path.startsWith("customFields."))
      ? await customFieldsOf(ctx, "deal")
      : [];
    const builtIn = recordTypeNamed("deal")?.fields as Record<string, { label: string }> | undefined;
    for (const path of empty) {
      const label = builtIn?.[path]?.label ?? custom.find((f) => `customFields.${f.key}` === path)?.label;
      // A field that has been deleted since cannot be asked for.
      if (label) missing.push({ kind: "field", field: path, label });
    }
  }
  const activity = stage.requiredActivity;
  if (activity && !(await hasActivity(ctx, `${activity} ${deal.id}`)))
    missing.push({ kind: "activity", activity, label: `An activity: ${activity}` });
  const role = stage.requiredRole;
  const mayEnter =
    ctx.actor.kind === "system" || [...adminRoles, role].some((r) => ctx.actor.roles.includes(r!));
  if (role && !mayEnter) missing.push({ kind: "role", role, label: `The role ${role}` });
  return missing;
}

const fold = (text: string): string => text.trim().toLowerCase();

/**
 * The reason that a closed deal keeps, in the words of the tenant's list. `given` must be on the list (when there is
 * one); `said`, the free reason of the move, counts when it happens to be.
 */
export async function closeReasonFor(
  ctx: Ctx,
  pipeline: PipelineOf,
  outcome: "won" | "lost",
  given: string | null,
  said: string | null,
): Promise<{ reason: string | null; missing: Missing[] }> {
  const isRequired = outcome === "won" ? pipeline.requiresWonReason : pipeline.requiresLostReason;
  if (!given && !said && !isRequired) return { reason: null, missing: [] };
  const reasons = (await reasonsOf(ctx, outcome)) ?? [];
  const find = (text: string | null) =>
    text === null
      ? undefined
      : reasons.find((reason) => reason.id === text || fold(reason.label) === fold(text))?.label;
  const options = reasons.map((reason) => reason.label);
  if (given && reasons.length > 0 && !find(given))
    throw invalidField(
      "closeReason",
      `closeReason: "${given}" is not on the list of reasons; it has ${options.join(", ")}`,
    );
  const free = reasons.length === 0 ? (given ?? said) : null;
  const reason = find(given) ?? find(said) ?? free;
  if (reason || !isRequired) return { reason: reason ?? null, missing: [] };
  return {
    reason: null,
    missing: [
      { kind: "reason", field: "closeReason", outcome, label: `Why the deal was ${outcome}`, options },
    ],
  };
}

/** One code, all that is missing at once. */
export function refuseIfMissing(stage: StageOf, missing: Missing[]): void {
  if (missing.length === 0) return;
  const fields: FieldError[] = missing.flatMap((one) =>
    "field" in one
      ? [{ field: one.field, code: "REQUIRED", message: `${one.label} is required to enter ${stage.name}` }]
      : [],
  );
  throw new AppError(
    "STAGE_GATE",
    422,
    `To enter ${stage.name} the deal needs: ${missing.map((one) => one.label).join(", ")}`,
    { fields, details: { stage: stage.key, missing } },
  );
}
