// Undo: a change set is taken back record by record and field by field. What someone has edited since is kept and
// named; what may not or cannot be put back is named too. The revert is a change set itself, so it can be undone.
import { AppError, conflict } from "@/kernel/errors";
import { type EventDefinition, eventRegistry } from "@/kernel/events/define";
import { checkCustomFields } from "@/kernel/fields/custom";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import {
  applyPatch,
  checkOwner,
  checkReferences,
  deleteRecord,
  lockMany,
  lockRecord,
  type Patched,
  type RecordType,
  recordTypeNamed,
  restoreRecord,
  updateMany,
  type Wire,
} from "@/kernel/records";
import { checkMoney } from "@/kernel/records/rules";
import { startRevert } from "./revert-job";
import type { Reverted, RevertOutcome } from "./schema";
import { entriesOf, findChange, type StoredEntry } from "./service";

/** More than this is a job's work, not a request's. */
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

export async function revertChange(ctx: Ctx, { changeId }: { changeId: string }): Promise<Reverted> {
  const change = await findChange(ctx, changeId, "changes:revert");
  // Two who press Undo at the same time: the second one waits and finds it done.
  await ctx.tx.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [changeId]);
  change.revertedBy = (await findChange(ctx, changeId, "changes:revert")).revertedBy;
  if (change.revertedBy)
    throw conflict("This change was undone already", { revertedBy: change.revertedBy }, "ALREADY_REVERTED");
  const isOwn = change.userId !== null && change.userId === ctx.actor.userId;
  const report: Reverted = { changeId: null, jobId: null, reversed: [], kept: [], failed: [] };
  if (change.recordCount > mostAtOnce) {
    const jobId = await startRevert(ctx, change, isOwn);
    return { ...report, changeId: ctx.changeId, jobId };
  }
  const entries = await entriesOf(ctx, changeId, { limit: mostAtOnce * 2 });
  await revertEntries(ctx, entries, report, isOwn);
  ctx.reverts = changeId;
  ctx.summary = `Undid: ${change.summary}`.slice(0, 200);
  report.changeId = report.reversed.length > 0 ? ctx.changeId : null;
  return report;
}

/** What was deleted comes back first: links that were cut with it need it. */
const inOrder = (entries: StoredEntry[]): StoredEntry[] => [
  ...entries.filter((entry) => entry.action === "deleted"),
  ...entries.filter((entry) => entry.action !== "deleted"),
];

/** Takes the entries back in the order given (the last written first) and adds to the report. */
export async function revertEntries(
  ctx: Ctx,
  entries: StoredEntry[],
  report: Reverted,
  isOwn: boolean,
): Promise<void> {
  let batch: StoredEntry[] = [];
  const flush = async () => {
    const type = batch[0] && recordTypeNamed(batch[0].recordType);
    if (type) await revertUpdates(ctx, type, batch, report);
    batch = [];
  };
  for (const entry of inOrder(entries)) {
    const about = { recordType: entry.recordType, recordId: entry.recordId };
    const type = recordTypeNamed(entry.recordType);
    const own = reversers.get(`${entry.recordType}.${entry.action}`) ?? reversers.get(entry.action);
    if (type && !own && !type.rules && entry.action === "updated") {
      // Set by set, as long as it is one type and each record comes once.
      const isOther = batch[0] && batch[0].recordType !== entry.recordType;
      if (isOther || batch.some((one) => one.recordId === entry.recordId)) await flush();
      batch.push(entry);
      continue;
    }
    await flush();
    try {
      if (own) {
        const { outcome, ...rest } = await own(ctx, entry);
        report[outcome].push({ ...about, ...rest });
      } else if (type) {
        await revertEntry(ctx, type, entry, report, isOwn);
      } else {
        report.failed.push({ ...about, fields: [], reason: `a ${entry.recordType} cannot be put back` });
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      report.failed.push({ ...about, fields: [], reason: error.message });
    }
  }
  await flush();
}

const eventOf = (type: RecordType, verb: string): EventDefinition<Wire> =>
  eventRegistry.get(`${type.name}.${verb}`) as unknown as EventDefinition<Wire>;

async function revertEntry(
  ctx: Ctx,
  type: RecordType,
  entry: StoredEntry,
  report: Reverted,
  isOwn: boolean,
): Promise<void> {
  const about = { recordType: type.name, recordId: entry.recordId };
  if (entry.action === "updated") return revertUpdate(ctx, type, entry, report);
  if (entry.action === "created" || entry.action === "restored") {
    if (await isEditedSince(ctx, entry)) {
      report.kept.push({ ...about, fields: [], reason: "edited since" });
      return;
    }
    // Taking back what one has just made is part of making it: no right to delete is needed.
    const permission = `${type.resource}:${entry.action === "created" && isOwn ? "write" : "delete"}`;
    await deleteRecord(ctx, type, entry.recordId, eventOf(type, "deleted"), [], permission);
    report.reversed.push({
      ...about,
      fields: [],
      reason: entry.action === "created" ? "deleted" : "deleted again",
    });
    return;
  }
  if (entry.action === "deleted") {
    await restoreRecord(ctx, type, entry.recordId, eventOf(type, "restored"));
    report.reversed.push({ ...about, fields: [], reason: "restored" });
    return;
  }
  report.failed.push({ ...about, fields: [], reason: `"${entry.action}" cannot be taken back` });
}

/** Whether anything was done to the record after this entry, other than by this very revert. */
async function isEditedSince(ctx: Ctx, entry: StoredEntry): Promise<boolean> {
  const type = recordTypeNamed(entry.recordType)!;
  const rows = await ctx.tx.query(
    `select 1 from audit_log a where a.tenant_id = $1 and a.record_id = $2 and a.id > $3::uuid
       and a.change_id <> (select change_id from audit_log where tenant_id = $1 and id = $3::uuid) limit 1`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf(type.prefix, entry.recordId), entry.auditId],
  );
  return rows.length > 0;
}

const same = (a: unknown, b: unknown): boolean => stable(a) === stable(b);
/** JSON with sorted keys: the database does not keep the order of a jsonb's keys. */
const stable = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, v: unknown) =>
    v && typeof v === "object" && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );

/** The same for many records of one type, in a few statements. */
async function revertUpdates(
  ctx: Ctx,
  type: RecordType,
  entries: StoredEntry[],
  report: Reverted,
): Promise<void> {
  const ids = entries.map((entry) => entry.recordId);
  const locked = new Map(
    (await lockMany(ctx, type, ids, `${type.resource}:write`)).map((one) => [one.record.id as string, one]),
  );
  const checks = new Map<string, Promise<void>>();
  const patched: Patched[] = [];
  for (const entry of entries) {
    const about = { recordType: type.name, recordId: entry.recordId };
    const found = locked.get(entry.recordId);
    if (!found?.isWritable) {
      const reason = found ? `You may not change this ${type.name}` : `No such ${type.name}`;
      report.failed.push({ ...about, fields: [], reason });
      continue;
    }
    const { patch, kept } = formerOf(found.record, entry);
    const fields = Object.keys(patch);
    try {
      if (fields.length > 0) {
        const checked = await checkFormer(ctx, type, found.record, patch, checks);
        patched.push({ current: found.record, patch: checked });
        report.reversed.push({ ...about, fields, reason: "former values put back" });
      }
      if (kept.length > 0) report.kept.push({ ...about, fields: kept, reason: "edited since" });
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      report.failed.push({ ...about, fields, reason: error.message });
    }
  }
  await updateMany(ctx, type, patched);
}

/** What every update is held to; the same link or owner is looked up once for all records. */
async function checkFormer(
  ctx: Ctx,
  type: RecordType,
  current: Wire,
  patch: Wire,
  checks: Map<string, Promise<void>>,
): Promise<Wire> {
  const once = (key: string, check: () => Promise<void>): Promise<void> => {
    const known = checks.get(key) ?? check();
    checks.set(key, known);
    return known;
  };
  for (const [key, value] of Object.entries(patch)) {
    if (typeof value === "string" && type.fields[key as keyof typeof type.fields]?.idPrefix)
      await once(`${key} ${value}`, () => checkReferences(ctx, type, { [key]: value }));
    if (key === "ownerId") await once(`owner ${value}`, () => checkOwner(ctx, type, value));
  }
  checkMoney(type, { ...current, ...patch }, Object.keys(patch));
  if (patch.customFields === undefined) return patch;
  const checked = await checkCustomFields(
    ctx,
    type.name,
    patch.customFields as Wire,
    false,
    current.id as string,
  );
  const merged = { ...(current.customFields as Wire), ...checked };
  return {
    ...patch,
    customFields: Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)),
  };
}

async function revertUpdate(ctx: Ctx, type: RecordType, entry: StoredEntry, report: Reverted): Promise<void> {
  const about = { recordType: type.name, recordId: entry.recordId };
  const current = await lockRecord(ctx, type, entry.recordId, `${type.resource}:write`);
  const { patch, kept } = formerOf(current, entry);
  const fields = Object.keys(patch);
  if (fields.length > 0) {
    await applyPatch(ctx, type, current, patch, eventOf(type, "updated"));
    report.reversed.push({ ...about, fields, reason: "former values put back" });
  }
  if (kept.length > 0) report.kept.push({ ...about, fields: kept, reason: "edited since" });
}

/** For each field of the entry: its former value, unless someone has changed it since. */
function formerOf(current: Wire, entry: StoredEntry): { patch: Wire; kept: string[] } {
  const patch: Wire = {};
  const kept: string[] = [];
  for (const [key, former] of Object.entries(entry.before ?? {})) {
    if (key === "customFields") {
      revertCustomFields(current, entry, patch, kept);
      continue;
    }
    if (same(current[key], entry.after?.[key])) patch[key] = former;
    else kept.push(key);
  }
  return { patch, kept };
}

/** Custom fields are one value in the log but many to people: each is judged by itself. */
function revertCustomFields(current: Wire, entry: StoredEntry, patch: Wire, kept: string[]): void {
  const [now, before, after] = [
    current.customFields,
    entry.before?.customFields,
    entry.after?.customFields,
  ].map((v) => (v ?? {}) as Wire) as [Wire, Wire, Wire];
  const put: Wire = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (same(before[key], after[key])) continue;
    if (same(now[key], after[key])) put[key] = before[key] ?? null;
    else kept.push(`customFields.${key}`);
  }
  if (Object.keys(put).length > 0) patch.customFields = put;
}
