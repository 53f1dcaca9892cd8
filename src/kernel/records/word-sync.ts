// Keeps search_words in step with the records: triggers on every table that is searched, attached after each migration.
// A word stays when its last record goes: it leads to nothing then. A tenth of a millisecond for a new contact, so no
// regular expressions and one statement.
import { recordTypeSql } from "@/kernel/fields/value-sync";

const signs = '.,;:!?()[]{}<>/|@#%&*+=~_-"';

/** Whole words of letters; what has a digit in it nobody misspells. */
const wordsOf = (row: string) => `
  select w.word from string_to_table(translate(${row}.search_text, '${signs}', '${" ".repeat(signs.length)}'), ' ') as w(word)
  where length(w.word) between 4 and 30 and translate(w.word, '0123456789', '') = w.word`;

const found = (row: string, from: string, hasEmail: boolean) => `
  select distinct ${row}.tenant_id as tenant_id, 'word' as kind, w.word ${from ? `${from} cross join lateral` : "from"} (${wordsOf(row)}) w
  ${
    hasEmail
      ? `union all select distinct ${row}.tenant_id, 'domain', ${row}.email_domain ${from} where ${row}.email_domain <> ''`
      : ""
  }`;

/** Each word is looked up by itself: as a join, a plan kept from a large import would read all words for one record. */
const insertNew = (schema: string, rows: string) => `
  insert into ${schema}.search_words (tenant_id, record_type, kind, word)
  select d.tenant_id, tg_argv[0], d.kind, d.word from (${rows}) d
  where (select true from ${schema}.search_words k where k.tenant_id = d.tenant_id and k.kind = d.kind
    and k.record_type = tg_argv[0] and k.word = d.word limit 1) is null;`;

const functions = (schema: string, suffix: string, hasEmail: boolean) => `
  create or replace function ${schema}.words_inserted${suffix}() returns trigger language plpgsql as $sync$
  begin
    ${insertNew(schema, found("n", "from new_rows n", hasEmail))}
    return null;
  end $sync$;
  create or replace function ${schema}.words_changed${suffix}() returns trigger language plpgsql as $sync$
  begin
    ${insertNew(schema, found("new", "", hasEmail))}
    return null;
  end $sync$;`;

/** Functions and triggers of one tenant schema; safe to run again. */
export const wordSyncSql = (schema: string): string => `
  ${functions(schema, "", false)}
  ${functions(schema, "_email", true)}
  do $attach$
  declare t record;
  begin
    for t in
      select c.relname as name, case when exists (
          select 1 from pg_attribute e where e.attrelid = c.oid and e.attname = 'email_domain' and not e.attisdropped)
        then '_email' else '' end as suffix
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'search_text' and not a.attisdropped
      where n.nspname = '${schema}' and c.relkind = 'r'
    loop
      execute format('create or replace trigger words_inserted after insert on ${schema}.%I referencing new table as new_rows
        for each statement execute function ${schema}.words_inserted%s(%L)', t.name, t.suffix, ${recordTypeSql("t.name")});
      execute format('create or replace trigger words_changed after update on ${schema}.%I
        for each row when (old.search_text is distinct from new.search_text)
        execute function ${schema}.words_changed%s(%L)', t.name, t.suffix, ${recordTypeSql("t.name")});
    end loop;
  end $attach$;`;
