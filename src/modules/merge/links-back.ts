// Moving links back from the winner to the records that come back, as the journal has them.
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { type RecordType, recordTypes } from "@/kernel/records";
import { type CustomLink, everyCustomLinkTo, type Link, linksTo } from "./links";
import { type MovedLink, recordRelinked, turned } from "./relinked";
import type { Unmerged } from "./schema";
import { tenantOf } from "./service";
import { linksCut } from "./unique-values";

/** Puts every link of the journal back that still leads where the merge left it; answers those that do not. */
export async function moveLinksBack(ctx: Ctx, type: RecordType, mergeId: string): Promise<Unmerged["kept"]> {
  const merge = uuidOf("merge", mergeId);
  const kept: Unmerged["kept"] = [];
  const known = await linksTo(ctx, type);
  const journal = await ctx.tx.query<{ table_name: string; column_name: string }>(
    "select distinct table_name, column_name from merge_links where tenant_id = $1 and merge_id = $2",
    [tenantOf(ctx), merge],
  );
  for (const { table_name, column_name } of journal) {
    if (column_name.startsWith("customFields.")) {
      kept.push(...(await customBack(ctx, type, merge, table_name, column_name)));
      continue;
    }
    const link = known.find((one) => one.table === table_name && one.column === column_name);
    if (link) kept.push(...(await columnBack(ctx, link, type, merge)));
  }
  return kept;
}

async function columnBack(ctx: Ctx, link: Link, type: RecordType, merge: string): Promise<Unmerged["kept"]> {
  const values = [tenantOf(ctx), merge, link.table, link.column, ctx.now];
  const journal = `j.tenant_id = $1 and j.merge_id = $2 and j.table_name = $3 and j.column_name = $4`;
  const stamp = link.holder ? ", updated_at = $5::timestamptz, version = r.version + 1" : "";
  const back = await ctx.tx.query<MovedLink>(
    `update "${link.table}" r set "${link.column}" = j.from_id${stamp} from merge_links j
     where ${journal} and j.removed_row is null and r.tenant_id = $1 and r."${link.rowKey}" = j.row_id
       and r."${link.column}" is not distinct from j.to_id and $5::timestamptz is not null
     returning j.row_id, j.from_id, j.to_id, ${link.holder ? "r.deleted_at is null" : "true"} as is_live`,
    values,
  );
  if (!link.holder) {
    // A row that another merge has removed since comes back from its journal with this link as it was.
    await ctx.tx.query(
      `update merge_links o set removed_row = jsonb_set(o.removed_row, array[$4::text], to_jsonb(j.from_id)) from merge_links j
       where ${journal} and j.removed_row is null and $5::timestamptz is not null and o.tenant_id = $1 and o.merge_id <> j.merge_id
         and o.table_name = $3 and o.row_id = j.row_id and o.removed_row is not null and o.removed_row ->> $4::text = j.to_id::text`,
      values,
    );
    await ctx.tx.query(
      `insert into "${link.table}" select (jsonb_populate_record(null::"${link.table}", j.removed_row)).* from merge_links j
       where ${journal} and j.removed_row is not null and $5::timestamptz is not null on conflict do nothing`,
      values,
    );
    return [];
  }
  const { holder, field } = link;
  await correctLater(ctx, merge, link.table, link.column);
  if (field) await correctFormer(ctx, type, merge, link.table, link.column, [field]);
  if (field) recordRelinked(ctx, holder, [field], type, back.map(turned));
  const left = await ctx.tx.query<{ row_id: string }>(
    `select j.row_id from merge_links j join "${link.table}" r on r.tenant_id = $1 and r."${link.rowKey}" = j.row_id
     where ${journal} and r."${link.column}" is distinct from j.from_id and $5::timestamptz is not null`,
    values,
  );
  return left.map((row) => ({
    recordType: holder.name,
    recordId: toPublicId(holder.prefix, row.row_id),
    field: field ?? link.column,
    reason: "edited since",
  }));
}

/**
 * A later merge of the record that held the link may remember, as the former value, what this merge had made of it: it
 * is to remember what was there before both.
 */
async function correctFormer(
  ctx: Ctx,
  type: RecordType,
  merge: string,
  table: string,
  column: string,
  path: string[],
): Promise<void> {
  const id = (value: string) => `$6::text || '_' || replace(${value}::text, '-', '')`;
  await ctx.tx.query(
    `update merges m set winner_before = jsonb_set(m.winner_before, $5::text[], to_jsonb(${id("j.from_id")})) from merge_links j
     where j.tenant_id = $1 and j.merge_id = $2 and j.table_name = $3 and j.column_name = $4 and j.removed_row is null
       and m.tenant_id = $1 and m.id > $2 and m.undone_at is null and m.winner_id = j.row_id
       and coalesce(m.winner_before #> $5::text[], m.winner_after #> $5::text[]) is not null
       and m.winner_before #>> $5::text[] is distinct from m.winner_after #>> $5::text[]
       and m.winner_before #>> $5::text[] is not distinct from ${id("j.to_id")}`,
    [tenantOf(ctx), merge, table, column, path, type.prefix],
  );
}

/** The same for a link that a later merge noted, such as a parent that it cut because it closed a circle. */
async function correctLater(ctx: Ctx, merge: string, table: string, column: string): Promise<void> {
  await ctx.tx.query(
    `update merge_links l set from_id = j.from_id from merge_links j, merges m
     where j.tenant_id = $1 and j.merge_id = $2 and j.table_name = $3 and j.column_name = $4 and j.removed_row is null
       and l.tenant_id = $1 and l.merge_id > $2 and l.table_name = $3 and l.column_name = $4 and l.row_id = j.row_id
       and l.removed_row is null and l.from_id = j.to_id
       and m.tenant_id = $1 and m.id = l.merge_id and m.undone_at is null`,
    [tenantOf(ctx), merge, table, column],
  );
}

async function customBack(
  ctx: Ctx,
  type: RecordType,
  merge: string,
  table: string,
  column: string,
): Promise<Unmerged["kept"]> {
  const key = column.slice("customFields.".length);
  const kept: Unmerged["kept"] = [];
  // A record may have had to give up a link to what was not merged here (`linksCut`).
  for (const target of [type, ...recordTypes().filter((one) => one !== type)]) {
    const links = (await everyCustomLinkTo(ctx, target)).filter(
      (one) => one.holder.tableName === table && one.key === key,
    );
    if (links.length === 0) continue;
    await correctFormer(ctx, target, merge, table, column, ["customFields", key]);
    for (const link of links) {
      if (link.isDeleted) await putAsideBack(ctx, link, target, merge);
      else kept.push(...(await valuesBack(ctx, link, target, merge)));
    }
    break;
  }
  return kept;
}

async function valuesBack(
  ctx: Ctx,
  link: CustomLink,
  type: RecordType,
  merge: string,
): Promise<Unmerged["kept"]> {
  const table = link.holder.tableName;
  const column = `customFields.${link.key}`;
  const id = (value: string) => `$6::text || '_' || replace(${value}::text, '-', '')`;
  const values = [tenantOf(ctx), merge, table, column, link.key, type.prefix, ctx.now];
  const journal = "j.tenant_id = $1 and j.merge_id = $2 and j.table_name = $3 and j.column_name = $4";
  const taken = link.isUnique ? await takenBack(ctx, link, type, merge) : [];
  const isLeft = `r.custom_fields ->> $5::text is not distinct from ${id("j.to_id")}`;
  const back = await ctx.tx.query<MovedLink>(
    `update ${table} r set custom_fields = r.custom_fields || jsonb_build_object($5::text, ${id("j.from_id")}), updated_at = $7::timestamptz, version = r.version + 1
     from merge_links j where ${journal} and r.tenant_id = $1 and r.id = j.row_id and ${isLeft} and j.row_id <> all($8::uuid[])
     returning j.row_id, j.from_id, j.to_id, r.deleted_at is null as is_live`,
    [...values, taken.map(({ row_id }) => row_id)],
  );
  recordRelinked(ctx, link.holder, ["customFields", link.key], type, back.map(turned));
  const left = await ctx.tx.query<{ row_id: string }>(
    `select j.row_id from merge_links j join ${table} r on r.tenant_id = $1 and r.id = j.row_id
     where ${journal} and r.custom_fields ->> $5::text is distinct from ${id("j.from_id")} and $7::timestamptz is not null`,
    values,
  );
  return left.map((row) => ({
    recordType: link.holder.name,
    recordId: toPublicId(link.holder.prefix, row.row_id),
    field: column,
    reason: taken.some(({ row_id }) => row_id === row.row_id)
      ? `${link.label}: another ${link.holder.label.toLowerCase()} has this value by now`
      : "edited since",
  }));
}

type TakenBack = { row_id: string; from_id: string; to_id: string | null };

/**
 * Live records of the journal that cannot have their unique link back: another one has come to it since and is not moved
 * away itself, or two of the journal would have the same one. It then is that one's to whom no earlier merge brought it.
 * The others are left without: what the merge had made of their link goes with the merge.
 */
async function takenBack(ctx: Ctx, link: CustomLink, type: RecordType, merge: string): Promise<TakenBack[]> {
  const ofJournal = "tenant_id = $1 and {}.merge_id = $2 and {}.table_name = $3 and {}.column_name = $4";
  const journal = (name: string) => `${name}.${ofJournal.replaceAll("{}", name)}`;
  const taken = await ctx.tx.query<TakenBack>(
    `with j as (
       select j.row_id, j.from_id, j.to_id, row_number() over (partition by j.from_id order by exists (
         select 1 from merge_links e join merges m on m.tenant_id = $1 and m.id = e.merge_id and m.undone_at is null
         where e.tenant_id = $1 and e.table_name = $3 and e.column_name = $4 and e.row_id = j.row_id and e.to_id = j.from_id
           and e.removed_row is null), j.row_id) as rank
       from merge_links j join ${link.holder.tableName} r on r.tenant_id = $1 and r.id = j.row_id and r.deleted_at is null
       where ${journal("j")} and r.custom_fields ->> $5::text is not distinct from $6::text || '_' || replace(j.to_id::text, '-', ''))
     select row_id, from_id, to_id from j where rank > 1 or exists (
       select 1 from field_values v where v.tenant_id = $1 and v.field_id = $7 and v.uuid_value = j.from_id and v.unique_key is not null
         and v.record_id <> j.row_id and not exists (select 1 from merge_links o
           where ${journal("o")} and o.row_id = v.record_id and o.to_id = v.uuid_value and o.from_id <> v.uuid_value))`,
    [tenantOf(ctx), merge, link.holder.tableName, `customFields.${link.key}`, link.key, type.prefix, link.id],
  );
  for (const { row_id, from_id, to_id } of taken) {
    const recordId = toPublicId(link.holder.prefix, row_id);
    await linksCut(ctx, link.holder, recordId, { [link.key]: toPublicId(type.prefix, from_id) });
    if (!to_id) continue;
    await ctx.tx.query(
      `update ${link.holder.tableName} set custom_fields = custom_fields - $3::text, updated_at = $4, version = version + 1
       where tenant_id = $1 and id = $2`,
      [tenantOf(ctx), row_id, link.key, ctx.now],
    );
    const emptied = { row_id, from_id: to_id, to_id: null, is_live: true };
    recordRelinked(ctx, link.holder, ["customFields", link.key], type, [emptied]);
  }
  return taken;
}

async function putAsideBack(ctx: Ctx, link: CustomLink, type: RecordType, merge: string): Promise<void> {
  const id = (value: string) => `to_jsonb($6::text || '_' || replace(${value}::text, '-', ''))`;
  await ctx.tx.query(
    `update deleted_field_values d set value = ${id("j.from_id")} from merge_links j
     where j.tenant_id = $1 and j.merge_id = $2 and j.table_name = $3 and j.column_name = $4
       and d.tenant_id = $1 and d.field_id = $5 and d.record_id = j.row_id and d.value = ${id("j.to_id")}`,
    [tenantOf(ctx), merge, link.holder.tableName, `customFields.${link.key}`, link.id, type.prefix],
  );
}
