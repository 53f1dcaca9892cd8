// Keeps field_values and tags in step with the records, and notes what kept orders must know, in the same transaction and
// set-based: triggers that are attached to every table of records after each migration, so a new record type has them
// without asking.

import { noteChanges, noteVariables } from "./change-notes";

const irregular: Record<string, string> = { calendar_events: "event" };

/** `contacts` → `contact`: the record type whose rows a table holds. */
export function recordTypeOfTable(table: string): string {
  const own = irregular[table];
  if (own) return own;
  const singular = table.endsWith("ies") ? `${table.slice(0, -3)}y` : table.replace(/s$/, "");
  return singular.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const textKinds = "'text','url','email','phone','select','multiSelect','date','tags'";
const plain = `(e.val #>> '{}')`;

/** `rows` has tenant_id, id, custom_fields and is_live; kinds that a list never compares are left out. */
const insertValues = (schema: string, rows: string) => `
  insert into ${schema}.field_values
    (tenant_id, record_id, field_id, ordinal, text_value, integer_value, number_value, time_value, bool_value, uuid_value, unique_key)
  select n.tenant_id, n.id, c.id, (e.ord - 1)::smallint,
    case when c.kind in (${textKinds}) then left(${plain}, 300) end,
    case c.kind when 'integer' then ${plain}::bigint when 'money' then round(${plain}::numeric * 100)::bigint end,
    case when c.kind = 'number' then ${plain}::double precision end,
    case when c.kind = 'dateTime' then ${plain}::timestamptz end,
    case when c.kind = 'boolean' then ${plain}::boolean end,
    case when c.kind in ('user', 'record') then right(${plain}, 32)::uuid end,
    case when c.is_unique and n.is_live then
      case when length(${plain}) <= 300 then lower(${plain}) else md5(lower(${plain})) end end
  from ${rows} n
  join ${schema}.custom_fields c on c.tenant_id = n.tenant_id and c.record_type = tg_argv[0] and c.deleted_at is null
    and c.kind <> 'longText' and n.custom_fields ? c.key
  cross join lateral jsonb_array_elements(
    case jsonb_typeof(n.custom_fields -> c.key) when 'array' then n.custom_fields -> c.key
      else jsonb_build_array(n.custom_fields -> c.key) end) with ordinality as e(val, ord)
  where jsonb_typeof(e.val) <> 'null';`;

const insertTags = (schema: string) => `
  if exists (select 1 from new_rows where tags <> '{}') then
    insert into ${schema}.tags (tenant_id, id, name, created_at)
      select w.tenant_id, gen_random_uuid(), w.word, now()
      from (select distinct n.tenant_id, x.word from new_rows n cross join lateral unnest(n.tags) as x(word)) w
      where not exists (select 1 from ${schema}.tags k where k.tenant_id = w.tenant_id and k.name = w.word)
      order by w.word
      on conflict do nothing;
  end if;`;

/** Rows with values of their own that are otherwise on the other side of the change, or not there. */
const differing = (rows: string, others: string) => `
  select tenant_id, id, custom_fields, deleted_at is null as is_live from ${rows} where custom_fields <> '{}'
  except all select tenant_id, id, custom_fields, deleted_at is null from ${others} where custom_fields <> '{}'`;

/**
 * Functions and triggers of one tenant schema; safe to run again. The changed rows come from EXCEPT, never from a join
 * of the old with the new ones, and their values go by arrays of ids: a plan kept from a statement of one row would join
 * 100,000 of them, or all values of the tenant, in a nested loop.
 */
export const valueSyncSql = (schema: string): string => `
  -- Kept orders name columns, which a migration may have taken away: they are built anew when they are asked for.
  truncate ${schema}.kept_order_reads, ${schema}.kept_orders, ${schema}.kept_order_values, ${schema}.kept_order_changes;
  create or replace function ${schema}.record_inserted() returns trigger language plpgsql as $sync$
  ${noteVariables}
  begin
    if exists (select 1 from new_rows where custom_fields <> '{}') then
      with fresh as materialized (
        select tenant_id, id, custom_fields, deleted_at is null as is_live from new_rows where custom_fields <> '{}')
      ${insertValues(schema, "fresh")}
    end if;
    ${insertTags(schema)}
    ${noteChanges(schema, "inserted")}
    return null;
  end $sync$;
  create or replace function ${schema}.record_updated() returns trigger language plpgsql as $sync$
  ${noteVariables}
  begin
    with gone as materialized (${differing("old_rows", "new_rows")})
    delete from ${schema}.field_values v
      where v.tenant_id = any(array(select tenant_id from gone)) and v.record_id = any(array(select id from gone))
        and v.field_id = any(array(select c.id from ${schema}.custom_fields c
          where c.tenant_id in (select tenant_id from gone) and c.record_type = tg_argv[0] and c.deleted_at is null));
    if exists (select 1 from (${differing("new_rows", "old_rows")}) d) then
      with changed as materialized (${differing("new_rows", "old_rows")})
      ${insertValues(schema, "changed")}
    end if;
    if exists (select 1 from (select tags from new_rows except select tags from old_rows) d) then
      ${insertTags(schema)}
    end if;
    ${noteChanges(schema, "updated")}
    return null;
  end $sync$;
  create or replace function ${schema}.record_deleted() returns trigger language plpgsql as $sync$
  ${noteVariables}
  begin
    ${noteChanges(schema, "deleted")}
    return null;
  end $sync$;
  do $attach$
  declare t record;
  begin
    for t in
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = '${schema}' and c.relkind = 'r' and (
        select count(*) from pg_attribute a where a.attrelid = c.oid and not a.attisdropped
          and a.attname in ('custom_fields', 'tags', 'deleted_at', 'owner_id')) = 4
    loop
      execute format('create or replace trigger record_inserted after insert on ${schema}.%I referencing new table as new_rows
        for each statement execute function ${schema}.record_inserted(%L)', t.name, ${recordTypeSql("t.name")});
      execute format('create or replace trigger record_updated after update on ${schema}.%I
        referencing old table as old_rows new table as new_rows
        for each statement execute function ${schema}.record_updated(%L)', t.name, ${recordTypeSql("t.name")});
      execute format('create or replace trigger record_deleted after delete on ${schema}.%I referencing old table as old_rows
        for each statement execute function ${schema}.record_deleted()', t.name);
    end loop;
  end $attach$;`;

/** `recordTypeOfTable` in SQL; `defineRecord` refuses a table for which the two would differ from its type's name. */
export function recordTypeSql(column: string): string {
  const own = Object.entries(irregular)
    .map(([table, name]) => `when '${table}' then '${name}'`)
    .join(" ");
  const singular = `case when ${column} like '%%ies' then left(${column}, -3) || 'y' else regexp_replace(${column}, 's$', '') end`;
  const camel = `(select string_agg(case when p.ord = 1 then p.word else initcap(p.word) end, '' order by p.ord)
    from unnest(string_to_array(${singular.replaceAll("%%", "%")}, '_')) with ordinality as p(word, ord))`;
  return `(case ${column} ${own} else ${camel} end)`;
}
