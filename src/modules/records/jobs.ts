// A bulk action on more records than a request should wait for: a chunk per transaction, all of them one change set.
import { z } from "zod";
import { defineJob, type JobRun } from "@/kernel/jobs";
import { inWrite, type RequestInfo } from "@/kernel/operation";
import { recordTypeNamed } from "@/kernel/records";
import { actOn, addUp, checkedPatch, chunkSize, type Done, nothing, summaryOf } from "./act";
import { BulkAction, Selection } from "./schema";
import { selectedIds } from "./selection";

const payload = z.strictObject({
  recordType: z.string(),
  selection: Selection,
  action: BulkAction,
  /** The change set that every chunk belongs to. */
  changeId: z.string(),
  madeBefore: z.string(),
  matched: z.int(),
});

type Progress = Done & { processed: number; total: number; after: string | null };

/** The request that a job stands for in logs and audit rows. */
export const requestOfJob = (run: JobRun, operation: string): RequestInfo => ({
  requestId: run.requestId,
  source: "job",
  ip: "",
  userAgent: "",
  actor: run.actor,
  operation,
  idempotencyKey: null,
  bodyHash: null,
  ifMatch: null,
  responseHeaders: {},
});

export const bulkJob = defineJob("records.bulk", payload, async (run, asked) => {
  const type = recordTypeNamed(asked.recordType);
  if (!type) throw new Error(`no record type ${asked.recordType}`);
  const start: Progress = {
    ...nothing(),
    processed: 0,
    total: asked.matched,
    after: null,
  };
  let progress: Progress = { ...start, ...run.progress };
  for (let isMore = true; isMore; ) {
    run.check();
    await inWrite(
      run.actor,
      requestOfJob(run, "records.bulk"),
      async (ctx) => {
        const { after } = progress;
        const page = { after, limit: chunkSize, madeBefore: asked.madeBefore };
        const ids = await selectedIds(ctx, type, asked.selection, asked.action.type === "restore", page);
        isMore = ids.length === chunkSize;
        const next: Progress = {
          ...progress,
          processed: progress.processed + ids.length,
          after: ids.at(-1) ?? after,
        };
        const checked = await checkedPatch(ctx, type, asked.action, asked.selection);
        addUp(next, await actOn(ctx, type, asked.action, checked, ids));
        ctx.summary = summaryOf(type, asked.action, asked.matched);
        await run.save(ctx.tx, next);
        progress = next;
      },
      asked.changeId,
    );
  }
});
