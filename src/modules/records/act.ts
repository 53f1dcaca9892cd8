// One bulk action on a set of records: checked once, done set by set; what is refused is named and stops nothing.
import { AppError, validationFailed } from "@/kernel/errors";
import { checkCustomFields, customFieldsOf } from "@/kernel/fields/custom";
import { type Ctx, fromZod } from "@/kernel/operation";
import {
  type ChangedMany,
  changeMany,
  checkOwner,
  checkReferences,
  deleteMany,
  lockMany,
  type Patched,
  type RecordType,
  type Refusal,
  restoreMany,
  type Wire,
} from "@/kernel/records";
import type { BulkAction, BulkResult, Selection } from "./schema";

/** More than this is a job's work, not a request's. */
export const mostAtOnce = 2000;
export const chunkSize = 500;
export const mostNamed = 50;

export const permissionOf = (type: RecordType, action: BulkAction): string =>
  `${type.resource}:${action.type === "delete" || action.type === "restore" ? "delete" : "write"}`;
export const isOfDeleted = (action: BulkAction): boolean => action.type === "restore";

type Failed = BulkResult["failed"];
export type Done = {
  changed: number;
  unchanged: number;
  notPermitted: number;
  refused: number;
  failed: Failed;
};
export const nothing = (): Done => ({ changed: 0, unchanged: 0, notPermitted: 0, refused: 0, failed: [] });

/** What an update would set, checked once for all records. */
export async function checkedPatch(
  ctx: Ctx,
  type: RecordType,
  action: BulkAction,
  selection: Selection,
): Promise<Wire> {
  if (action.type === "assign") return ownerPatch(ctx, type, action.ownerId);
  if (action.type !== "update") return {};
  const parsed = type.Patch.safeParse(action.patch);
  if (!parsed.success) {
    const error = fromZod(parsed.error, type.Patch);
    throw validationFailed(error.fields.map((fault) => ({ ...fault, field: `action.patch.${fault.field}` })));
  }
  const patch = parsed.data as Wire;
  const only = "ids" in selection && selection.ids.length === 1 ? selection.ids[0] : undefined;
  if (only === undefined) await refuseShared(ctx, type, patch);
  if (patch.customFields !== undefined)
    patch.customFields = await checkCustomFields(ctx, type.name, patch.customFields as Wire, false, only);
  if (patch.ownerId !== undefined && !type.rules) await checkOwner(ctx, type, patch.ownerId);
  await checkReferences(ctx, type, patch);
  return patch;
}

/** A value that no two records may share is not one to give to many. */
async function refuseShared(ctx: Ctx, type: RecordType, patch: Wire): Promise<void> {
  const custom = (patch.customFields ?? {}) as Wire;
  const unique = [
    ...Object.entries(type.fields).flatMap(([key, f]) =>
      f.isUnique && (patch[key] ?? null) !== null ? [{ key, label: f.label }] : [],
    ),
    ...(Object.keys(custom).length > 0 ? await customFieldsOf(ctx, type.name) : [])
      .filter((f) => f.isUnique && (custom[f.key] ?? null) !== null)
      .map((f) => ({ key: `customFields.${f.key}`, label: f.label })),
  ];
  if (unique.length === 0) return;
  throw validationFailed(
    unique.map(({ key, label }) => ({
      field: `action.patch.${key}`,
      code: "NOT_UNIQUE",
      message: `${label}: no two ${type.labelPlural.toLowerCase()} share it; set it one by one`,
    })),
  );
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

/** The change of one record: tags are added or taken away, custom fields merged key by key when it is drafted. */
function patchOf(action: BulkAction, checked: Wire, record: Wire): Wire {
  const tags = (record.tags as string[] | null) ?? [];
  if (action.type === "tag") return { tags: [...new Set([...tags, ...action.tags])] };
  if (action.type === "untag") return { tags: tags.filter((tag) => !action.tags.includes(tag)) };
  return checked;
}

export const patchesOf = (action: BulkAction, checked: Wire, records: Wire[]): Patched[] =>
  records.map((current) => ({ current, patch: patchOf(action, checked, current) }));

/** Does the action to these records; one that is refused does not stop the others. */
export async function actOn(
  ctx: Ctx,
  type: RecordType,
  action: BulkAction,
  checked: Wire,
  ids: string[],
): Promise<Done> {
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
  const { changed, refused } = await changeAsFarAsAllowed(ctx, type, patchesOf(action, checked, records));
  return {
    ...done,
    changed: changed.length,
    unchanged: records.length - changed.length - refused.length,
    refused: refused.length,
    failed: refused.slice(0, mostNamed).map((one) => failureOf(type, one)),
  };
}

export const failureOf = (type: RecordType, { current, error }: Refusal): Failed[number] => ({
  id: current.id as string,
  name: type.displayName(current),
  reason: error.message,
});

const areCustomFieldsChecked = true;

/**
 * All at once. What follows from a change may be refused as well (the next task of somebody who has left): then one by
 * one, so that it stops nothing else.
 */
async function changeAsFarAsAllowed(ctx: Ctx, type: RecordType, patched: Patched[]): Promise<ChangedMany> {
  const attempt = async (part: Patched[]): Promise<ChangedMany | AppError> => {
    const noted = [ctx.changes.length, ctx.emitted.length, ctx.followUps.length] as const;
    await ctx.tx.query("savepoint bulk_part");
    try {
      const done = await changeMany(ctx, type, part, { areCustomFieldsChecked });
      await ctx.tx.query("release savepoint bulk_part");
      return done;
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      await ctx.tx.query("rollback to savepoint bulk_part");
      [ctx.changes.length, ctx.emitted.length, ctx.followUps.length] = noted;
      return error;
    }
  };
  if (!type.rules?.written) return changeMany(ctx, type, patched, { areCustomFieldsChecked });
  const together = await attempt(patched);
  if (!(together instanceof AppError)) return together;
  const done: ChangedMany = { changed: [], refused: [] };
  for (const one of patched) {
    const alone = await attempt([one]);
    if (alone instanceof AppError) done.refused.push({ current: one.current, error: alone });
    else {
      done.changed.push(...alone.changed);
      done.refused.push(...alone.refused);
    }
  }
  return done;
}

export function addUp(total: Done, part: Done): void {
  total.changed += part.changed;
  total.unchanged += part.unchanged;
  total.notPermitted += part.notPermitted;
  total.refused += part.refused;
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
