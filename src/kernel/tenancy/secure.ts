// What makes a schema safe, written as SQL that is applied after every migration: row-level security on every table
// with a tenant_id, and the least grants that work.

/** Tables nobody may change or empty once written, by name. */
export const appendOnlyTables = ["audit_log", "change_sets", "security_events", "events"] as const;

const tenantMatch = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid";

/**
 * Policies and grants of one schema. `ENABLE` and `FORCE`: the owner is held by them too. An unset tenant reads as
 * NULL, so without a tenant there are no rows.
 */
export function secureSchemaSql(schema: string): string {
  const isControl = schema === "control";
  const appendOnly = appendOnlyTables.map((table) => `'${table}'`).join(", ");
  return `
    grant usage on schema ${schema} to meridian_app, meridian_system;
    do $secure$
    declare t record;
    begin
      for t in
        select c.relname as name, exists (
          select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
        ) as is_tenant_table
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = '${schema}' and c.relkind in ('r', 'p') and c.relname <> 'schema_migrations'
      loop
        execute format('grant select, insert, update, delete on ${schema}.%I to meridian_app', t.name);
        ${isControl ? `execute format('grant select, insert, update, delete on ${schema}.%I to meridian_system', t.name);` : ""}
        if t.name in (${appendOnly}) then
          execute format('revoke update, delete, truncate on ${schema}.%I from meridian_app', t.name);
          ${isControl ? `if t.name <> 'events' then execute format('revoke update, delete, truncate on ${schema}.%I from meridian_system', t.name); end if;` : ""}
        end if;
        if t.is_tenant_table then
          execute format('alter table ${schema}.%I enable row level security', t.name);
          execute format('alter table ${schema}.%I force row level security', t.name);
          execute format('drop policy if exists tenant_isolation on ${schema}.%I', t.name);
          execute format(
            'create policy tenant_isolation on ${schema}.%I to meridian_app using (${tenantMatch.replaceAll("'", "''")}) with check (${tenantMatch.replaceAll("'", "''")})',
            t.name);
          ${
            isControl
              ? `execute format('drop policy if exists system_access on ${schema}.%I', t.name);
          execute format('create policy system_access on ${schema}.%I to meridian_system using (true) with check (true)', t.name);`
              : ""
          }
        end if;
      end loop;
    end $secure$;
    ${isControl ? controlGrants : ""}`;
}

// People, sessions, guesses and tenants have no tenant_id to hold them apart, so the tenant's role may not touch them at all.
const controlGrants = `
  revoke all on control.people, control.sessions, control.password_resets, control.tenants, control.outgoing_mail, control.security_events, control.attempts from meridian_app;
  grant usage on all sequences in schema control to meridian_app, meridian_system;`;

/** Roles, the control schema and its functions. Safe to run again; needs CREATEROLE the first time. */
export const bootstrapSql = `
  do $roles$
  declare r text;
  begin
    foreach r in array array['meridian_app', 'meridian_system'] loop
      if not exists (select 1 from pg_roles where rolname = r) then
        begin
          execute format('create role %I nologin nosuperuser nobypassrls', r);
        exception when duplicate_object or unique_violation then null; -- another copy made it just now
        end;
      end if;
      if not pg_has_role(current_user, r, case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) then
        execute format('grant %I to current_user', r);
      end if;
    end loop;
  end $roles$;
  create extension if not exists pg_trgm with schema public;
  create extension if not exists btree_gin with schema public;
  create extension if not exists unaccent with schema public;
  create schema if not exists control;
  -- How text is compared in searches: lower case, no accents. Immutable, because generated columns use it.
  create or replace function control.fold(value text) returns text
    language sql immutable strict parallel safe
    as $fold$ select lower(public.unaccent('public.unaccent', value)) $fold$;
  create or replace function control.digits(value text) returns text
    language sql immutable strict parallel safe
    as $digits$ select regexp_replace(value, '[^0-9]', '', 'g') $digits$;
`;
