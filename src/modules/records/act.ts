// One bulk action on a set of records: checked once, done set by set; what is refused is named and stops nothing.
import { AppError, validationFailed } from "@/kernel/errors";
import { checkCustomFields } from "@/kernel/fields/custom";
import { type Ctx, fromZod } from "@/kernel/operation";
import {
  applyPatch,
  checkOwner,
  checkReferences,
  deleteMany,
  lockMany,
  type Patched,
  type RecordType,
  recordEvent,
  restoreMany,
  updateMany,
  type Wire,
} from "@/kernel/records";
import { checkMoney } from "@/kernel/records/rules";
import type { BulkAction, BulkResult } from "./schema";

/** More than this is a job's work, not a request's. */
export const mostAtOnce = 2000;
export const chunkSize = 500;
export const mostNamed = 50;

export const permissionOf = (type: RecordType, action: BulkAction): string =>
  `${type.resource}:${action.type === "delete" || action.type === "restore" ? "delete" : "write"}`;
export const isOfDeleted = (action: BulkAction): boolean => action.type === "restore";

type Failed = BulkResult["failed"];
export type Done = { changed: number; unchanged: number; notPermitted: number; failed: Failed };
export const nothing = (): Done => ({ changed: 0, unchanged: 0, notPermitted: 0, failed: [] });

/** What an update would set, checked once for all records. */
export async function checkedPatch(ctx: Ctx, type: RecordType, action: BulkAction): Promise<Wire> {
  if (action.type === "assign") return ownerPatch(ctx, type, action.ownerId);
  if (action.type !== "update") return {};
  const parsed = type.Patch.safeParse(action.patch);
  if (!parsed.success) {
    const error = fromZod(parsed.error, type.Patch);
    throw validationFailed(error.fields.map((fault) => ({ ...fault, field: `action.patch.${fault.field}` })));
  }
  const patch = parsed.data as Wire;
  if (patch.customFields !== undefined)
    patch.customFields = await checkCustomFields(ctx, type.name, patch.customFields as Wire, false);
  if (patch.ownerId !== undefined && !type.rules) await checkOwner(ctx, type, patch.ownerId);
  await checkReferences(ctx, type, patch);
  return patch;
}

async function ownerPatch(ctx: Ctx, type: RecordType, ownerId: string | null): Promise<Wire> {
  const parsed = type.Patch.safeParse({ ownerId });
  if (!parsed.success)
    throw validationFailed([
      { field: "action.ownerId", code: "VALIDATION_ERROR", message: "ownerId must be the id of a person" },
    ]);
  if (!type.rules) await checkOwner(ctx, type, ownerId);
  await checkReferences(ctx, type, { ownerId });
  return { ownerId };
}

/** The change of one record: custom fields merge key by key, tags are added or taken away. */
function patchOf(action: BulkAction, checked: Wire, record: Wire): Wire {
  const tags = (record.tags as string[] | null) ?? [];
  if (action.type === "tag") return { tags: [...new Set([...tags, ...action.tags])] };
  if (action.type === "untag") return { tags: tags.filter((tag) => !action.tags.includes(tag)) };
  if (checked.customFields === undefined) return checked;
  const merged = { ...(record.customFields as Wire), ...(checked.customFields as Wire) };
  return {
    ...checked,
    customFields: Object.fromEntries(Object.entries(merged).filter(([, v]) => v !== null)),
  };
}

/** Does the action to these records; one that is refused does not stop the others. */
export async function actOn(ctx: Ctx, type: RecordType, action: BulkAction, ids: string[]): Promise<Done> {
  const checked = await checkedPatch(ctx, type, action);
  const locked = await lockMany(ctx, type, ids, permissionOf(type, action), {
    isDeleted: isOfDeleted(action),
  });
  const records = locked.filter((one) => one.isWritable).map((one) => one.record);
  const done: Done = { ...nothing(), notPermitted: locked.length - records.length };
  if (action.type === "delete") {
    await deleteMany(ctx, type, records);
    return { ...done, changed: records.length };
  }
  if (action.type === "restore") {
    await restoreMany(ctx, type, records);
    return { ...done, changed: records.length };
  }
  if (type.rules) return eachByItself(ctx, type, action, checked, records, done);
  const { patched, failed } = withoutRefused(type, action, checked, records);
  done.failed = failed;
  done.changed = await updateMany(ctx, type, patched);
  done.unchanged = patched.length - done.changed;
  return done;
}

export function withoutRefused(type: RecordType, action: BulkAction, checked: Wire, records: Wire[]) {
  const failed: Failed = [];
  const patched: Patched[] = [];
  for (const current of records) {
    const patch = patchOf(action, checked, current);
    try {
      checkMoney(type, { ...current, ...patch }, Object.keys(patch));
      patched.push({ current, patch });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failed.push({ id: current.id as string, name: type.displayName(current), reason: error.message });
    }
  }
  return { patched, failed };
}

/** A type with rules of its own (a deal's stage, a lead's status) is asked record by record. */
async function eachByItself(
  ctx: Ctx,
  type: RecordType,
  action: BulkAction,
  checked: Wire,
  records: Wire[],
  done: Done,
): Promise<Done> {
  for (const current of records) {
    const patch = patchOf(action, checked, current);
    const noted = [ctx.changes.length, ctx.emitted.length, ctx.followUps.length] as const;
    await ctx.tx.query("savepoint one_record");
    try {
      const next = await applyPatch(ctx, type, current, patch, recordEvent(type, "updated"));
      await ctx.tx.query("release savepoint one_record");
      if (next === current) done.unchanged += 1;
      else done.changed += 1;
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      await ctx.tx.query("rollback to savepoint one_record");
      ctx.changes.length = noted[0];
      ctx.emitted.length = noted[1];
      ctx.followUps.length = noted[2];
      done.failed.push({ id: current.id as string, name: type.displayName(current), reason: error.message });
    }
  }
  return done;
}

export function addUp(total: Done, part: Done): void {
  total.changed += part.changed;
  total.unchanged += part.unchanged;
  total.notPermitted += part.notPermitted;
  total.failed = [...total.failed, ...part.failed].slice(0, mostNamed);
}

export const summaryOf = (type: RecordType, action: BulkAction, count: number): string => {
  const noun = count === 1 ? type.label.toLowerCase() : type.labelPlural.toLowerCase();
  const words = {
    update: "Changed",
    tag: "Tagged",
    untag: "Untagged",
    assign: "Assigned",
    delete: "Deleted",
    restore: "Restored",
  };
  return `${words[action.type]} ${count} ${noun}`;
};
