// What the winner of a merge was before it: field by field, past whatever has been edited or merged since.
import { parseId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { mergedInto, type RecordType, recordTypeOfId, type Wire } from "@/kernel/records";
import type { Unmerged } from "./schema";
import { tenantOf } from "./service";

/** A merge as its journal has it. */
export type Row = {
  id: string;
  record_type: string;
  winner_id: string;
  loser_ids: string[];
  winner_before: Wire;
  winner_after: Wire;
  change_id: string;
  undone_at: string | null;
};

const stable = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, v: unknown) =>
    v && typeof v === "object" && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
/** Equal but for the order of keys, which the database does not keep. */
export const same = (a: unknown, b: unknown): boolean => stable(a) === stable(b);

/** For each field that the merge changed: its former value, unless someone has changed it since. */
export async function formerValues(
  ctx: Ctx,
  type: RecordType,
  winner: Wire,
  row: Row,
  kept: Unmerged["kept"],
): Promise<Wire> {
  const patch: Wire = {};
  const later = await laterMerges(ctx, row);
  const keep = (field: string) =>
    kept.push({ recordType: type.name, recordId: winner.id as string, field, reason: "edited since" });
  for (const [key, after] of Object.entries(row.winner_after)) {
    const before = row.winner_before[key];
    if (key === "customFields") {
      const put: Wire = {};
      const [now, then, made] = [winner.customFields, before, after].map((v) => (v ?? {}) as Wire) as [
        Wire,
        Wire,
        Wire,
      ];
      for (const name of new Set([...Object.keys(then), ...Object.keys(made)])) {
        if (same(then[name], made[name])) continue;
        if (await isTakenOver(ctx, later, ["customFields", name], then[name], made[name])) continue;
        const column = `customFields.${name}`;
        const isUntouched =
          same(now[name], made[name]) ||
          (await standsFor(ctx, made[name], now[name])) ||
          (await wasCut(ctx, type, winner, column, made[name], now[name], row.id));
        if (isUntouched) put[name] = await asItIsNow(ctx, type, winner, column, then[name] ?? null, row.id);
        else keep(`customFields.${name}`);
      }
      if (Object.keys(put).length > 0) patch.customFields = put;
    } else if (key === "tags") {
      const [now, then, made] = [winner.tags, before, after].map((v) => (v ?? []) as string[]) as [
        string[],
        string[],
        string[],
      ];
      // Word by word: those that came with the merge go, those added since stay.
      const came = made.filter((tag) => !then.includes(tag));
      patch.tags = same(now, made) ? then : now.filter((tag) => !came.includes(tag));
    } else if (await isTakenOver(ctx, later, [key], before, after)) {
      // A later merge has it from this one: it is that one's to give back.
    } else {
      const column = type.columns.find((one) => one.key === key)!.name;
      const isUntouched =
        same(winner[key], after) ||
        (await standsFor(ctx, after, winner[key])) ||
        (await wasCut(ctx, type, winner, column, after, winner[key], row.id));
      if (isUntouched) patch[key] = await asItIsNow(ctx, type, winner, column, before ?? null, row.id);
      else keep(key);
    }
  }
  return patch;
}

type Later = Pick<Row, "id" | "winner_before" | "winner_after">;

/** Merges into the same record that came after this one and still hold. */
const laterMerges = (ctx: Ctx, row: Row): Promise<Later[]> =>
  ctx.tx.query<Later>(
    `select id, winner_before, winner_after from merges
     where tenant_id = $1 and winner_id = $2 and undone_at is null and id > $3 order by id for update`,
    [tenantOf(ctx), row.winner_id, row.id],
  );

/**
 * Whether a later merge has replaced the value that this one set. Its former value is then what was there before both,
 * as if this merge had never been.
 */
async function isTakenOver(
  ctx: Ctx,
  later: Later[],
  path: string[],
  before: unknown,
  after: unknown,
): Promise<boolean> {
  const at = (value: Wire): unknown =>
    path.reduce((inner: unknown, step) => (inner as Wire | null | undefined)?.[step], value);
  const next = later.find((one) => !same(at(one.winner_before), at(one.winner_after)));
  if (!next) return false;
  const former = at(next.winner_before);
  if (!same(former, after) && !(await standsFor(ctx, after, former))) return false;
  await ctx.tx.query(
    "update merges set winner_before = jsonb_set(winner_before, $3::text[], $4::jsonb) where tenant_id = $1 and id = $2",
    [tenantOf(ctx), next.id, path, JSON.stringify(before ?? null)],
  );
  return true;
}

/** Whether a link that the merge set leads elsewhere only because its target was merged since. */
async function standsFor(ctx: Ctx, after: unknown, now: unknown): Promise<boolean> {
  const target = typeof after === "string" ? recordTypeOfId(after) : undefined;
  const uuid = target && parseId(target.prefix, after as string);
  return target && uuid ? (await mergedInto(ctx, target, uuid)) === now : false;
}

/** Whether a link that the merge set is empty only because a later merge had to cut it. */
async function wasCut(
  ctx: Ctx,
  type: RecordType,
  winner: Wire,
  column: string,
  after: unknown,
  now: unknown,
  mergeUuid: string,
): Promise<boolean> {
  const target = typeof after === "string" ? recordTypeOfId(after) : undefined;
  const uuid = target && parseId(target.prefix, after as string);
  if (!uuid || (now ?? null) !== null) return false;
  const rows = await ctx.tx.query(
    // It may have been moved on by one merge and cut by the next.
    `with recursive became(id, step) as (
       select $6::uuid, 1
       union all
       select r.winner_id, b.step + 1 from became b join merged_records r on r.tenant_id = $1 and r.loser_id = b.id where b.step < 100)
     select 1 from merge_links l join merges m on m.tenant_id = $1 and m.id = l.merge_id and m.id > $2 and m.undone_at is null
     where l.tenant_id = $1 and l.table_name = $3 and l.column_name = $4 and l.row_id = $5 and l.from_id in (select id from became)
       and l.to_id is null and l.removed_row is null`,
    [tenantOf(ctx), mergeUuid, type.tableName, column, uuidOf(type.prefix, winner.id as string), uuid],
  );
  return rows.length > 0;
}

/**
 * A former link whose target was itself merged since leads to what that became; the journal of that other merge learns
 * of it, so that taking it back brings this link back too.
 */
async function asItIsNow(
  ctx: Ctx,
  type: RecordType,
  winner: Wire,
  column: string,
  before: unknown,
  mergeUuid: string,
): Promise<unknown> {
  // What later merges did to the value that goes now is not to be taken back from the one that comes.
  await ctx.tx.query(
    `delete from merge_links l using merges m where l.tenant_id = $1 and l.table_name = $3 and l.column_name = $4 and l.row_id = $5
       and l.removed_row is null and m.tenant_id = $1 and m.id = l.merge_id and m.id > $2 and m.undone_at is null`,
    [tenantOf(ctx), mergeUuid, type.tableName, column, uuidOf(type.prefix, winner.id as string)],
  );
  const target = typeof before === "string" ? recordTypeOfId(before) : undefined;
  const uuid = target && parseId(target.prefix, before as string);
  const became = target && uuid ? await mergedInto(ctx, target, uuid) : undefined;
  if (!target || !uuid || !became) return before;
  // What became part of the winner itself cannot be linked to from there: the link is empty until that is taken back.
  const now = became === winner.id ? null : became;
  await ctx.tx.query(
    `insert into merge_links (tenant_id, merge_id, table_name, column_name, row_id, from_id, to_id)
     select $1::uuid, m.merge_id, $3::text, $4::text, $5::uuid, $2::uuid, $6::uuid from merged_records m where m.tenant_id = $1 and m.loser_id = $2
     on conflict (tenant_id, merge_id, table_name, column_name, row_id) do update set from_id = excluded.from_id, to_id = excluded.to_id`,
    [
      tenantOf(ctx),
      uuid,
      type.tableName,
      column,
      uuidOf(type.prefix, winner.id as string),
      now && uuidOf(target.prefix, now),
    ],
  );
  return now;
}
