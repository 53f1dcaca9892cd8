// Undo of an un-merge: the records become one again, with the values that the merge had given the winner, unless someone
// has changed them since.
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { getRecord, mergedInto, type RecordType, recordTypeNamed, type Wire } from "@/kernel/records";
import { registerReverser } from "@/modules/changes";
import { same } from "./former-values";
import { customLinksTo } from "./links";
import { planMerge } from "./plan";
import type { MergeInput } from "./schema";
import { linkNames, mergeRecords, tenantOf } from "./service";
import { keepingOf } from "./unique-links";

/** The winner's row does the work, the others only tell how it went. */
registerReverser("unmerged", async (ctx, entry) => {
  const type = recordTypeNamed(entry.recordType)!;
  const { mergedIds, mergeId, ...merged } = entry.before ?? {};
  if (typeof mergeId !== "string" || !Array.isArray(mergedIds)) {
    const uuid = parseId(type.prefix, entry.recordId);
    const isMerged = uuid !== undefined && (await mergedInto(ctx, type, uuid)) !== undefined;
    return {
      outcome: isMerged ? "reversed" : "failed",
      fields: [],
      reason: isMerged ? "merged again" : "still on its own",
    };
  }
  const winnerId = entry.recordId;
  const loserIds = mergedIds as string[];
  const ids = [winnerId, ...loserIds];
  const records = await Promise.all(ids.map((id) => getRecord(ctx, type, id)));
  const { choices, kept } = await choicesOf(ctx, type, records, merged, entry.after ?? {});
  const links = await clearedBy(ctx, type, mergeId, ids);
  await mergeRecords(ctx, { recordType: type.name, winnerId, loserIds, choices, links });
  const left = kept.length === 1 ? "1 value" : `${kept.length} values`;
  return {
    outcome: "reversed",
    fields: Object.keys(merged),
    reason: kept.length > 0 ? `merged again; ${left} edited since kept` : "merged again",
  };
});

/** Whose value makes the winner what it was; its own where that was edited since or nobody has the value any more. */
async function choicesOf(
  ctx: Ctx,
  type: RecordType,
  records: Wire[],
  merged: Wire,
  unmerged: Wire,
): Promise<{ choices: Record<string, string>; kept: string[] }> {
  const winner = records[0]!;
  const { fields } = await planMerge(ctx, type, records);
  const choices: Record<string, string> = {};
  const kept: string[] = [];
  for (const { field, values } of fields) {
    if (field === "tags") continue;
    const wanted = valueAt(merged, field);
    const isEdited = wanted !== undefined && !same(valueAt(winner, field), valueAt(unmerged, field));
    if (isEdited) kept.push(field);
    const holder =
      wanted === undefined || isEdited
        ? undefined
        : records.find(({ id }) => same(values[id as string], wanted));
    choices[field] = (holder ?? winner).id as string;
  }
  // An amount and its currency are one value: two records cannot each give a part.
  for (const { field, together } of fields)
    if (together.some((other) => choices[other] && choices[other] !== choices[field]))
      for (const one of [field, ...together]) choices[one] = winner.id as string;
  return { choices, kept };
}

const valueAt = (record: Wire, field: string): unknown =>
  field.startsWith("customFields.")
    ? (record.customFields as Wire | undefined)?.[field.slice("customFields.".length)]
    : record[field];

/** Links that the first merge cleared rather than moved, and who kept one that a single record may hold. */
async function clearedBy(
  ctx: Ctx,
  type: RecordType,
  mergeId: string,
  ids: string[],
): Promise<NonNullable<MergeInput["links"]>> {
  const family = ids.map((id) => uuidOf(type.prefix, id));
  const rows = await ctx.tx.query<{ link: string; moved: string[] | null }>(
    `select table_name || '.' || column_name as link, array_agg(row_id) filter (where to_id is not null) as moved from merge_links
     where tenant_id = $1 and merge_id = $2 and removed_row is null and row_id <> all($3::uuid[]) group by table_name, column_name`,
    [tenantOf(ctx), uuidOf("merge", mergeId), family],
  );
  const known = await linkNames(ctx, type);
  const own = await customLinksTo(ctx, type);
  const links: NonNullable<MergeInput["links"]> = {};
  for (const { link, moved } of rows) {
    if (!known.includes(link)) continue;
    if (!moved) links[link] = "clear";
    const unique = own.find((one) => one.name === link && one.isUnique);
    const keeping = unique && moved && (await keepingOf(ctx, unique, family, {}));
    const keeper = keeping?.holders.find(({ id }) => moved?.includes(id));
    if (unique && keeper) links[link] = toPublicId(unique.holder.prefix, keeper.id);
  }
  return links;
}
