// A person's own sessions: seeing and ending them, and the tenant each works in.
import { clock } from "@/kernel/clock";
import { AppError, notFound } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import { type RequestInfo, securityEvent } from "@/kernel/operation";
import type { Actor } from "@/kernel/permissions";
import { type PagedRows, pagedRows, type RowsAsked } from "@/kernel/query/paged-rows";
import { actorCache, logSecurityEvent } from "@/kernel/security";
import { withSystem } from "@/kernel/tenancy";
import type { Session } from "./schema";

/** The person who asks: an API key acts for its maker, but is not the maker. */
export function personOf(request: RequestInfo): Actor & { userId: string } {
  const { actor } = request;
  if (actor?.kind === "user" && actor.userId) return { ...actor, userId: actor.userId };
  throw new AppError("FORBIDDEN", 403, "Only a person may do this, not an API key", {
    details: { required_permissions: [], user_permissions: actor?.permissionTexts ?? [] },
  });
}

type Row = {
  id: string;
  user_agent: string;
  ip: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
};

export async function listSessions(request: RequestInfo, input: RowsAsked): Promise<PagedRows<Session>> {
  const person = personOf(request);
  return withSystem("read", (tx) =>
    pagedRows<Row, Session>(
      tx,
      {
        columns: "s.id, s.user_agent, s.ip, s.created_at, s.last_seen_at, s.expires_at",
        from: "sessions s",
        where: "s.user_id = $1 and s.revoked_at is null and s.expires_at > $2",
        values: [uuidOf("user", person.userId), clock.nowIso()],
        sort: { sql: "s.created_at", type: "timestamptz", order: "desc" },
        id: "s.id",
      },
      input,
      (row) => {
        const id = toPublicId("session", row.id);
        return {
          id,
          userAgent: row.user_agent,
          ip: row.ip,
          createdAt: row.created_at,
          lastSeenAt: row.last_seen_at,
          expiresAt: row.expires_at,
          isCurrent: id === person.sessionId,
        };
      },
    ),
  );
}

export async function revokeSession(
  request: RequestInfo,
  input: { sessionId: string },
): Promise<{ revoked: number }> {
  const person = personOf(request);
  const sessionUuid = parseId("session", input.sessionId);
  const ended = sessionUuid
    ? await withSystem("write", (tx) =>
        tx.query(
          "update sessions set revoked_at = $3 where id = $1 and user_id = $2 and revoked_at is null returning 1",
          [sessionUuid, uuidOf("user", person.userId), clock.nowIso()],
        ),
      )
    : [];
  if (ended.length === 0) throw notFound("session");
  actorCache.drop((actor) => actor.sessionId === input.sessionId);
  logSecurityEvent(securityEvent("session_revoked", request, person, { session: input.sessionId }));
  return { revoked: 1 };
}

/** Signs out everywhere, or everywhere else. */
export async function revokeSessions(
  request: RequestInfo,
  input: { keepCurrent: boolean },
): Promise<{ revoked: number }> {
  const person = personOf(request);
  const kept = input.keepCurrent && person.sessionId ? uuidOf("session", person.sessionId) : null;
  const ended = await withSystem("write", (tx) =>
    tx.query(
      `update sessions set revoked_at = $2
       where user_id = $1 and revoked_at is null and expires_at > $2 and ($3::uuid is null or id <> $3) returning 1`,
      [uuidOf("user", person.userId), clock.nowIso(), kept],
    ),
  );
  actorCache.drop((actor) => actor.userId === person.userId && actor.sessionId !== null);
  logSecurityEvent(securityEvent("session_revoked", request, person, { sessions: ended.length }));
  return { revoked: ended.length };
}

/** Sign-out of one session, by the id in its cookie. */
export async function endSession(sessionId: string, place: { ip: string }): Promise<void> {
  const sessionUuid = parseId("session", sessionId);
  if (!sessionUuid) return;
  const [ended] = await withSystem("write", (tx) =>
    tx.query<{ user_id: string; tenant_id: string | null }>(
      "update sessions set revoked_at = $2 where id = $1 and revoked_at is null returning user_id, tenant_id",
      [sessionUuid, clock.nowIso()],
    ),
  );
  actorCache.drop((actor) => actor.sessionId === sessionId);
  if (!ended) return;
  logSecurityEvent({
    event: "logout",
    tenantId: ended.tenant_id ? toPublicId("tenant", ended.tenant_id) : null,
    userId: toPublicId("user", ended.user_id),
    ip: place.ip,
    detail: { session: sessionId },
  });
}

/** Works in another of the person's tenants from now on; the cookie stays the same. */
export async function switchTenant(
  request: RequestInfo,
  input: { tenantId: string },
): Promise<{ done: true }> {
  const person = personOf(request);
  const { sessionId } = person;
  if (!sessionId) throw new AppError("CONFLICT", 409, "A token belongs to one workspace and cannot switch");
  const tenantUuid = parseId("tenant", input.tenantId);
  const switched = tenantUuid
    ? await withSystem("write", (tx) =>
        tx.query(
          `update sessions set tenant_id = $2 where id = $1 and user_id = $3 and exists (
             select 1 from memberships m join tenants t on t.id = m.tenant_id
             where m.tenant_id = $2 and m.user_id = $3 and m.status = 'active' and t.status = 'active') returning 1`,
          [uuidOf("session", sessionId), tenantUuid, uuidOf("user", person.userId)],
        ),
      )
    : [];
  if (switched.length === 0) throw notFound("workspace");
  actorCache.drop((actor) => actor.sessionId === sessionId);
  return { done: true };
}
