// Migrations: the control schema, the shared tenant schema and every tenant's own schema, each in one transaction
// with its own journal, so that a stop in the middle is resumed by the next start.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type postgres from "postgres";
import { valueSyncSql } from "@/kernel/fields/value-sync";
import { wordSyncSql } from "@/kernel/records/word-sync";
import { openPostgresJs } from "@/platform/database/postgres-js";
import { bootstrapSql, secureSchemaSql } from "./secure";

type Script = { name: string; sql: string };
type Sql = postgres.Sql | postgres.TransactionSql;

const migrationLock = 728_190_341;
const schemasAtOnce = 3;

function scripts(set: "control" | "tenant"): Script[] {
  const folder = join(process.cwd(), "drizzle", set);
  const journalFile = join(folder, "meta", "_journal.json");
  if (!existsSync(journalFile)) throw new Error(`no migrations in ${folder}`);
  const journal = JSON.parse(readFileSync(journalFile, "utf8")) as { entries: { tag: string }[] };
  return journal.entries.map(({ tag }) => ({
    name: tag,
    sql: readFileSync(join(folder, `${tag}.sql`), "utf8").replaceAll("--> statement-breakpoint", ""),
  }));
}

async function migrateSchema(sql: postgres.Sql, schema: string, set: "control" | "tenant"): Promise<void> {
  const all = scripts(set);
  const journal = await sql<
    { found: boolean }[]
  >`select to_regclass(${`${schema}.schema_migrations`}) is not null as found`;
  const applied = journal[0]?.found
    ? new Set(
        (await sql<{ name: string }[]>`select name from ${sql(schema)}.schema_migrations`).map((r) => r.name),
      )
    : new Set<string>();
  const pending = all.filter((script) => !applied.has(script.name));
  if (pending.length === 0) return;
  await sql.begin((tx) => applyScripts(tx, schema, pending));
}

async function applyScripts(tx: Sql, schema: string, pending: Script[]): Promise<void> {
  await tx.unsafe(`
    set local lock_timeout = '10s';
    create schema if not exists ${schema};
    set local search_path = ${schema}, public;
    create table if not exists ${schema}.schema_migrations (name text primary key, applied_at timestamptz not null default now());
    ${pending.map((script) => script.sql).join("\n")}
    insert into ${schema}.schema_migrations (name) values ${pending.map((s) => `('${s.name.replaceAll("'", "''")}')`).join(", ")};
    ${secureSchemaSql(schema)}
    ${schema === "control" ? "" : valueSyncSql(schema) + wordSyncSql(schema)}`);
}

/** Brings the whole database up to date: roles, control schema, shared schema, every tenant's own schema. */
export async function migrate({ url }: { url: string }): Promise<void> {
  const sql = openPostgresJs(url, { max: schemasAtOnce, connection: { TimeZone: "UTC" } });
  try {
    // One migrator at a time per database; the lock is the session's, so it needs a connection of its own.
    const holder = await sql.reserve();
    try {
      await holder`select pg_advisory_lock(${migrationLock})`;
      await holder.unsafe(bootstrapSql);
      await migrateSchema(sql, "control", "control");
      await migrateSchema(sql, "pool", "tenant");
      const own = await sql<{ schema_name: string }[]>`
        select schema_name from control.tenants where schema_name <> 'pool' order by created_at`;
      const queue = own.map((row) => row.schema_name);
      // One connection holds the lock, so one fewer works.
      const workers = Array.from({ length: schemasAtOnce - 1 }, async () => {
        for (let schema = queue.shift(); schema; schema = queue.shift()) {
          await migrateSchema(sql, schema, "tenant");
        }
      });
      await Promise.all(workers);
    } finally {
      await holder`select pg_advisory_unlock(${migrationLock})`;
      holder.release();
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Makes a new tenant's own schema: all scripts as one, in one transaction. */
export async function createTenantSchema(url: string, schema: string): Promise<void> {
  const sql = openPostgresJs(url, { max: 1, connection: { TimeZone: "UTC" } });
  try {
    await migrateSchema(sql, schema, "tenant");
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Counts some tables for the planner, as `analyzeTenantSchema` does all of them. */
export async function analyzeTables(url: string, schema: string, tables: string[]): Promise<void> {
  const sql = openPostgresJs(url, { max: 1 });
  try {
    for (const table of tables) await sql`analyze ${sql(schema)}.${sql(table)}`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Counts a schema's tables for the planner, which guesses until the database's own round comes by, a minute or more. */
export async function analyzeTenantSchema(url: string, schema: string): Promise<void> {
  const sql = openPostgresJs(url, { max: 1 });
  try {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${schema} and c.relkind = 'r'`;
    if (tables.length > 0) await sql.unsafe(`analyze ${tables.map(({ name }) => name).join(", ")}`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
