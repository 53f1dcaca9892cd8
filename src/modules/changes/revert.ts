// Undo: a change set is taken back record by record and field by field, a set of records per statement. What someone
// has edited since is kept and named; what may not or cannot be put back is named too. The revert is a change set
// itself, so it can be undone.
import { AppError, conflict } from "@/kernel/errors";
import type { Ctx } from "@/kernel/operation";
import { recordTypeNamed } from "@/kernel/records";
import { withNames } from "./names";
import { storeOutcomes } from "./outcomes";
import { batchSize, inHalves, type Reverting, revertBatch, type Undo, undoOf } from "./revert-batch";
import { startRevert } from "./revert-job";
import type { Reverted, RevertOutcome } from "./schema";
import { entriesOf, findChange, type StoredEntry } from "./service";
import { whatHolds } from "./standing";
import { undoSummary } from "./undo-words";

/** More entries than this are a job's work, not a request's. */
export const mostAtOnce = 2000;

/** What another record type's own actions (links, merges) need to be taken back; registered by the module. */
export type Reverser = (
  ctx: Ctx,
  entry: StoredEntry,
) => Promise<Omit<RevertOutcome, "recordType" | "recordId"> & { outcome: Outcome }>;
type Outcome = "reversed" | "kept" | "failed";
const reversers = new Map<string, Reverser>();
export const registerReverser = (action: string, reverser: Reverser): void =>
  void reversers.set(action, reverser);

/** A revert under way: nothing has its name yet. */
export type Report = Pick<Reverted, "changeId" | "jobId"> & Record<Outcome, RevertOutcome[]>;

export const nothingYet = (): Report => ({
  changeId: null,
  jobId: null,
  reversed: [],
  kept: [],
  failed: [],
});

/** Two who press Undo at the same time: the second one waits and finds it done. */
export const lockChange = (ctx: Ctx, changeId: string) =>
  ctx.tx.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [changeId]);

export async function revertChange(ctx: Ctx, { changeId: asked }: { changeId: string }): Promise<Reverted> {
  const original = await findChange(ctx, asked, "changes:revert");
  await lockChange(ctx, asked);
  // What was undone and redone holds by its redo: that is what is taken back.
  let changeId = await whatHolds(ctx, asked);
  if (changeId !== null && changeId !== asked) {
    await lockChange(ctx, changeId);
    changeId = await whatHolds(ctx, asked);
  }
  if (changeId === null) {
    const { revertedBy } = await findChange(ctx, asked, "changes:revert");
    throw conflict("This change was undone already", { revertedBy }, "ALREADY_REVERTED");
  }
  const change = changeId === asked ? original : await findChange(ctx, changeId, "changes:revert");
  const isOwn = change.userId !== null && change.userId === ctx.actor.userId;
  const entries = await entriesOf(ctx, changeId, { limit: mostAtOnce + 1 });
  if (entries.length > mostAtOnce) {
    const jobId = await startRevert(ctx, change, isOwn);
    return { changeId: ctx.changeId, jobId, reversed: [], kept: [], failed: [] };
  }
  const report = nothingYet();
  for (const pass of passes) {
    const some = entries.filter((entry) => passOf(entry.action) === pass);
    await revertEntries({ ctx, changeId, isOwn, report }, some);
  }
  ctx.reverts = changeId;
  ctx.summary = undoSummary(change);
  report.changeId = report.reversed.length > 0 ? ctx.changeId : null;
  if (report.changeId) storeOutcomes(ctx, report);
  return {
    ...report,
    reversed: await withNames(ctx, report.reversed),
    kept: await withNames(ctx, report.kept),
    failed: await withNames(ctx, report.failed),
  };
}

/**
 * What was deleted comes back first, as links that were cut with it need it; what was made goes last, when nothing of
 * the change set points to it any more.
 */
export const passes = ["deleted", "changed", "made"] as const;
export type Pass = (typeof passes)[number];
export const passOf = (action: string): Pass =>
  action === "deleted" ? "deleted" : action === "created" || action === "restored" ? "made" : "changed";

/** Takes the entries of one pass back in the order given (the last written first) and adds to the report. */
export async function revertEntries(reverting: Reverting, entries: StoredEntry[]): Promise<void> {
  const { ctx, report } = reverting;
  let batch: StoredEntry[] = [];
  let undo: Undo | undefined;
  const known = new Set<string>();
  const flush = async () => {
    const [some, how] = [batch, undo];
    batch = [];
    known.clear();
    if (how && some.length > 0) await inHalves(reverting, some, (part) => revertBatch(reverting, how, part));
  };
  for (const entry of entries) {
    const about = { recordType: entry.recordType, recordId: entry.recordId };
    const own = reversers.get(`${entry.recordType}.${entry.action}`) ?? reversers.get(entry.action);
    const type = recordTypeNamed(entry.recordType);
    const next = own ? undefined : undoOf(type, entry.action);
    // Set by set, as long as it is one type and each record comes once.
    const isOther = next?.type !== undo?.type || next?.action !== undo?.action;
    if (isOther || known.has(entry.recordId) || batch.length === batchSize) await flush();
    undo = next;
    if (next) {
      batch.push(entry);
      known.add(entry.recordId);
    } else if (own) {
      try {
        const { outcome, ...rest } = await own(ctx, entry);
        report[outcome].push({ ...about, ...rest });
      } catch (error) {
        if (!(error instanceof AppError) || error.status >= 500) throw error;
        report.failed.push({ ...about, fields: [], reason: error.message });
      }
    } else {
      const reason = type
        ? `"${entry.action}" cannot be taken back`
        : `a ${entry.recordType} cannot be put back`;
      report.failed.push({ ...about, fields: [], reason });
    }
  }
  await flush();
}
