// One action on many records: previewed, done under one change set, as a job when there are more than a request should
// wait for.
import { notFound } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import { enqueue } from "@/kernel/jobs";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { heldWithin, Params } from "@/kernel/query";
import { draftMany, lockMany, type RecordType, type Wire, writableOf } from "@/kernel/records";
import {
  actOn,
  addUp,
  checkedPatch,
  chunkSize,
  failureOf,
  isOfDeleted,
  mostAtOnce,
  mostNamed,
  nothing,
  patchesOf,
  permissionOf,
  summaryOf,
} from "./act";
import { bulkJob } from "./jobs";
import type { BulkAction, BulkInput, BulkPreview, BulkResult, RecordJob, Selection } from "./schema";
import { selectedIds, selectionWhere, typeNamed } from "./selection";

/** A preview looks at so many records one by one; beyond, its figures are of these. */
const mostExamined = 10_000;

export async function previewBulk(
  ctx: Ctx,
  { recordType, selection, action }: BulkInput,
): Promise<BulkPreview> {
  const type = typeNamed(recordType);
  const checked = await checkedPatch(ctx, type, action, selection);
  const { matched, permitted } = await countOf(ctx, type, selection, action);
  const preview: BulkPreview = {
    matched,
    permitted,
    notPermitted: matched - permitted,
    changing: permitted,
    examined: permitted,
    isJob: matched > mostAtOnce,
    samples: [],
    refused: 0,
    reasons: [],
    failed: [],
  };
  const isWhole = action.type === "delete" || action.type === "restore";
  let changing = 0;
  let examined = 0;
  const reasons = new Map<string, number>();
  for await (const records of permittedRecords(ctx, type, selection, action, isWhole ? 10 : mostExamined)) {
    examined += records.length;
    if (isWhole) {
      preview.samples = records.map((record) => sampleOf(type, record, {}, {}));
      return preview;
    }
    const patched = patchesOf(action, checked, records);
    const { drafts, refused } = await draftMany(ctx, type, patched, { areCustomFieldsChecked: true });
    changing += drafts.length;
    preview.refused += refused.length;
    for (const { error } of refused) reasons.set(error.message, (reasons.get(error.message) ?? 0) + 1);
    preview.failed.push(
      ...refused.slice(0, mostNamed - preview.failed.length).map((one) => failureOf(type, one)),
    );
    for (const { current, before, after } of drafts.slice(0, 10 - preview.samples.length))
      preview.samples.push(sampleOf(type, current, writableOf(type, before), writableOf(type, after)));
  }
  preview.examined = isWhole ? permitted : examined;
  preview.changing = isWhole ? permitted : examined >= permitted ? changing : null;
  preview.reasons = [...reasons]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 20)
    .map(([reason, count]) => ({ reason, count }));
  return preview;
}

const sampleOf = (type: RecordType, record: Wire, before: Wire, after: Wire): BulkPreview["samples"][0] => ({
  id: record.id as string,
  name: type.displayName(record),
  before,
  after,
});

async function countOf(
  ctx: Ctx,
  type: RecordType,
  selection: Selection,
  action: BulkAction,
): Promise<{ matched: number; permitted: number }> {
  const params = new Params();
  const where = await selectionWhere(ctx, type, selection, params, isOfDeleted(action));
  const scope = scopeOf(ctx.actor, permissionOf(type, action));
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const writable = scope ? heldWithin(scope, ctx.actor, params, tenant, "t", type) : "false";
  const [count] = await ctx.tx.query<{ matched: number; permitted: number }>(
    `select count(*)::int as matched, count(*) filter (where (${writable}) and ${tenant} is not null)::int as permitted from ${type.tableName} t where ${where}`,
    params.values,
  );
  return count ?? { matched: 0, permitted: 0 };
}

/** Those of the selection that may be changed, set by set; a preview runs in a read-only transaction and locks nothing. */
async function* permittedRecords(
  ctx: Ctx,
  type: RecordType,
  selection: Selection,
  action: BulkAction,
  most: number,
): AsyncIterable<Wire[]> {
  const isDeleted = isOfDeleted(action);
  let after: string | null = null;
  for (let left = most; left > 0; ) {
    const limit = Math.min(left, mostAtOnce);
    const ids: string[] = await selectedIds(ctx, type, selection, isDeleted, {
      after,
      limit,
      madeBefore: ctx.now,
    });
    const found = await lockMany(ctx, type, ids, permissionOf(type, action), { isDeleted, isLocked: false });
    yield found.filter((one) => one.isWritable).map((one) => one.record);
    if (ids.length < limit) return;
    left -= ids.length;
    after = ids.at(-1) ?? null;
  }
}

export async function applyBulk(ctx: Ctx, input: BulkInput): Promise<BulkResult> {
  const { recordType, selection, action } = input;
  const type = typeNamed(recordType);
  const isDeleted = isOfDeleted(action);
  const page = { after: null, limit: mostAtOnce + 1, madeBefore: ctx.now };
  const ids = await selectedIds(ctx, type, selection, isDeleted, page);
  if (ids.length > mostAtOnce) return startJob(ctx, type, input);
  const total = nothing();
  const checked = await checkedPatch(ctx, type, action, selection);
  for (let at = 0; at < ids.length; at += chunkSize)
    addUp(total, await actOn(ctx, type, action, checked, ids.slice(at, at + chunkSize)));
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
  await checkedPatch(ctx, type, action, selection);
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
