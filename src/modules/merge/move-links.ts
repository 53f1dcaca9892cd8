// Moving links from the merged records to the winner, set by set, with every row in the journal.
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { RecordType } from "@/kernel/records";
import { type CustomLink, everyCustomLinkTo, type Link, linksTo } from "./links";
import { type MovedLink, recordRelinked } from "./relinked";
import type { MergeInput } from "./schema";
import { keepingOf } from "./unique-links";

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
  const rows = await ctx.tx.query<MovedLink>(
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
  if (link.holder && link.field) recordRelinked(ctx, link.holder, [link.field], type, rows);
  return rows.length;
}

async function moveCustom(ctx: Ctx, link: CustomLink, move: Move): Promise<number> {
  const { type, mergeId, winner, losers, choices } = move;
  const isCleared = choices[link.name] === "clear";
  const keeping = await keepingOf(ctx, link, [winner, ...losers], choices);
  // A record does not link to itself, and of a unique link one record alone is left.
  const isEmptied = "$9::boolean or r.id = $8::uuid or (r.deleted_at is null and r.id <> $10::uuid)";
  const rows = await ctx.tx.query<MovedLink>(
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
  recordRelinked(ctx, link.holder, ["customFields", link.key], type, rows);
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
