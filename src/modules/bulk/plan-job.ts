// The planning job: every row goes through the same decisions as a write, in a savepoint that is taken back, and what
// would become of it is stored. Started anew after a crash: a plan writes nothing that could be doubled.
import { z } from "zod";
import { uuidOf } from "@/kernel/id";
import { defineJob, type JobRun, Pace } from "@/kernel/jobs";
import { type Ctx, inWrite, type RequestInfo } from "@/kernel/operation";
import { withTenant } from "@/kernel/tenancy";
import { Announced } from "./announced";
import type { CheckedRow, Plan } from "./check";
import type { SourceRow } from "./decode";
import { checkAll, partsOf, prepareChunk, type RowPart } from "./load-chunk";
import { inLoadingOrder, type LoadTarget, plansOf } from "./load-plan";
import type { Names } from "./name-set";
import { actionOf, allRows, hasWarning, type RowAction, storeRows } from "./plan-rows";
import { scanRows } from "./scan";
import { filesOf, rowsOfFiles, type StoredFiles } from "./source";

export const PlanPayload = z.strictObject({
  importId: z.string(),
  /** The rows as people have corrected them, rather than as the file has them. */
  fromRows: z.boolean(),
});

/** So many rows of a file that become the same. */
export type Counted = { file: number; action: RowAction; n: number; warnings: number };

export type PlanProgress = { total: number | null; processed: number; counts: Counted[] };

/** What would become of the rows: decided in this transaction, nothing of it kept. */
export async function rehearse(
  ctx: Ctx,
  plans: readonly Plan[],
  checked: readonly CheckedRow[][],
  names: readonly Names[],
  announced: Announced,
): Promise<Map<number, RowPart[]>> {
  const [changes, emitted] = [ctx.changes.length, ctx.emitted.length];
  await ctx.tx.query("savepoint rehearsal");
  const loaders = await prepareChunk(ctx, plans, checked, names, announced);
  await ctx.tx.query("rollback to savepoint rehearsal");
  ctx.changes.length = changes;
  ctx.emitted.length = emitted;
  return partsOf(plans, loaders);
}

const requestOf = (run: JobRun): RequestInfo => ({
  requestId: run.requestId,
  source: "job",
  ip: "",
  userAgent: "",
  actor: run.actor,
  operation: "bulk.plan",
  idempotencyKey: null,
  bodyHash: null,
  ifMatch: null,
  responseHeaders: {},
});

type Stored = StoredFiles & { targets: LoadTarget[] };

export const planJob = defineJob("bulk.plan", PlanPayload, async (run, { importId, fromRows }) => {
  const ids = [uuidOf("tenant", run.tenant.id), uuidOf("import", importId)];
  const [stored] = await withTenant(run.tenant, "read", (tx) =>
    tx.query<Stored>(
      "select files, targets, source_key, file_name, form, columns from imports where tenant_id = $1 and id = $2",
      ids,
    ),
  );
  if (!stored) return;
  const plans = await plansOf(run.tenant, stored.targets);
  const rows = (): AsyncIterable<SourceRow> =>
    fromRows ? allRows(run.tenant, importId) : rowsOfFiles(filesOf(stored), filesRead(stored.targets));
  const scan = await scanRows(rows(), plans, false, run.check);
  const announced = new Announced(importId);
  const counts = new Map<string, Counted>();
  const pace = new Pace(100, 2000);
  let isFirst = true;
  const next = async (chunk: SourceRow[], isLast: boolean): Promise<void> => {
    run.check();
    const work = () =>
      inWrite(run.actor, requestOf(run), async (ctx) => {
        if (isFirst) announced.forget(ctx);
        if (isFirst && !fromRows)
          await ctx.tx.query("delete from import_rows where tenant_id = $1 and import_id = $2", ids);
        const parts = await rehearse(ctx, plans, checkAll(plans, chunk), scan.names, announced);
        announced.store(ctx);
        storeRows(ctx, importId, chunk, parts);
        if (isLast) announced.forget(ctx);
        if (isLast)
          ctx.tx.send("update imports set targets = $3, updated_at = $4 where tenant_id = $1 and id = $2", [
            ...ids,
            JSON.stringify(withFormats(stored.targets, plans)),
            ctx.now,
          ]);
        for (const row of chunk) count(counts, row, parts.get(row.row) ?? []);
        const progress: PlanProgress = {
          total: scan.total,
          processed: chunk.at(-1)?.row ?? 0,
          counts: [...counts.values()],
        };
        await run.save(ctx.tx, progress);
      });
    await pace.of(chunk.length, work);
    isFirst = false;
  };
  let chunk: SourceRow[] = [];
  for await (const row of rows()) {
    if (chunk[0] && chunk[0].file !== row.file) {
      await next(chunk, false);
      chunk = [];
    }
    chunk.push(row);
    if (chunk.length < pace.next) continue;
    await next(chunk, false);
    chunk = [];
  }
  await next(chunk, true);
});

function count(counts: Map<string, Counted>, { file = 0 }: SourceRow, parts: readonly RowPart[]): void {
  const action = actionOf(parts);
  const key = `${file}:${action}`;
  const counted = counts.get(key) ?? { file, action, n: 0, warnings: 0 };
  counted.n += 1;
  if (hasWarning(parts)) counted.warnings += 1;
  counts.set(key, counted);
}

/** The files that hold something to import, in their order. */
export const filesRead = (targets: readonly LoadTarget[]): number[] =>
  [...new Set(targets.map(({ file = 0 }) => file))].sort((a, b) => a - b);

/** What was found out about the columns is part of the plan from now on. */
function withFormats(targets: LoadTarget[], plans: readonly Plan[]): LoadTarget[] {
  return inLoadingOrder(targets).map((target, i) => ({
    ...target,
    mapping: target.mapping.map((mapped) => {
      const format = plans[i]?.mapped.find((one) => one.index === mapped.index)?.format;
      const said = Object.entries(format ?? {}).filter(([, value]) => value !== undefined);
      return said.length > 0 ? { ...mapped, format: Object.fromEntries(said) } : mapped;
    }),
  }));
}
