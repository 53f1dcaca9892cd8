// From a session id to who is asking, as of now: revoked, expired and idle sessions, and people and tenants that are no
// longer active, are refused.
import { clock } from "@/kernel/clock";
import { AppError } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import { logSecurityEvent, readSecurityConfig } from "@/kernel/security";
import { type TenantRef, withSystem } from "@/kernel/tenancy";
import type { Authenticated } from "@/modules/apikeys";
import { actorOf, findMember } from "@/modules/users";
import { log } from "@/platform/log";

type Row = {
  id: string;
  user_id: string;
  tenant_id: string | null;
  is_remembered: boolean;
  last_seen_at: string;
  expires_at: string;
  revoked_at: string | null;
  member_tenant_id: string | null;
  schema_name: string | null;
  tenant_status: string | null;
  settings: Record<string, unknown> | null;
};

const touchEveryMs = 60_000;

const refused = (errorType: string, message: string, details: Record<string, unknown> = {}) =>
  new AppError("UNAUTHORIZED", 401, message, { details: { error_type: errorType, ...details } });

/** Any request for a tenant that is not the credential's own. */
export function wrongTenant(
  wanted: string,
  about: { userId: string | null; tenantId: string | null; ip: string },
) {
  logSecurityEvent({
    event: "resource_access_denied",
    ...about,
    detail: { x_tenant_id: wanted.slice(0, 64) },
  });
  return new AppError("FORBIDDEN", 403, "X-Tenant-ID is not a workspace of this credential", {
    details: { error_type: "tenant_mismatch", required_permissions: [], user_permissions: [] },
  });
}

/** The actor of a session, in its own tenant or in `wantedTenant`, of which the person must be a member. */
export async function authenticateSession(
  sessionId: string,
  wantedTenant: string | null,
  ip: string,
): Promise<Authenticated> {
  const sessionUuid = parseId("session", sessionId);
  const wanted = wantedTenant === null ? null : parseId("tenant", wantedTenant);
  // The membership that is asked for, else the session's, else any that is left to the person.
  const [row] = sessionUuid
    ? await withSystem("read", (tx) =>
        tx.query<Row>(
          `select s.id, s.user_id, s.tenant_id, s.is_remembered, s.last_seen_at, s.expires_at, s.revoked_at,
             m.tenant_id as member_tenant_id, t.schema_name, t.status as tenant_status, t.settings
           from sessions s
           left join memberships m on m.user_id = s.user_id and m.status = 'active' and ($2::uuid is null or m.tenant_id = $2)
           left join tenants t on t.id = m.tenant_id
           where s.id = $1
           order by (m.tenant_id = s.tenant_id) desc nulls last, (t.status = 'active') desc, m.created_at limit 1`,
          [sessionUuid, wanted ?? null],
          "find_session",
        ),
      )
    : [];
  if (!row) throw refused("token_invalid", "Invalid or expired session");
  if (row.revoked_at) throw refused("session_revoked", "This session has been ended. Sign in again.");
  const config = readSecurityConfig(row.settings);
  const endsAtMs = Math.min(
    new Date(row.expires_at).getTime(),
    row.is_remembered
      ? Number.POSITIVE_INFINITY
      : new Date(row.last_seen_at).getTime() + config.session_config.timeout_minutes * 60_000,
  );
  if (endsAtMs <= clock.nowMs()) {
    throw refused("token_expired", "Your session has expired. Sign in again.", {
      expires_at: new Date(endsAtMs).toISOString(),
    });
  }
  const userId = toPublicId("user", row.user_id);
  const ownTenantId = row.tenant_id ? toPublicId("tenant", row.tenant_id) : null;
  if (wantedTenant !== null && (wanted === undefined || row.member_tenant_id === null)) {
    throw wrongTenant(wantedTenant, { userId, tenantId: ownTenantId, ip });
  }
  if (row.member_tenant_id === null || row.schema_name === null) {
    throw refused("user_deactivated", "You are no longer a member of any workspace");
  }
  if (row.tenant_status !== "active") throw refused("tenant_suspended", "This workspace is suspended");
  const tenant: TenantRef = { id: toPublicId("tenant", row.member_tenant_id), schema: row.schema_name };
  const member = await findMember(tenant, userId);
  if (!member) throw refused("user_deactivated", "You are no longer active in this workspace");
  touch(row);
  return {
    actor: actorOf(tenant, member, {
      id: userId,
      sessionId,
      multiplier: config.api_security.rate_limit_multiplier,
    }),
    ipAllowed: null,
    expiresAtMs: endsAtMs,
  };
}

function touch(row: Row): void {
  const now = clock.nowMs();
  if (now - new Date(row.last_seen_at).getTime() < touchEveryMs) return;
  withSystem("write", (tx) =>
    tx.query("update sessions set last_seen_at = $2 where id = $1 and last_seen_at < $2", [
      row.id,
      new Date(now).toISOString(),
    ]),
  ).catch((error: unknown) => log.warn({ err: error }, "last use of a session could not be noted"));
}

/** Whether the session still stands, for the cookie's own refresh. */
export async function isSessionAlive(sessionId: string): Promise<boolean> {
  if (!parseId("session", sessionId)) return false;
  const [row] = await withSystem("read", (tx) =>
    tx.query("select 1 from sessions where id = $1 and revoked_at is null and expires_at > $2", [
      uuidOf("session", sessionId),
      clock.nowIso(),
    ]),
  );
  return row !== undefined;
}
