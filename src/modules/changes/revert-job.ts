// The undo of a change set that touched more records than a request should wait for: a chunk per transaction, all of
// them one change set that undoes the other.
import { z } from "zod";
import { uuidOf } from "@/kernel/id";
import { defineJob, enqueue } from "@/kernel/jobs";
import { type Ctx, inWrite } from "@/kernel/operation";
import { requestOfJob } from "@/modules/records";
import { revertEntries } from "./revert";
import type { ChangeSet, Reverted, RevertOutcome } from "./schema";
import { entriesOf } from "./service";

const chunkSize = 500;
const mostNamed = 100;

const payload = z.strictObject({
  changeId: z.string(),
  revertId: z.string(),
  summary: z.string(),
  isOwn: z.boolean(),
  total: z.int(),
});

type Progress = {
  total: number;
  processed: number;
  reversed: number;
  kept: number;
  failed: number;
  /** At most 100 of what was kept or failed. */
  named: (RevertOutcome & { outcome: "kept" | "failed" })[];
  deletions: boolean;
  before: string | null;
};

export const revertJob = defineJob("changes.revert", payload, async (run, asked) => {
  const start: Progress = {
    total: asked.total,
    processed: 0,
    reversed: 0,
    kept: 0,
    failed: 0,
    named: [],
    deletions: true,
    before: null,
  };
  let progress: Progress = { ...start, ...run.progress };
  for (let isMore = true; isMore; ) {
    run.check();
    await inWrite(
      run.actor,
      requestOfJob(run, "changes.revert"),
      async (ctx) => {
        const { deletions, before } = progress;
        const entries = await entriesOf(ctx, asked.changeId, {
          limit: chunkSize,
          deletions,
          ...(before ? { before } : {}),
        });
        const report: Reverted = { changeId: null, jobId: null, reversed: [], kept: [], failed: [] };
        await revertEntries(ctx, entries, report, asked.isOwn);
        ctx.reverts = asked.changeId;
        ctx.summary = asked.summary;
        const isEnd = entries.length < chunkSize;
        const next: Progress = {
          ...progress,
          processed: progress.processed + entries.length,
          reversed: progress.reversed + report.reversed.length,
          kept: progress.kept + report.kept.length,
          failed: progress.failed + report.failed.length,
          named: [
            ...progress.named,
            ...report.kept.map((one) => ({ ...one, outcome: "kept" as const })),
            ...report.failed.map((one) => ({ ...one, outcome: "failed" as const })),
          ].slice(0, mostNamed),
          // Deletions first, over the whole change set; then everything else from its end again.
          deletions: deletions && !isEnd,
          before: isEnd ? null : entries.at(-1)!.auditId,
        };
        isMore = !isEnd || deletions;
        await run.save(ctx.tx, next);
        progress = next;
      },
      asked.revertId,
    );
  }
});

/** Asks for the job; the change counts as undone from now on. Answers the job's id. */
export async function startRevert(ctx: Ctx, change: ChangeSet, isOwn: boolean): Promise<string> {
  const summary = `Undid: ${change.summary}`.slice(0, 200);
  const { actor, request } = ctx;
  await ctx.tx.query(
    `insert into change_sets (tenant_id, id, operation, summary, actor_id, actor_name, user_id, source, request_id, reverts, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf("chg", ctx.changeId),
      request.operation,
      summary,
      actor.id,
      actor.name,
      actor.userId ? uuidOf("user", actor.userId) : null,
      request.source,
      request.requestId,
      uuidOf("chg", change.id),
      ctx.now,
    ],
  );
  return enqueue(ctx, revertJob, {
    changeId: change.id,
    revertId: ctx.changeId,
    summary,
    isOwn,
    total: change.recordCount,
  });
}
