// From a presented API key or personal token to who is asking. Both belong to one tenant; a key acts for the person
// who made it and never with more than that person may do today.
import { clock } from "@/kernel/clock";
import { sameHash, sha256 } from "@/kernel/crypto";
import { AppError } from "@/kernel/errors";
import { toPublicId } from "@/kernel/id";
import { type Actor, grantedScope, parsePermission, scopes } from "@/kernel/permissions";
import { readSecurityConfig } from "@/kernel/security";
import { type TenantRef, withSystem } from "@/kernel/tenancy";
import { actorOf, findMember, type Member, readPermissions } from "@/modules/users";
import { log } from "@/platform/log";

export type Authenticated = { actor: Actor; ipAllowed: string[] | null; expiresAtMs: number };

type Row = {
  id: string;
  tenant_id: string;
  schema_name: string;
  tenant_status: string;
  settings: Record<string, unknown>;
  kind: "api_key" | "personal_token";
  name: string;
  secret_hash: string | null;
  previous_secret_hash: string | null;
  previous_expires_at: string | null;
  is_previous: boolean;
  user_id: string;
  permissions: string[] | null;
  rate_limit_tier: string;
  ip_whitelist: string[];
  created_at: string;
  rotated_at: string | null;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
};

const refused = (errorType: string, message: string, details: Record<string, unknown> = {}) =>
  new AppError("UNAUTHORIZED", 401, message, {
    details: { error_type: errorType, ...details },
    headers: { "WWW-Authenticate": 'Bearer realm="meridian"' },
  });

const dayMs = 86_400_000;
const touchEveryMs = 60_000;
const ms = (instant: string | null): number =>
  instant ? new Date(instant).getTime() : Number.POSITIVE_INFINITY;

async function findCredential(kind: Row["kind"], lookupHash: string): Promise<Row | undefined> {
  const [row] = await withSystem("read", (tx) =>
    tx.query<Row>(
      `select c.*, c.lookup_hash <> $1 as is_previous, t.schema_name, t.status as tenant_status, t.settings
       from credentials c join tenants t on t.id = c.tenant_id
       where (c.lookup_hash = $1 or c.previous_lookup_hash = $1) and c.kind = $2`,
      [lookupHash, kind],
      "find_credential",
    ),
  );
  return row;
}

/** The actor behind `X-API-Key` and `X-API-Secret`. */
export async function authenticateApiKey(apiKey: string, apiSecret: string): Promise<Authenticated> {
  const invalid = () => refused("api_key_invalid", "Invalid API key or secret");
  const row = await findCredential("api_key", sha256(apiKey));
  const secretHash = sha256(apiSecret);
  const isRight = sameHash(row?.is_previous ? row.previous_secret_hash : row?.secret_hash, secretHash);
  if (!row || !isRight) throw invalid();
  // What follows is told only to who knows the secret.
  const now = clock.nowMs();
  if (row.revoked_at) throw refused("api_key_revoked", "This API key has been revoked");
  if (ms(row.expires_at) <= now) {
    throw refused("api_key_expired", "This API key has expired", { expires_at: row.expires_at });
  }
  if (row.is_previous && ms(row.previous_expires_at) <= now) {
    throw refused("api_key_expired", "This API key has been rotated", {
      expires_at: row.previous_expires_at,
    });
  }
  const { api_security: rules } = readSecurityConfig(row.settings);
  const rotateBy =
    rules.api_key_rotation_days === null
      ? Number.POSITIVE_INFINITY
      : ms(row.rotated_at ?? row.created_at) + rules.api_key_rotation_days * dayMs;
  if (rotateBy <= now) throw refused("api_key_rotation_due", "This API key must be rotated");
  const { tenant, member } = await ownerOf(row);
  touch(row);
  const permissionTexts = withinOwner(row.permissions ?? [], member);
  return {
    actor: {
      kind: "api_key",
      id: toPublicId("key", row.id),
      userId: member.id,
      name: row.name,
      email: null,
      tenant,
      roles: [],
      permissionTexts,
      permissions: readPermissions(permissionTexts),
      teamId: member.teamId,
      departmentId: member.departmentId,
      rateLimitTier: row.rate_limit_tier,
      rateLimitMultiplier: rules.rate_limit_multiplier,
      credentialId: toPublicId("key", row.id),
      sessionId: null,
    },
    // With the tenant's switch on, a key without addresses may be used from nowhere.
    ipAllowed: row.ip_whitelist.length > 0 || rules.ip_whitelist_enabled ? row.ip_whitelist : null,
    expiresAtMs: Math.min(
      ms(row.expires_at),
      rotateBy,
      row.is_previous ? ms(row.previous_expires_at) : Number.POSITIVE_INFINITY,
    ),
  };
}

/** The actor behind a personal token: its person, with the roles they hold now. */
export async function authenticatePersonalToken(token: string): Promise<Authenticated> {
  const row = await findCredential("personal_token", sha256(token));
  if (!row) throw refused("token_invalid", "Invalid or expired token");
  if (row.revoked_at) throw refused("token_revoked", "This token has been revoked");
  if (ms(row.expires_at) <= clock.nowMs()) {
    throw refused("token_expired", "Invalid or expired token", { expires_at: row.expires_at });
  }
  const { tenant, member } = await ownerOf(row);
  touch(row);
  return {
    actor: actorOf(tenant, member, {
      id: toPublicId("token", row.id),
      sessionId: null,
      tier: row.rate_limit_tier,
      multiplier: readSecurityConfig(row.settings).api_security.rate_limit_multiplier,
    }),
    ipAllowed: row.ip_whitelist.length > 0 ? row.ip_whitelist : null,
    expiresAtMs: ms(row.expires_at),
  };
}

async function ownerOf(row: Row): Promise<{ tenant: TenantRef; member: Member }> {
  if (row.tenant_status !== "active") throw refused("tenant_suspended", "This workspace is suspended");
  const tenant: TenantRef = { id: toPublicId("tenant", row.tenant_id), schema: row.schema_name };
  const member = await findMember(tenant, toPublicId("user", row.user_id));
  if (!member) throw refused("user_deactivated", "The person behind this credential is no longer active");
  return { tenant, member };
}

/** The key's permissions as far as its maker still holds them: a demotion reaches the keys made before it. */
function withinOwner(texts: string[], owner: Member): string[] {
  const held = readPermissions(owner.permissionTexts);
  return texts.flatMap((text) => {
    const asked = parsePermission(text);
    const scope = asked && grantedScope(held, `${asked.resource.replace("/", ":")}:${asked.action}`);
    if (!asked || scope === undefined) return [];
    if (scopes.indexOf(scope) >= scopes.indexOf(asked.scope)) return [text];
    return [`${asked.resource.replace("/", ":")}:${asked.action}:${scope}`];
  });
}

/** Notes the use, at most once a minute and without holding the request up. */
function touch(row: Row): void {
  const now = clock.nowMs();
  if (row.last_used_at && now - ms(row.last_used_at) < touchEveryMs) return;
  withSystem("write", (tx) =>
    tx.query(
      "update credentials set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $3)",
      [row.id, new Date(now).toISOString(), new Date(now - touchEveryMs).toISOString()],
    ),
  ).catch((error: unknown) => log.warn({ err: error }, "last use of a credential could not be noted"));
}
