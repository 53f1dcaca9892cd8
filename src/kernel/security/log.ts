// The append-only security log (contract 001, "Security Event Logging"). Events are gathered for a moment and written
// together; a flood of the same event from the same place becomes one row that says how many.
import { clock } from "@/kernel/clock";
import { newUuid, parseId } from "@/kernel/id";
import { withSystem } from "@/kernel/tenancy";
import { log } from "@/platform/log";

/** Every event of the log: the contract's, and what changes who may come in. */
export const securityEvents = [
  "login_success",
  "login_failure",
  "token_refresh",
  "logout",
  "permission_denied",
  "role_escalation_attempt",
  "resource_access_denied",
  "rate_limit_exceeded",
  "invalid_api_key",
  "suspicious_request_pattern",
  "data_export_request",
  "session_revoked",
  "password_changed",
  "password_reset_requested",
  "api_key_created",
  "api_key_rotated",
  "api_key_revoked",
  "personal_token_created",
  "personal_token_revoked",
  "user_invited",
  "user_deactivated",
  "user_reactivated",
  "role_changed",
  "security_settings_changed",
] as const;
export type SecurityEventName = (typeof securityEvents)[number];

export type SecurityEvent = {
  event: SecurityEventName;
  tenantId?: string | null;
  userId?: string | null;
  ip?: string;
  userAgent?: string;
  requestId?: string;
  detail?: Record<string, unknown>;
};

type Waiting = SecurityEvent & { times: number; createdAt: string };
type Store = { waiting: Map<string, Waiting>; timer: NodeJS.Timeout | undefined; flushing: Promise<void> };

const gatherMs = 100;
const waitingLimit = 1_000;

const holder = globalThis as typeof globalThis & { meridianSecurityLog?: Store };
holder.meridianSecurityLog ??= { waiting: new Map(), timer: undefined, flushing: Promise.resolve() };
const store = holder.meridianSecurityLog;

/** Notes an event; it is in the log a moment later. */
export function logSecurityEvent(event: SecurityEvent): void {
  const key = JSON.stringify([event.event, event.tenantId, event.userId, event.ip, event.detail]);
  const twin = store.waiting.get(key);
  if (twin) {
    twin.times += 1;
    return;
  }
  if (store.waiting.size >= waitingLimit) {
    log.warn({ event: event.event, ip: event.ip }, "security log is flooded: event not written");
    return;
  }
  store.waiting.set(key, { ...event, times: 1, createdAt: clock.nowIso() });
  store.timer ??= setTimeout(() => void flushSecurityLog(), gatherMs).unref();
}

/** Writes what waits; resolves when it is in the database. Called before the process ends. */
export function flushSecurityLog(): Promise<void> {
  clearTimeout(store.timer);
  store.timer = undefined;
  const events = [...store.waiting.values()];
  store.waiting.clear();
  if (events.length > 0) store.flushing = store.flushing.then(() => insert(events));
  return store.flushing;
}

async function insert(events: Waiting[]): Promise<void> {
  try {
    await withSystem("write", (tx) =>
      tx.query(
        `insert into security_events (id, tenant_id, user_id, event, detail, ip, user_agent, request_id, created_at)
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::text[], $7::text[], $8::text[], $9::timestamptz[])`,
        [
          events.map(() => newUuid()),
          events.map((e) => (e.tenantId ? (parseId("tenant", e.tenantId) ?? null) : null)),
          events.map((e) => (e.userId ? (parseId("user", e.userId) ?? null) : null)),
          events.map((e) => e.event),
          events.map((e) => JSON.stringify(e.times > 1 ? { ...e.detail, times: e.times } : (e.detail ?? {}))),
          events.map((e) => clean(e.ip, 64)),
          events.map((e) => clean(e.userAgent, 400)),
          events.map((e) => clean(e.requestId, 200)),
          events.map((e) => e.createdAt),
        ],
      ),
    );
  } catch (error) {
    log.error({ err: error, events: events.map((e) => e.event) }, "security events could not be written");
  }
}

/** Headers are the caller's: bounded, and without what PostgreSQL's text cannot hold. */
const clean = (text: string | undefined, limit: number): string =>
  (text ?? "").replaceAll("\u0000", "").slice(0, limit);
