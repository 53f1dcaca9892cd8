// A chunk of rows through every target of the import, in one transaction: first decided, then written.
import type { Ctx } from "@/kernel/operation";
import type { Announced } from "./announced";
import { type CheckedRow, checkRow, type Plan } from "./check";
import { ChunkLoader, type ChunkResult, type Outcome } from "./chunk";
import type { SourceRow } from "./decode";
import type { Names } from "./name-set";
import { PeopleLoader } from "./people-loader";
import { isForPlan } from "./scan";

/** For each plan, the rows that have something for it, checked. */
export const checkAll = (plans: readonly Plan[], rows: readonly SourceRow[]): CheckedRow[][] =>
  plans.map((plan) => rows.flatMap((row) => (isForPlan(plan, plans, row) ? checkRow(plan, row) : [])));

export type RowPart = Outcome & { recordType: string };

/** One kind of record on its way in: first decided, then written. */
export type Loader = Pick<ChunkLoader, "prepare" | "write" | "outcomes" | "recordOf">;

export async function prepareChunk(
  ctx: Ctx,
  plans: readonly Plan[],
  checked: readonly CheckedRow[][],
  names: readonly Names[],
  announced: Announced | null,
): Promise<Loader[]> {
  const before = new Map<string, Loader>();
  const loaders: Loader[] = [];
  for (const [i, plan] of plans.entries()) {
    const rows = checked[i]!;
    const loader =
      plan.type.name === "user"
        ? new PeopleLoader(ctx, plan, rows, announced)
        : new ChunkLoader(ctx, plan, rows, names[i]!, new Map(before), announced);
    if (rows.length > 0) {
      await loader.prepare();
      before.set(plan.type.name, loader);
    }
    loaders.push(loader);
  }
  return loaders;
}

export async function writeChunk(loaders: readonly Loader[]): Promise<ChunkResult[]> {
  const results: ChunkResult[] = [];
  for (const loader of loaders) results.push(await loader.write());
  return results;
}

/** By row: what became of it for each target. */
export function partsOf(plans: readonly Plan[], loaders: readonly Loader[]): Map<number, RowPart[]> {
  const parts = new Map<number, RowPart[]>();
  for (const [i, loader] of loaders.entries()) {
    for (const [row, outcome] of loader.outcomes())
      parts.set(row, [...(parts.get(row) ?? []), { recordType: plans[i]!.type.name, ...outcome }]);
  }
  return parts;
}
