// The second driver, postgres.js, on the addresses that the first one reads: `?host=/folder` is a Unix socket to libpq
// and node-postgres, and would be an unknown setting here.
import postgres from "postgres";

/** Connections of postgres.js: for listening, bootstrap and migration, which share none between requests. */
export function openPostgresJs(url: string, options: postgres.Options<Record<string, never>>): postgres.Sql {
  const address = new URL(url);
  const host = address.searchParams.get("host");
  address.searchParams.delete("host");
  return postgres(address.href, { onnotice: () => undefined, ...options, ...(host ? { host } : {}) });
}
