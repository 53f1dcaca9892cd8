// What a database needs before the application's own role can migrate it: the role, the extensions, and the search
// functions marked LEAKPROOF; each step may be repeated and is checked at every start.
import { Client, escapeIdentifier, escapeLiteral } from "pg";

const extensions = ["pg_trgm", "btree_gin", "unaccent", "citext"];

/**
 * Row-level security lets an index be used only for functions that cannot leak what they see. These are not marked so
 * as shipped because their errors could name a value; theirs cannot. Without the mark a search of 3 ms becomes a scan.
 */
const leakproofFunctions = [
  "pg_catalog.textlike(text, text)",
  "pg_catalog.texticlike(text, text)",
  "pg_catalog.ts_match_vq(tsvector, tsquery)",
  "pg_catalog.arraycontains(anyarray, anyarray)",
  "pg_catalog.arrayoverlap(anyarray, anyarray)",
  "public.word_similarity_commutator_op(text, text)",
];

/** The same server and account, another database. */
export function inDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

/** Runs work on one connection of its own and closes it. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Adds the extensions and the LEAKPROOF marks to one database. */
export async function prepareDatabase(superuserUrl: string, database: string): Promise<void> {
  await withClient(inDatabase(superuserUrl, database), async (client) => {
    for (const extension of extensions) {
      await client.query(`create extension if not exists ${escapeIdentifier(extension)} schema public`);
    }
    const { rows } = await client.query<{ name: string }>(
      "select f.name from unnest($1::text[]) f(name) join pg_proc p on p.oid = f.name::regprocedure where not p.proleakproof",
      [leakproofFunctions],
    );
    for (const { name } of rows) await client.query(`alter function ${name} leakproof`);
  });
}

/** Makes the application's role and database on a new server; on an old one, makes sure that they are as they should be. */
export async function prepareServer(
  superuserUrl: string,
  application: { role: string; password: string; database: string },
): Promise<void> {
  const role = escapeIdentifier(application.role);
  await withClient(superuserUrl, async (client) => {
    // One at a time: two processes may start on one server.
    await client.query("select pg_advisory_lock(hashtext('meridian prepare'))");
    await client.query(
      `do $$ begin create role ${role}; exception when duplicate_object or unique_violation then null; end $$`,
    );
    await client.query(
      `alter role ${role} with login createrole createdb nosuperuser nobypassrls password ${escapeLiteral(application.password)}`,
    );
    const { rowCount } = await client.query("select from pg_database where datname = $1", [
      application.database,
    ]);
    if (rowCount === 0) {
      await createDatabase(client, application.database, role);
    }
    await prepareDatabase(superuserUrl, application.database);
  });
}

/** Character classes that know more than ASCII: without them the trigram index finds no word in Cyrillic or Kanji. */
const characterClasses = ["C.UTF-8", "en_US.UTF-8", "C"];

/**
 * A database that orders text as people do (Unicode collation: case and accents come last), on every machine alike.
 */
export async function createDatabase(client: Client, name: string, owner: string): Promise<void> {
  for (const [i, classes] of characterClasses.entries()) {
    try {
      await client.query(
        `create database ${escapeIdentifier(name)} owner ${owner} template template0
         locale_provider icu icu_locale 'und' lc_ctype '${classes}'`,
      );
      return;
    } catch (error) {
      const isUnknownLocale = error instanceof Error && /lc_ctype|LC_CTYPE|locale name/i.test(error.message);
      if (!isUnknownLocale || i === characterClasses.length - 1) throw error;
    }
  }
}
