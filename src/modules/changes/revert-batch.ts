// One set of entries taken back together: the same action on records of one type, each record once.
import { AppError, notFound } from "@/kernel/errors";
import { customFieldsOf } from "@/kernel/fields/custom";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import {
  changeMany,
  deleteMany,
  lockMany,
  lockRecord,
  type Patched,
  type RecordType,
  restoreMany,
  type Wire,
} from "@/kernel/records";
import { translateFailure } from "@/kernel/tenancy";
import { type Former, fieldsOf, formerOf, withoutFields } from "./former";
import type { Report } from "./revert";
import type { StoredEntry } from "./service";
import { isUndoneSql } from "./standing";

/** Large enough that a statement hardly costs, small enough that nobody waits long for its locks. */
export const batchSize = 1000;

export type Reverting = {
  ctx: Ctx;
  /** The change set that is taken back. */
  changeId: string;
  /** Whether it is the actor's own. */
  isOwn: boolean;
  report: Report;
};

export type Undo = { type: RecordType; action: "created" | "restored" | "deleted" | "updated" };

export function undoOf(type: RecordType | undefined, action: string): Undo | undefined {
  const isKnown =
    action === "created" || action === "restored" || action === "deleted" || action === "updated";
  return type && isKnown ? { type, action } : undefined;
}

export function revertBatch(
  reverting: Reverting,
  { type, action }: Undo,
  entries: StoredEntry[],
): Promise<void> {
  if (action === "updated") return putBack(reverting, type, entries);
  if (action === "deleted") return restore(reverting, type, entries);
  return takeAway(reverting, type, action, entries);
}

/**
 * Does the work for all entries, or, when only the database finds out that one of them cannot be put back (its value
 * is another's by now), for each half by itself, down to the one that is at fault.
 */
export async function inHalves(
  reverting: Reverting,
  entries: StoredEntry[],
  work: (entries: StoredEntry[]) => Promise<void>,
): Promise<void> {
  const { ctx, report } = reverting;
  const gathered = [ctx.changes, ctx.emitted, ctx.followUps, report.reversed, report.kept, report.failed];
  const lengths = gathered.map((list) => list.length);
  await ctx.tx.query("savepoint revert_batch");
  try {
    await work(entries);
    await ctx.tx.query("release savepoint revert_batch");
  } catch (thrown) {
    const error = translateFailure(thrown);
    if (!(error instanceof AppError) || !["ALREADY_EXISTS", "CONFLICT"].includes(error.code)) throw thrown;
    await ctx.tx.query("rollback to savepoint revert_batch");
    for (const [i, list] of gathered.entries()) list.length = lengths[i]!;
    const [first] = entries;
    if (entries.length === 1 && first) {
      const { recordType, recordId } = first;
      report.failed.push({ recordType, recordId, fields: [], reason: error.message });
      return;
    }
    const half = Math.ceil(entries.length / 2);
    await inHalves(reverting, entries.slice(0, half), work);
    await inHalves(reverting, entries.slice(half), work);
  }
}

const idsOf = (entries: StoredEntry[]): string[] => entries.map((entry) => entry.recordId);

/** Which of them are in the bin. */
async function deletedAmong(
  ctx: Ctx,
  type: RecordType,
  ids: string[],
  permission: string,
): Promise<string[]> {
  const found = await lockMany(ctx, type, ids, permission, { isDeleted: true, isLocked: false });
  return found.map(({ record }) => record.id as string);
}

/** The locked records that may be written; the others are told as failed. */
async function lockFor(
  { ctx, report }: Reverting,
  type: RecordType,
  entries: StoredEntry[],
  permission: string,
  isDeleted = false,
): Promise<Map<string, Wire>> {
  const found = await lockMany(ctx, type, idsOf(entries), permission, { isDeleted });
  const byId = new Map(found.map((one) => [one.record.id as string, one]));
  const lost = entries.filter((entry) => !byId.has(entry.recordId));
  const merged = await mergedAmong(ctx, type, idsOf(lost));
  const gone = isDeleted || lost.length === 0 ? [] : await deletedAmong(ctx, type, idsOf(lost), permission);
  for (const { recordId } of lost) {
    let reason = gone.includes(recordId)
      ? `The ${type.label.toLowerCase()} was deleted since`
      : notFound(type.name).message;
    if (merged.has(recordId)) reason = await whyNot(ctx, type, recordId, permission, isDeleted);
    report.failed.push({ recordType: type.name, recordId, fields: [], reason });
  }
  const records = new Map<string, Wire>();
  for (const { recordId } of entries) {
    const one = byId.get(recordId);
    if (one?.isWritable) records.set(recordId, one.record);
    else if (one) {
      const reason = `You may not change this ${type.name}`;
      report.failed.push({ recordType: type.name, recordId, fields: [], reason });
    }
  }
  return records;
}

async function mergedAmong(ctx: Ctx, type: RecordType, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await ctx.tx.query<{ loser_id: string }>(
    "select loser_id from merged_records where tenant_id = $1 and loser_id = any($2::uuid[])",
    [uuidOf("tenant", ctx.tenant.id), ids.flatMap((id) => parseId(type.prefix, id) ?? [])],
  );
  return new Set(rows.map((row) => toPublicId(type.prefix, row.loser_id)));
}

/** Says of a record that was merged away what it became, to whoever may see that. */
async function whyNot(
  ctx: Ctx,
  type: RecordType,
  id: string,
  permission: string,
  isDeleted: boolean,
): Promise<string> {
  try {
    await lockRecord(ctx, type, id, permission, { isDeleted });
    return notFound(type.name).message;
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    return error.message;
  }
}

/** Updates: each field gets its former value, unless someone has changed it since. */
async function putBack(reverting: Reverting, type: RecordType, entries: StoredEntry[]): Promise<void> {
  const { ctx, report } = reverting;
  const records = await lockFor(reverting, type, entries, `${type.resource}:write`);
  const customKeys = new Set((await customFieldsOf(ctx, type.name)).map(({ key }) => key));
  const patched: (Patched & Former)[] = [];
  for (const entry of entries) {
    const current = records.get(entry.recordId);
    if (current) patched.push({ current, ...formerOf(current, entry, customKeys) });
  }
  const { put, refused } = await putBackWhatFits(ctx, type, patched);
  for (const { current, kept, gone } of patched) {
    const about = { recordType: type.name, recordId: current.id as string };
    const fields = fieldsOf(put.get(current) ?? {});
    if (fields.length > 0) report.reversed.push({ ...about, fields, reason: "former values put back" });
    for (const failed of refused.get(current) ?? []) report.failed.push({ ...about, ...failed });
    if (gone.length > 0)
      report.failed.push({ ...about, fields: gone, reason: "the field was deleted since" });
    if (kept.length > 0) report.kept.push({ ...about, fields: kept, reason: "edited since" });
  }
}

type Failure = { fields: string[]; reason: string };

/**
 * A value that can no longer be put back (its option is gone, it is another's by now) does not hold the record's other
 * values up.
 */
async function putBackWhatFits(
  ctx: Ctx,
  type: RecordType,
  patched: Patched[],
): Promise<{ put: Map<Wire, Wire>; refused: Map<Wire, Failure[]> }> {
  const put = new Map<Wire, Wire>();
  const failures = new Map<Wire, Failure[]>();
  const fail = (current: Wire, failure: Failure) =>
    failures.set(current, [...(failures.get(current) ?? []), failure]);
  let left = patched.filter(({ patch }) => Object.keys(patch).length > 0);
  while (left.length > 0) {
    const { refused } = await changeMany(ctx, type, left);
    const errors = new Map(refused.map(({ current, error }) => [current, error]));
    for (const { current, patch } of left) if (!errors.has(current)) put.set(current, patch);
    const asked = left;
    left = asked.flatMap((one) => {
      const error = errors.get(one.current);
      if (!error) return [];
      // What another record of the same set has only now given up is free the next time.
      if (errors.size < asked.length && error.fields.some(({ code }) => code === "NOT_UNIQUE")) return [one];
      const patch = withoutFields(
        type,
        one.patch,
        error.status === 422 ? error.fields.map(({ field }) => field) : [],
      );
      const [before, after] = [fieldsOf(one.patch), fieldsOf(patch)];
      if (after.length === before.length) {
        fail(one.current, { fields: before, reason: error.message });
        return [];
      }
      for (const { field, message } of error.fields)
        if (before.includes(field)) fail(one.current, { fields: [field], reason: message });
      const named = error.fields.map(({ field }) => field);
      const others = before.filter((field) => !after.includes(field) && !named.includes(field));
      if (others.length > 0) fail(one.current, { fields: others, reason: "nothing without the other" });
      return after.length > 0 ? [{ ...one, patch }] : [];
    });
  }
  return { put, refused: failures };
}

/** What was created or restored goes, unless anything was done to it since. */
async function takeAway(
  reverting: Reverting,
  type: RecordType,
  action: "created" | "restored",
  entries: StoredEntry[],
): Promise<void> {
  const { ctx, report, isOwn } = reverting;
  const keep = async (some: StoredEntry[]): Promise<StoredEntry[]> => {
    const edited = await editedSince(reverting, type, some);
    for (const [recordId, reason] of edited)
      report.kept.push({ recordType: type.name, recordId, fields: [], reason });
    return some.filter((entry) => !edited.has(entry.recordId));
  };
  const untouched = await keep(entries);
  // Taking back what one has just made is part of making it: no right to delete is needed.
  const permission = `${type.resource}:${action === "created" && isOwn ? "write" : "delete"}`;
  const records = await lockFor(reverting, type, untouched, permission);
  // Whoever had them in hand until now may have edited them.
  const still = await keep(untouched.filter((entry) => records.has(entry.recordId)));
  const isStill = new Set(still.map(({ recordId }) => recordId));
  for (const recordId of [...records.keys()]) if (!isStill.has(recordId)) records.delete(recordId);
  await deleteMany(ctx, type, [...records.values()]);
  const reason = action === "created" ? "deleted" : "deleted again";
  for (const recordId of records.keys())
    report.reversed.push({ recordType: type.name, recordId, fields: [], reason });
}

/**
 * Whose record anything was done to after its entry, other than by the change set itself and by this very revert, and
 * what that was. A merge that was taken back leaves nothing behind.
 */
async function editedSince(
  { ctx, changeId }: Reverting,
  type: RecordType,
  entries: StoredEntry[],
): Promise<Map<string, string>> {
  const rows = await ctx.tx.query<{ record_id: string; is_merged: boolean; is_winner: boolean }>(
    `select k.record_id, exists (select 1 from merged_records m where m.tenant_id = $1 and m.loser_id = k.record_id) as is_merged,
       exists (select 1 from merged_records m where m.tenant_id = $1 and m.winner_id = k.record_id) as is_winner
     from unnest($2::uuid[], $3::uuid[]) as k(record_id, entry_id)
     where exists (select 1 from audit_log a where a.tenant_id = $1 and a.record_id = k.record_id and a.id > k.entry_id
       and a.change_id <> all($4::uuid[])
       and not (a.action in ('merged', 'unmerged', 'relinked') and exists (select 1 from change_sets c
         where c.tenant_id = $1 and c.id = a.change_id and (c.reverts is not null or ${isUndoneSql("$1::uuid", "c.id")}))))`,
    [
      uuidOf("tenant", ctx.tenant.id),
      idsOf(entries).map((id) => uuidOf(type.prefix, id)),
      entries.map((entry) => entry.auditId),
      [uuidOf("chg", changeId), uuidOf("chg", ctx.changeId)],
    ],
  );
  const label = type.label.toLowerCase();
  return new Map(
    rows.map(({ record_id, is_merged, is_winner }) => [
      toPublicId(type.prefix, record_id),
      is_merged
        ? `merged into another ${label} since: un-merge them first`
        : is_winner
          ? `another ${label} was merged into it since: un-merge them first`
          : "edited since",
    ]),
  );
}

async function restore(reverting: Reverting, type: RecordType, entries: StoredEntry[]): Promise<void> {
  const { ctx, report } = reverting;
  const records = await lockFor(reverting, type, entries, `${type.resource}:delete`, true);
  await restoreMany(ctx, type, [...records.values()]);
  for (const recordId of records.keys())
    report.reversed.push({ recordType: type.name, recordId, fields: [], reason: "restored" });
}
