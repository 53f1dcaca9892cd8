// A tenant of its own for each test, with one person per system role, and a way to call any operation as one of them
// through the real pipeline on the real database.
import { horizonSql } from "@/kernel/events/log";
import { newId } from "@/kernel/id";
import type { RequestInfo } from "@/kernel/operation";
import { unwrapError } from "@/kernel/operation";
import type { Actor } from "@/kernel/permissions";
import { systemRoles } from "@/kernel/permissions";
import { type TenantRef, withSystem } from "@/kernel/tenancy";
import { addPerson, provisionTenant } from "@/modules/tenants";
import { actorOf, findMember } from "@/modules/users";
import { connectDatabase, disconnectDatabase } from "@/platform/database/pools";
import { catalog } from "@/surfaces/catalog";
import { testDatabase } from "./database";

/** Opens a database of its own for a test file; answers how to close it. */
export async function openTestDatabase(): Promise<() => Promise<void>> {
  const database = await testDatabase();
  connectDatabase(database.url);
  return async () => {
    await disconnectDatabase();
    await database.drop();
  };
}

/**
 * Waits until the event log can be read to its end: it is read up to the oldest transaction at work in the whole
 * cluster, which may be one of another test file.
 */
export async function eventLogReadable(): Promise<void> {
  const last = "select coalesce(max(xid), 0)::text::bigint < ";
  const endMs = Date.now() + 30_000;
  for (;;) {
    const [row] = await withSystem("read", (tx) =>
      tx.query<{ done: boolean }>(`${last}${horizonSql} as done from events`),
    );
    if (row?.done) return;
    if (Date.now() > endMs) throw new Error("a transaction kept the event log closed for 30 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export type TestTenant = {
  ref: TenantRef;
  actors: Record<string, Actor>;
  /** Calls an operation as the person with this role; throws the AppError it throws. */
  call: <T = Record<string, unknown>>(
    role: string,
    operation: string,
    input: unknown,
    request?: Partial<RequestInfo>,
  ) => Promise<T>;
};

export const requestOf = (actor: Actor | null, overrides: Partial<RequestInfo> = {}): RequestInfo => ({
  requestId: newId("req"),
  source: "rest",
  ip: "127.0.0.1",
  userAgent: "test",
  actor,
  operation: "",
  idempotencyKey: null,
  bodyHash: null,
  ifMatch: null,
  responseHeaders: {},
  ...overrides,
});

export async function callAs<T>(
  actor: Actor | null,
  operation: string,
  input: unknown,
  request: Partial<RequestInfo> = {},
): Promise<T> {
  const found = catalog.get(operation);
  if (!found) throw new Error(`no operation ${operation}`);
  try {
    return (await found.call({ request: requestOf(actor, request) }, input)) as T;
  } catch (error) {
    throw unwrapError(error);
  }
}

/** A fresh tenant; its rate limits are far away unless a test sets them. */
export async function testTenant(name = "Acme", placement: "own" | "pool" = "pool"): Promise<TestTenant> {
  const ref = await provisionTenant({ name, placement });
  const actors: Record<string, Actor> = {};
  for (const { key, name: title } of systemRoles) {
    const email = `${key}.${newId("user").slice(-12)}@example.com`;
    const id = await addPerson(ref, { email, name: title, role: key });
    const member = await findMember(ref, id);
    actors[key] = actorOf(ref, member!, { id, sessionId: null, multiplier: 1_000_000 });
  }
  return {
    ref,
    actors,
    call: (role, operation, input, request) => callAs(actors[role]!, operation, input, request),
  };
}
