// Taking a merge back: values, links and the merged records return to what they were; what was edited since stays.
import { AppError, notFound } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import {
  applyPatch,
  columnList,
  findRecord,
  fromRow,
  lockRecord,
  type RecordType,
  recordTypeNamed,
  recordTypes,
  type Wire,
} from "@/kernel/records";
import { lockChange, registerReverser } from "@/modules/changes";
import { mergeError } from "./errors";
import { formerValues, type Row, same } from "./former-values";
import { moveLinksBack } from "./links-back";
import type { Unmerged } from "./schema";
import { aboutRecord, eventOf, tenantOf } from "./service";
import { giveUpTaken, linksCut } from "./unique-values";

export async function unmergeRecords(ctx: Ctx, { mergeId }: { mergeId: string }): Promise<Unmerged> {
  const uuid = parseId("merge", mergeId);
  const [known] = uuid
    ? await ctx.tx.query<{ change_id: string }>(
        "select change_id from merges where tenant_id = $1 and id = $2",
        [tenantOf(ctx), uuid],
      )
    : [];
  // Who un-merges while another undoes the merge's change waits, and either finds what the other did.
  if (known) await lockChange(ctx, toPublicId("chg", known.change_id));
  const [row] = uuid
    ? await ctx.tx.query<Row>(
        `select id, record_type, winner_id, loser_ids, winner_before, winner_after, change_id, undone_at from merges
         where tenant_id = $1 and id = $2 for update`,
        [tenantOf(ctx), uuid],
      )
    : [];
  const type = row && recordTypeNamed(row.record_type);
  if (!row || !type) throw notFound("merge");
  const winnerId = toPublicId(type.prefix, row.winner_id);
  const winner = await lockWinner(ctx, type, winnerId);
  if (row.undone_at) throw mergeError("MERGE_UNDONE");
  const kept: Unmerged["kept"] = [];

  await ctx.tx.query(
    "update merges set undone_at = $3, undone_change_id = $4 where tenant_id = $1 and id = $2",
    [tenantOf(ctx), row.id, ctx.now, uuidOf("chg", ctx.changeId)],
  );
  await ctx.tx.query("delete from merged_records where tenant_id = $1 and merge_id = $2", [
    tenantOf(ctx),
    row.id,
  ]);
  const changesBefore = ctx.changes.length;
  const patch = await formerValues(ctx, type, winner, row, kept);
  const [own, others] = splitPatch(type, patch);
  let next = await putBack(ctx, type, winner, others, kept);
  // After the winner has given back what must be unique, and before it points to them again.
  const lost = await giveUpTaken(ctx, type, row.loser_ids, kept);
  const restored = await bringBack(ctx, type, row, kept);
  next = await putBack(ctx, type, next, own, kept);
  const change = takeUpdates(ctx, winnerId, changesBefore);
  kept.push(...(await moveLinksBack(ctx, type, mergeId)));
  for (const record of restored) {
    const values = lost.get(record.id as string);
    ctx.record({
      recordType: type.name,
      recordId: record.id as string,
      action: "unmerged",
      before: { mergedInto: winnerId, ...(values ? { customFields: values } : {}) },
      after: values ? { customFields: {} } : {},
    });
    ctx.emit(eventOf(type, "restored"), aboutRecord(type, record), { [type.name]: record });
  }
  const mergedIds = restored.map((record) => record.id as string);
  ctx.record({
    recordType: type.name,
    recordId: winnerId,
    action: "unmerged",
    before: { ...change?.before, mergedIds, mergeId },
    after: change?.after ?? {},
  });
  const record = (await findRecord(ctx, type, winnerId)) ?? next;
  ctx.emit(eventOf(type, "unmerged"), aboutRecord(type, record), { [type.name]: record, mergeId, mergedIds });
  ctx.summary = `Un-merged ${type.displayName(record)}`;
  ctx.reverts ??= toPublicId("chg", row.change_id);
  return { mergeId, changeId: ctx.changeId, record, restored: await reread(ctx, type, row.loser_ids), kept };
}

/** The winner must be there and nobody's part: nested merges are taken back from the outside in. */
async function lockWinner(ctx: Ctx, type: RecordType, winnerId: string): Promise<Wire> {
  const [state] = await ctx.tx.query<{ deleted_at: string | null }>(
    `select deleted_at from ${type.tableName} where tenant_id = $1 and id = $2`,
    [tenantOf(ctx), uuidOf(type.prefix, winnerId)],
  );
  if (state?.deleted_at) throw mergeError("WINNER_GONE", { details: { winnerId } });
  return lockRecord(ctx, type, winnerId, `${type.resource}:merge`);
}

/** The links to records of the same type apart: they may lead to those that are still to be brought back. */
function splitPatch(type: RecordType, patch: Wire): [own: Wire, others: Wire] {
  const own: Wire = {};
  const others: Wire = {};
  for (const [key, value] of Object.entries(patch)) {
    const f = type.fields[key as keyof typeof type.fields];
    if (key !== "customFields") Object.assign(f?.idPrefix === type.prefix ? own : others, { [key]: value });
    else
      for (const [name, one] of Object.entries(value as Wire)) {
        const isOwn = typeof one === "string" && parseId(type.prefix, one) !== undefined;
        const part = isOwn ? own : others;
        part.customFields = { ...(part.customFields as Wire | undefined), [name]: one };
      }
  }
  return [own, others];
}

/** What can no longer be put back (a person who has left, a field that is gone) stays as it is and is listed. */
async function putBack(
  ctx: Ctx,
  type: RecordType,
  current: Wire,
  patch: Wire,
  kept: Unmerged["kept"],
): Promise<Wire> {
  const left: Wire = { ...patch };
  if (patch.customFields) left.customFields = { ...(patch.customFields as Wire) };
  for (;;) {
    if (Object.keys(left).length === 0) return current;
    try {
      return await applyPatch(ctx, type, current, left, eventOf(type, "updated"));
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 422 || error.fields.length === 0) throw error;
      let hasDropped = false;
      for (const { field, message, code } of error.fields) {
        const [key = "", part = ""] = field.split(".");
        const from = key === "customFields" ? (left.customFields as Wire | undefined) : left;
        const name = key === "customFields" ? part : key;
        if (!from || !(name in from)) continue;
        const isTaken = from !== left && code === "NOT_UNIQUE";
        if (isTaken) await linksCut(ctx, type, current.id as string, { [name]: from[name] });
        // What the merge gave it goes nevertheless: it is the merged record's, that comes back with it.
        if (isTaken && from[name] !== null) from[name] = null;
        else delete from[name];
        hasDropped = true;
        kept.push({ recordType: type.name, recordId: current.id as string, field, reason: message });
      }
      if (!hasDropped) throw error;
    }
  }
}

/** The winner's own audit rows become part of the un-merge's. */
function takeUpdates(ctx: Ctx, winnerId: string, from: number): { before: Wire; after: Wire } {
  const taken = { before: {} as Wire, after: {} as Wire };
  for (let at = ctx.changes.length - 1; at >= from; at--) {
    const change = ctx.changes[at]!;
    if (change.recordId !== winnerId || change.action !== "updated") continue;
    Object.assign(taken.before, change.before);
    Object.assign(taken.after, change.after);
    ctx.changes.splice(at, 1);
  }
  return taken;
}

async function bringBack(ctx: Ctx, type: RecordType, row: Row, kept: Unmerged["kept"]): Promise<Wire[]> {
  await ctx.tx.query(
    `update ${type.tableName} set deleted_at = null, updated_at = $3, updated_by = $4, version = version + 1
     where tenant_id = $1 and id = any($2::uuid[])`,
    [tenantOf(ctx), row.loser_ids, ctx.now, ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null],
  );
  for (const [key, f] of Object.entries(type.fields)) {
    const target =
      f.kind === "record" && f.idPrefix ? recordTypes().find((one) => one.prefix === f.idPrefix) : undefined;
    const column = type.columns.find((one) => one.key === key)?.name;
    if (!target || !column) continue;
    const cut = await ctx.tx.query<{ id: string }>(
      `update ${type.tableName} t set "${column}" = null where t.tenant_id = $1 and t.id = any($2::uuid[])
         and exists (select 1 from ${target.tableName} x where x.tenant_id = $1 and x.id = t."${column}" and x.deleted_at is not null
           and not exists (select 1 from merged_records m where m.tenant_id = $1 and m.loser_id = x.id)) returning t.id`,
      [tenantOf(ctx), row.loser_ids],
    );
    for (const { id } of cut)
      kept.push({
        recordType: type.name,
        recordId: toPublicId(type.prefix, id),
        field: key,
        reason: `the ${target.label.toLowerCase()} it belonged to was deleted since`,
      });
  }
  return reread(ctx, type, row.loser_ids);
}

async function reread(ctx: Ctx, type: RecordType, ids: string[]): Promise<Wire[]> {
  const rows = await ctx.tx.query(
    `select ${columnList(type)} from ${type.tableName} where tenant_id = $1 and id = any($2::uuid[]) and deleted_at is null order by created_at`,
    [tenantOf(ctx), ids],
  );
  return rows.map((row) => fromRow(type, row));
}

/** Undo of the change set that a merge was: the winner's row does the work, the others only tell how it went. */
registerReverser("merged", async (ctx, entry) => {
  const mergeId = entry.after?.mergeId;
  if (typeof mergeId !== "string") {
    const isBack = await isLive(ctx, entry.recordType, entry.recordId);
    return {
      outcome: isBack ? "reversed" : "failed",
      fields: [],
      reason: isBack ? "on its own again" : "still merged",
    };
  }
  const { kept } = await unmergeRecords(ctx, { mergeId });
  return {
    outcome: "reversed",
    fields: Object.keys(entry.before ?? {}),
    reason: kept.length > 0 ? `un-merged; ${kept.length} values edited since were kept` : "un-merged",
  };
});

async function isLive(ctx: Ctx, recordType: string, recordId: string): Promise<boolean> {
  const type = recordTypeNamed(recordType);
  if (!type) return false;
  const rows = await ctx.tx.query(
    `select 1 from ${type.tableName} where tenant_id = $1 and id = $2 and deleted_at is null`,
    [tenantOf(ctx), uuidOf(type.prefix, recordId)],
  );
  return rows.length > 0;
}

registerReverser("relinked", async (ctx, entry) => {
  const type = recordTypeNamed(entry.recordType)!;
  const [field = ""] = Object.keys(entry.before ?? {});
  const current = await findRecord(ctx, type, entry.recordId);
  const pick = (from: Wire | null | undefined): unknown =>
    field === "customFields"
      ? Object.keys((entry.before?.customFields ?? {}) as Wire).map(
          (key) => ((from?.customFields ?? {}) as Wire)[key],
        )
      : from?.[field];
  return same(pick(current), pick(entry.before))
    ? { outcome: "reversed", fields: [field], reason: "link moved back" }
    : { outcome: "kept", fields: [field], reason: "edited since" };
});
