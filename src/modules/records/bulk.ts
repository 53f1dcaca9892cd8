// One action on many records: previewed, done under one change set, as a job when there are more than a request should
// wait for.
import { notFound } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import { enqueue } from "@/kernel/jobs";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { heldWithin, Params } from "@/kernel/query";
import { differencesOf, lockMany, type RecordType } from "@/kernel/records";
import {
  actOn,
  addUp,
  checkedPatch,
  chunkSize,
  isOfDeleted,
  mostAtOnce,
  mostNamed,
  nothing,
  permissionOf,
  summaryOf,
  withoutRefused,
} from "./act";
import { bulkJob } from "./jobs";
import type { BulkInput, BulkPreview, BulkResult, RecordJob } from "./schema";
import { selectedIds, selectionWhere, typeNamed } from "./selection";

export async function previewBulk(
  ctx: Ctx,
  { recordType, selection, action }: BulkInput,
): Promise<BulkPreview> {
  const type = typeNamed(recordType);
  const checked = await checkedPatch(ctx, type, action);
  const params = new Params();
  const where = await selectionWhere(ctx, type, selection, params, isOfDeleted(action));
  const scope = scopeOf(ctx.actor, permissionOf(type, action));
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const writable = scope ? heldWithin(scope, ctx.actor, params, tenant, "t", type) : "false";
  const [count] = await ctx.tx.query<{ matched: number; permitted: number }>(
    `select count(*)::int as matched, count(*) filter (where (${writable}) and ${tenant} is not null)::int as permitted from ${type.tableName} t where ${where}`,
    params.values,
  );
  const { matched, permitted } = count ?? { matched: 0, permitted: 0 };
  const preview: BulkPreview = {
    matched,
    permitted,
    notPermitted: matched - permitted,
    changing: permitted,
    isJob: matched > mostAtOnce,
    samples: [],
    failed: [],
  };
  const limit = matched > mostAtOnce ? 100 : mostAtOnce;
  const ids = await selectedIds(ctx, type, selection, isOfDeleted(action), {
    after: null,
    limit,
    madeBefore: ctx.now,
  });
  const records =
    // A preview runs in a read-only transaction, where nothing is locked.
    (
      await lockMany(ctx, type, ids, permissionOf(type, action), {
        isDeleted: isOfDeleted(action),
        isLocked: false,
      })
    ).filter((one) => one.isWritable);
  if (action.type === "delete" || action.type === "restore") {
    preview.samples = records.slice(0, 10).map(({ record }) => ({
      id: record.id as string,
      name: type.displayName(record),
      before: {},
      after: {},
    }));
    return preview;
  }
  const { patched, failed } = withoutRefused(
    type,
    action,
    checked,
    records.map((one) => one.record),
  );
  const differing = differencesOf(type, patched);
  preview.changing = matched > mostAtOnce ? null : differing.length;
  preview.failed = failed.slice(0, mostNamed);
  preview.samples = differing.slice(0, 10).map(({ current, before, after }) => ({
    id: current.id as string,
    name: type.displayName(current),
    before,
    after,
  }));
  return preview;
}

export async function applyBulk(ctx: Ctx, input: BulkInput): Promise<BulkResult> {
  const { recordType, selection, action } = input;
  const type = typeNamed(recordType);
  const isDeleted = isOfDeleted(action);
  const page = { after: null, limit: mostAtOnce + 1, madeBefore: ctx.now };
  const ids = await selectedIds(ctx, type, selection, isDeleted, page);
  if (ids.length > mostAtOnce) return startJob(ctx, type, input);
  const total = nothing();
  for (let at = 0; at < ids.length; at += chunkSize)
    addUp(total, await actOn(ctx, type, action, ids.slice(at, at + chunkSize)));
  ctx.summary = summaryOf(type, action, total.changed);
  return {
    changeId: total.changed > 0 ? ctx.changeId : null,
    jobId: null,
    matched: ids.length,
    ...total,
    failed: total.failed.slice(0, mostNamed),
  };
}

async function startJob(ctx: Ctx, type: RecordType, { selection, action }: BulkInput): Promise<BulkResult> {
  // What is wrong with the action itself is said now, not by the job.
  await checkedPatch(ctx, type, action);
  const params = new Params();
  const where = await selectionWhere(ctx, type, selection, params, isOfDeleted(action));
  const [count] = await ctx.tx.query<{ n: number }>(
    `select count(*)::int as n from ${type.tableName} t where ${where}`,
    params.values,
  );
  const matched = count?.n ?? 0;
  const jobId = enqueue(ctx, bulkJob, {
    recordType: type.name,
    selection,
    action,
    changeId: ctx.changeId,
    madeBefore: ctx.now,
    matched,
  });
  return { changeId: ctx.changeId, jobId, matched, ...nothing() };
}

type JobRow = {
  id: string;
  name: string;
  status: RecordJob["status"];
  progress: Record<string, unknown>;
  error: string | null;
  created_at: string;
  finished_at: string | null;
};

/** A job on records; only for who asked for it, and for who may see everyone's. */
export async function getRecordJob(ctx: Ctx, { jobId }: { jobId: string }): Promise<RecordJob> {
  const uuid = parseId("job", jobId);
  const seesAll = scopeOf(ctx.actor, "changes:read") === "tenant";
  const [row] = uuid
    ? await ctx.tx.query<JobRow>(
        `select id, name, status, progress, error, created_at, finished_at from control.jobs
         where tenant_id = $1 and id = $2 and name in ('records.bulk', 'changes.revert') and ($3::boolean or owner_id = $4)`,
        [
          uuidOf("tenant", ctx.tenant.id),
          uuid,
          seesAll,
          ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null,
        ],
      )
    : [];
  if (!row) throw notFound("job");
  return {
    id: toPublicId("job", row.id),
    name: row.name,
    status: row.status,
    progress: row.progress,
    error: row.error,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
