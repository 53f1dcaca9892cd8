// Values of a column that the list of a field does not have yet, made with the plan: stages of the pipelines that the
// rows go to, choices of a field of the workspace's own.
import { forbidden, invalidField } from "@/kernel/errors";
import type { CustomField } from "@/kernel/fields/custom";
import type { Ctx } from "@/kernel/operation";
import { type Actor, scopeOf } from "@/kernel/permissions";
import type { RecordType } from "@/kernel/records";
import { updateField } from "@/modules/fields";
import { createStage, findStage, loadPipelines, type Pipeline } from "@/modules/pipelines";
import type { Target } from "./targets";

const isStage = (type: RecordType, target: Target): boolean =>
  type.name === "deal" && target.path === "stage";
const isOwnChoice = (target: Target): boolean =>
  target.isCustom && (target.kind === "select" || target.kind === "multiSelect");

/** The permission that it takes to lengthen the field's list; undefined where nobody can. */
const neededFor = (type: RecordType, target: Target): string | undefined =>
  isStage(type, target) ? "pipelines:manage" : isOwnChoice(target) ? "fields:write" : undefined;

export function canAddOptions(actor: Actor, type: RecordType, target: Target): boolean {
  const permission = neededFor(type, target);
  return permission !== undefined && scopeOf(actor, permission) !== undefined;
}

const fold = (text: string): string => text.trim().toLowerCase();

/** Adds what is not there yet: a plan that is asked for again finds it done. */
export async function createOptions(
  ctx: Ctx,
  about: { type: RecordType; target: Target; customFields: readonly CustomField[]; at: string },
  labels: readonly string[],
  /** What the rows call their pipelines; empty: they go to the default one. */
  pipelines: readonly string[],
): Promise<void> {
  const { type, target, customFields, at } = about;
  const permission = neededFor(type, target);
  if (!permission) throw invalidField(`${at}.createOptions`, `${target.label} has no list to add to`);
  if (scopeOf(ctx.actor, permission) === undefined) throw forbidden([permission], ctx.actor.permissionTexts);
  const unlike = labels.filter((label, i) => labels.findIndex((one) => fold(one) === fold(label)) === i);
  if (isStage(type, target)) {
    for (const pipeline of await pipelinesNamed(ctx, pipelines))
      for (const name of unlike)
        if (!findStage(pipeline, name)) await createStage(ctx, { pipelineId: pipeline.id, name });
    return;
  }
  const field = customFields.find((one) => one.key === target.key);
  const known = field?.options ?? [];
  const isKnown = (label: string) =>
    known.some((one) => fold(one.label) === fold(label) || fold(one.value) === fold(label));
  const fresh = unlike.filter((label) => !isKnown(label));
  if (!field || fresh.length === 0) return;
  await updateField(ctx, { fieldId: field.id, options: [...known, ...fresh.map((label) => ({ label }))] });
}

async function pipelinesNamed(ctx: Ctx, names: readonly string[]): Promise<Pipeline[]> {
  const all = (await loadPipelines(ctx)).filter((one) => !one.archivedAt);
  const named = all.filter(({ id, name }) => names.some((text) => text === id || fold(text) === fold(name)));
  return named.length > 0 ? named : all.filter((one) => one.isDefault);
}
