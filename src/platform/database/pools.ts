// The process's connections. Every connection logs in with the one database URL and takes a role on at once:
// `meridian_app` (the tenant's tables, under row-level security) or `meridian_system` (sign-in look-ups, event
// dispatch). Neither role owns anything or can bypass row-level security.
import pg from "pg";
import { env } from "@/env";
import { log } from "@/platform/log";
import { parsers } from "./values";

export type DatabaseRole = "meridian_app" | "meridian_system";
/** `app` belongs to kernel/tenancy alone: a connection in it may still be inside a transaction whose read is over. */
export type Pools = { url: string; app: pg.Pool; system: pg.Pool };

// A table may hold other tenants' rows: a plan that walks all of it is never the right one, however cheap the planner
// believes the first matches to be.
const plans = "-c enable_seqscan=off";
const limits =
  "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000";

export function createPool(url: string, role: DatabaseRole, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    options: `-c role=${role} -c timezone=UTC ${plans} ${limits}`,
    application_name: role,
    // Statements of one transaction leave without waiting for the answers before them (design, section 5).
    pipeline: true,
    types: parsers,
    // A backend that has touched many schemas stays large; 15 minutes bounds that.
    maxLifetimeSeconds: 900,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 10_000,
  } as pg.PoolConfig);
  pool.on("error", (error) => log.warn({ err: error }, "idle database connection lost"));
  // A connection that dies while it is at work fails its own queries; without a listener it would end the process too.
  pool.on("connect", (client) => {
    client.on("error", (error) => log.debug({ err: error }, "database connection lost while at work"));
  });
  return pool;
}

const holder = globalThis as typeof globalThis & { meridianPools?: Pools };

/** Opens the pools of this process. Next and the server are separate bundles, so the holder is global. */
export function connectDatabase(url: string): Pools {
  if (holder.meridianPools?.url === url) return holder.meridianPools;
  if (holder.meridianPools) throw new Error("the database is connected already, to another address");
  holder.meridianPools = {
    url,
    app: createPool(url, "meridian_app", env.DATABASE_POOL_SIZE),
    system: createPool(url, "meridian_system", 4),
  };
  return holder.meridianPools;
}

export function pools(): Pools {
  if (!holder.meridianPools) throw new Error("the database is not connected yet");
  return holder.meridianPools;
}

export async function disconnectDatabase(): Promise<void> {
  const open = holder.meridianPools;
  holder.meridianPools = undefined;
  await Promise.all([open?.app.end(), open?.system.end()]);
}
