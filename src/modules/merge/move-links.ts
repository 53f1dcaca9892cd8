// Moving links from the merged records to the winner, set by set, with every row in the journal; and moving them back.
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { type RecordType, recordTypes } from "@/kernel/records";
import { type CustomLink, everyCustomLinkTo, type Link, linksTo } from "./links";
import type { MergeInput, Unmerged } from "./schema";
import { keepingOf } from "./unique-links";
import { linksCut } from "./unique-values";

export type Move = {
  type: RecordType;
  mergeId: string;
  winner: string;
  losers: string[];
  choices: NonNullable<MergeInput["links"]>;
};

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

/** Answers how many links now lead elsewhere. */
export async function moveLinks(ctx: Ctx, move: Move): Promise<number> {
  let moved = 0;
  for (const link of await linksTo(ctx, move.type)) {
    if (!link.holder) await removeCollisions(ctx, link, move);
    moved += await moveColumn(ctx, link, move);
  }
  for (const link of await everyCustomLinkTo(ctx, move.type)) {
    if (link.isDeleted) await movePutAside(ctx, link, move);
    else moved += await moveCustom(ctx, link, move);
  }
  return moved;
}

/** Rows of a mere link table that would be there twice, or lead from the winner to itself, are put into the journal. */
async function removeCollisions(
  ctx: Ctx,
  link: Link,
  { type, mergeId, winner, losers }: Move,
): Promise<void> {
  const family = [winner, ...losers];
  const siblings = (await linksTo(ctx, type)).filter(
    (other) => other.table === link.table && other.column !== link.column,
  );
  const toItself = siblings.map((other) => `r."${other.column}" = any($4::uuid[])`);
  const twice = link.uniqueWith.map((columns) => {
    const equal =
      columns.map((column) => `o."${column}" is not distinct from r."${column}"`).join(" and ") || "true";
    return `exists (select 1 from "${link.table}" o where o.tenant_id = $1 and ${equal}
      and (o."${link.column}" = $3::uuid or (o."${link.column}" = any($2::uuid[]) and o."${link.column}" < r."${link.column}")))`;
  });
  const reasons = [...toItself, ...twice];
  if (reasons.length === 0) return;
  await ctx.tx.query(
    `with gone as (
       delete from "${link.table}" r where r.tenant_id = $1 and r."${link.column}" = any($2::uuid[]) and (${reasons.join(" or ")})
         and $3::uuid is not null and $4::uuid[] is not null
       returning r."${link.rowKey}" as row_id, r."${link.column}" as from_id, to_jsonb(r) as row)
     insert into merge_links (tenant_id, merge_id, table_name, column_name, row_id, from_id, removed_row)
     select $1::uuid, $5::uuid, $6::text, $7::text, row_id, from_id, row from gone`,
    [tenantOf(ctx), losers, winner, family, uuidOf("merge", mergeId), link.table, link.column],
  );
}

async function moveColumn(
  ctx: Ctx,
  link: Link,
  { type, mergeId, winner, losers, choices }: Move,
): Promise<number> {
  const isCleared = choices[link.name] === "clear";
  const stamp = link.holder ? ", updated_at = $5::timestamptz, version = r.version + 1" : "";
  const isOwn = link.table === type.tableName;
  // The winner cannot point to itself; what the merged records point to stays theirs.
  const target = isCleared
    ? "null::uuid"
    : isOwn
      ? "case when r.id = $2::uuid then null else $2::uuid end"
      : "$2::uuid";
  const rows = await ctx.tx.query<{
    row_id: string;
    from_id: string;
    to_id: string | null;
    is_live: boolean;
  }>(
    `with old as (
       select "${link.rowKey}" as row_id, "${link.column}" as from_id from "${link.table}"
       where tenant_id = $1 and "${link.column}" = any($3::uuid[]) ${isOwn ? "and id <> all($3::uuid[])" : ""} and $5::timestamptz is not null),
     moved as (
       update "${link.table}" r set "${link.column}" = ${target}${stamp} from old
       where r.tenant_id = $1 and r."${link.rowKey}" = old.row_id and r."${link.column}" = old.from_id and $2::uuid is not null
       returning old.row_id, old.from_id, r."${link.column}" as to_id, ${link.holder ? "r.deleted_at is null" : "true"} as is_live),
     noted as (
       insert into merge_links (tenant_id, merge_id, table_name, column_name, row_id, from_id, to_id)
       select $1::uuid, $4::uuid, $6::text, $7::text, row_id, from_id, to_id from moved)
     select row_id, from_id, to_id, is_live from moved`,
    [tenantOf(ctx), winner, losers, uuidOf("merge", mergeId), ctx.now, link.table, link.column],
  );
  if (link.holder && link.field) {
    for (const row of rows) {
      if (!row.is_live) continue;
      ctx.record({
        recordType: link.holder.name,
        recordId: toPublicId(link.holder.prefix, row.row_id),
        action: "relinked",
        before: { [link.field]: toPublicId(type.prefix, row.from_id) },
        after: { [link.field]: row.to_id && toPublicId(type.prefix, row.to_id) },
      });
    }
  }
  return rows.length;
}

async function moveCustom(ctx: Ctx, link: CustomLink, move: Move): Promise<number> {
  const { type, mergeId, winner, losers, choices } = move;
  const isCleared = choices[link.name] === "clear";
  const keeping = await keepingOf(ctx, link, [winner, ...losers], choices);
  // A record does not link to itself, and of a unique link one record alone is left.
  const isEmptied = "$9::boolean or r.id = $8::uuid or (r.deleted_at is null and r.id <> $10::uuid)";
  const rows = await ctx.tx.query<{
    row_id: string;
    from_id: string;
    to_id: string | null;
    is_live: boolean;
  }>(
    `with old as (
       select v.record_id as row_id, v.uuid_value as from_id from field_values v
       where v.tenant_id = $1 and v.field_id = $2 and (v.uuid_value = any($3::uuid[])
         or $10::uuid is not null and v.uuid_value = $8::uuid and v.record_id <> $10::uuid and v.unique_key is not null)),
     moved as (
       update ${link.holder.tableName} r set custom_fields = case when ${isEmptied} then r.custom_fields - $6::text
           else r.custom_fields || jsonb_build_object($6::text, $7::text) end,
         updated_at = $5::timestamptz, version = r.version + 1 from old
       where r.tenant_id = $1 and r.id = old.row_id and r.id <> all($3::uuid[])
       returning old.row_id, old.from_id, case when ${isEmptied} then null else $8::uuid end as to_id, r.deleted_at is null as is_live),
     noted as (
       insert into merge_links (tenant_id, merge_id, table_name, column_name, row_id, from_id, to_id)
       select $1::uuid, $4::uuid, $11::text, 'customFields.' || $6::text, row_id, from_id, to_id from moved)
     select * from moved`,
    [
      tenantOf(ctx),
      link.id,
      losers,
      uuidOf("merge", mergeId),
      ctx.now,
      link.key,
      toPublicId(type.prefix, winner),
      winner,
      isCleared,
      keeping?.keeper ?? null,
      link.holder.tableName,
    ],
  );
  for (const row of rows) {
    if (!row.is_live) continue;
    ctx.record({
      recordType: link.holder.name,
      recordId: toPublicId(link.holder.prefix, row.row_id),
      action: "relinked",
      before: { customFields: { [link.key]: toPublicId(type.prefix, row.from_id) } },
      after: { customFields: { [link.key]: row.to_id && toPublicId(type.prefix, row.to_id) } },
    });
  }
  return rows.length;
}

/** What records held in a link field that was deleted moves too: the field may come back. */
async function movePutAside(
  ctx: Ctx,
  link: CustomLink,
  { type, mergeId, winner, losers }: Move,
): Promise<void> {
  const ids = losers.map((id) => toPublicId(type.prefix, id));
  await ctx.tx.query(
    `with old as (
       select record_id as row_id, right(value #>> '{}', 32)::uuid as from_id from deleted_field_values
       where tenant_id = $1 and field_id = $2 and value #>> '{}' = any($3::text[]) and record_id <> all($4::uuid[])),
     moved as (
       update deleted_field_values d set value = to_jsonb($5::text) from old
       where d.tenant_id = $1 and d.field_id = $2 and d.record_id = old.row_id returning old.row_id, old.from_id)
     insert into merge_links (tenant_id, merge_id, table_name, column_name, row_id, from_id, to_id)
     select $1::uuid, $6::uuid, $7::text, 'customFields.' || $8::text, row_id, from_id, $9::uuid from moved on conflict do nothing`,
    [
      tenantOf(ctx),
      link.id,
      ids,
      losers,
      toPublicId(type.prefix, winner),
      uuidOf("merge", mergeId),
      link.holder.tableName,
      link.key,
      winner,
    ],
  );
}

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
  const back = await ctx.tx.query<{
    row_id: string;
    from_id: string;
    to_id: string | null;
    is_live: boolean;
  }>(
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
  for (const row of back) {
    if (!row.is_live || !field) continue;
    ctx.record({
      recordType: holder.name,
      recordId: toPublicId(holder.prefix, row.row_id),
      action: "relinked",
      before: { [field]: row.to_id && toPublicId(type.prefix, row.to_id) },
      after: { [field]: toPublicId(type.prefix, row.from_id) },
    });
  }
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
  const back = await ctx.tx.query<{
    row_id: string;
    from_id: string;
    to_id: string | null;
    is_live: boolean;
  }>(
    `update ${table} r set custom_fields = r.custom_fields || jsonb_build_object($5::text, ${id("j.from_id")}), updated_at = $7::timestamptz, version = r.version + 1
     from merge_links j where ${journal} and r.tenant_id = $1 and r.id = j.row_id and ${isLeft} and j.row_id <> all($8::uuid[])
     returning j.row_id, j.from_id, j.to_id, r.deleted_at is null as is_live`,
    [...values, taken.map(({ row_id }) => row_id)],
  );
  for (const row of back) {
    if (!row.is_live) continue;
    ctx.record({
      recordType: link.holder.name,
      recordId: toPublicId(link.holder.prefix, row.row_id),
      action: "relinked",
      before: { customFields: { [link.key]: row.to_id && toPublicId(type.prefix, row.to_id) } },
      after: { customFields: { [link.key]: toPublicId(type.prefix, row.from_id) } },
    });
  }
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
    ctx.record({
      recordType: link.holder.name,
      recordId,
      action: "relinked",
      before: { customFields: { [link.key]: toPublicId(type.prefix, to_id) } },
      after: { customFields: { [link.key]: null } },
    });
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
