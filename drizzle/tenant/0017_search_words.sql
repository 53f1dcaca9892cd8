CREATE TABLE "search_words" (
	"tenant_id" uuid NOT NULL,
	"record_type" text NOT NULL,
	"kind" text NOT NULL,
	"word" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "email_domain" text GENERATED ALWAYS AS (split_part(email, '@', 2)) STORED;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "email_domain" text GENERATED ALWAYS AS (split_part(email, '@', 2)) STORED;--> statement-breakpoint
CREATE INDEX "search_words_word" ON "search_words" USING btree ("tenant_id","kind","record_type","word");--> statement-breakpoint
CREATE INDEX "search_words_like" ON "search_words" USING gin (word gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "contacts_email_domain" ON "contacts" USING btree ("tenant_id","email_domain","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "leads_email_domain" ON "leads" USING btree ("tenant_id","email_domain","created_at") WHERE deleted_at is null;
--> statement-breakpoint
-- What is there already; from here on triggers do it.
do $fill$
declare t record;
begin
  for t in
    select c.relname as name, case c.relname when 'calendar_events' then 'event' else regexp_replace(c.relname, 's$', '') end as type,
      exists (select 1 from pg_attribute e where e.attrelid = c.oid and e.attname = 'email_domain') as has_email
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'search_text' and not a.attisdropped
    where n.nspname = current_schema() and c.relkind = 'r'
  loop
    execute format('alter table %I no force row level security', t.name);
    execute format('insert into search_words (tenant_id, record_type, kind, word)
      select distinct r.tenant_id, %L, ''word'', w.word from %I r
      cross join lateral string_to_table(translate(r.search_text, ''.,;:!?()[]{}<>/|@#%%&*+=~_-"'', repeat('' '', 27)), '' '') as w(word)
      where length(w.word) between 4 and 30 and w.word !~ ''[0-9]''', t.type, t.name);
    if t.has_email then
      execute format('insert into search_words (tenant_id, record_type, kind, word)
        select distinct r.tenant_id, %L, ''domain'', r.email_domain from %I r where r.email_domain <> ''''', t.type, t.name);
    end if;
    execute format('alter table %I force row level security', t.name);
  end loop;
end $fill$;
