// A filter on `stage` may name stages by key, id or name, as everything else that addresses a stage does.
import type { Ctx } from "@/kernel/operation";
import type { Condition, RecordQuery } from "@/kernel/query";
import { findStage, loadPipelines } from "@/modules/pipelines";

const isKey = (value: unknown): boolean => typeof value === "string" && /^[a-z0-9_]{1,60}$/.test(value);
const isStageId = (value: unknown): boolean =>
  typeof value === "string" && /^stage_[0-9a-f]{32}$/.test(value);
const namesStages = (condition: Condition): boolean =>
  condition.kind === "compare" &&
  condition.field === "stage" &&
  ["eq", "ne", "in", "nin"].includes(condition.operator);

function needsLookUp(condition: Condition): boolean {
  if (condition.kind === "and" || condition.kind === "or") return condition.of.some(needsLookUp);
  if (condition.kind !== "compare" || !namesStages(condition)) return false;
  return [condition.value].flat().some((value) => value !== null && (!isKey(value) || isStageId(value)));
}

/** The query with ids and names of stages turned into what the column holds. */
export async function resolveStages<Q extends Pick<RecordQuery, "condition">>(
  ctx: Ctx,
  query: Q,
): Promise<Q> {
  if (!needsLookUp(query.condition)) return query;
  const pipelines = await loadPipelines(ctx);
  const rewrite = (condition: Condition): Condition => {
    if (condition.kind === "and" || condition.kind === "or")
      return { ...condition, of: condition.of.map(rewrite) };
    if (condition.kind !== "compare" || !namesStages(condition)) return condition;
    const values = [condition.value].flat();
    const isNegated = condition.operator === "ne" || condition.operator === "nin";
    const ids = values.filter(isStageId);
    const keys = values
      .filter((value) => !isStageId(value))
      .flatMap((value) => {
        const found = pipelines.flatMap((pipeline) => findStage(pipeline, String(value))?.key ?? []);
        return found.length > 0 ? found : [value];
      });
    const part = (field: string, list: unknown[]): Condition[] =>
      list.length === 0
        ? []
        : [{ kind: "compare", field, part: null, operator: isNegated ? "nin" : "in", value: list }];
    return {
      kind: isNegated ? "and" : "or",
      of: [...part("stage", [...new Set(keys)]), ...part("stageId", ids)],
    };
  };
  return { ...query, condition: rewrite(query.condition) };
}
