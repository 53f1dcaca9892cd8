// The undo of a change set that touched more records than a request should wait for: a chunk per transaction, all of
// them one change set that undoes the other.
import { z } from "zod";
import { flushChanges } from "@/kernel/changes/flush";
import { uuidOf } from "@/kernel/id";
import { defineJob, enqueue, Pace } from "@/kernel/jobs";
import { type Ctx, inWrite } from "@/kernel/operation";
import { requestOfJob } from "@/modules/records";
import { storeOutcomes } from "./outcomes";
import { nothingYet, type Pass, passes, revertEntries } from "./revert";
import { batchSize } from "./revert-batch";
import type { ChangeSet, RevertOutcome } from "./schema";
import { countEntries, entriesOf } from "./service";
import { undoSummary } from "./undo-words";

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
  /** At most 100 of what was kept or failed; all of them: `GET /changes/{changeId}/outcomes`. */
  named: (RevertOutcome & { outcome: "kept" | "failed" })[];
  changeId: string;
  /** Where the next chunk begins. */
  pass: Pass;
  before: string | null;
};

export const revertJob = defineJob("changes.revert", payload, async (run, asked) => {
  const { changeId, revertId, total } = asked;
  const counts = { total, processed: 0, reversed: 0, kept: 0, failed: 0, named: [] };
  let progress: Progress = { ...counts, changeId: revertId, pass: "deleted", before: null, ...run.progress };
  const pace = new Pace(100, batchSize);
  const chunk = async (pass: Pass): Promise<boolean> => {
    const limit = pace.next;
    const begun = performance.now();
    let isEnd = true;
    let taken = 0;
    await inWrite(
      run.actor,
      requestOfJob(run, "changes.revert"),
      async (ctx) => {
        const { before } = progress;
        const entries = await entriesOf(ctx, changeId, {
          limit,
          pass,
          ...(before ? { before } : {}),
        });
        const report = nothingYet();
        await revertEntries({ ctx, changeId, isOwn: asked.isOwn, report }, entries);
        storeOutcomes(ctx, report);
        ctx.reverts = changeId;
        ctx.summary = asked.summary;
        taken = entries.length;
        isEnd = taken < limit;
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
          pass: isEnd ? (passes[passes.indexOf(pass) + 1] ?? pass) : pass,
          before: isEnd ? null : entries.at(-1)!.auditId,
        };
        flushChanges(ctx);
        await run.save(ctx.tx, next);
        progress = next;
      },
      revertId,
    );
    pace.took(taken, performance.now() - begun);
    return isEnd;
  };
  for (const pass of passes.slice(passes.indexOf(progress.pass))) {
    do run.check();
    while (!(await chunk(pass)));
  }
});

/** Asks for the job; the change counts as undone from now on. Answers the job's id. */
export async function startRevert(ctx: Ctx, change: ChangeSet, isOwn: boolean): Promise<string> {
  const summary = undoSummary(change);
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
    total: await countEntries(ctx, change.id),
  });
}
