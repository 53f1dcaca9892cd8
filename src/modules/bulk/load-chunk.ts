// A chunk of rows through every target of the import, in one transaction: first decided, then written.
import type { Ctx } from "@/kernel/operation";
import { type CheckedRow, checkRow, type Plan } from "./check";
import { ChunkLoader, type ChunkResult, type Outcome, type SeenInFile } from "./chunk";
import type { SourceRow } from "./decode";
import { isForPlan } from "./scan";

/** For each plan, the rows that have something for it, checked. */
export const checkAll = (plans: readonly Plan[], rows: readonly SourceRow[]): CheckedRow[][] =>
  plans.map((plan) => rows.flatMap((row) => (isForPlan(plan, plans, row) ? checkRow(plan, row) : [])));

export type RowPart = Outcome & { recordType: string };

export async function prepareChunk(
  ctx: Ctx,
  plans: readonly Plan[],
  checked: readonly CheckedRow[][],
  names: readonly ReadonlySet<string>[],
  planned: SeenInFile[] | null,
): Promise<ChunkLoader[]> {
  const before = new Map<string, ChunkLoader>();
  const loaders: ChunkLoader[] = [];
  for (const [i, plan] of plans.entries()) {
    const loader = new ChunkLoader(ctx, plan, checked[i]!, names[i]!, new Map(before), planned?.[i] ?? null);
    await loader.prepare();
    before.set(plan.type.name, loader);
    loaders.push(loader);
  }
  return loaders;
}

export async function writeChunk(loaders: readonly ChunkLoader[]): Promise<ChunkResult[]> {
  const results: ChunkResult[] = [];
  for (const loader of loaders) results.push(await loader.write());
  return results;
}

/** By row: what became of it for each target. */
export function partsOf(plans: readonly Plan[], loaders: readonly ChunkLoader[]): Map<number, RowPart[]> {
  const parts = new Map<number, RowPart[]>();
  for (const [i, loader] of loaders.entries()) {
    for (const [row, outcome] of loader.outcomes())
      parts.set(row, [...(parts.get(row) ?? []), { recordType: plans[i]!.type.name, ...outcome }]);
  }
  return parts;
}
