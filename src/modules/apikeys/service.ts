// The tenant's API keys. A secret leaves here once, in the answer of the request that made it, and is stored nowhere:
// not in the audit log, not in an event, not with an Idempotency-Key.
import { clock } from "@/kernel/clock";
import { sha256 } from "@/kernel/crypto";
import { conflict, invalidField, notFound, unauthorized } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import { once } from "@/kernel/idempotency";
import { type Ctx, inWrite, type RequestInfo, securityEvent } from "@/kernel/operation";
import { type Actor, scopeOf } from "@/kernel/permissions";
import { type PagedRows, pagedRows, type RowsAsked } from "@/kernel/query/paged-rows";
import { actorCache, logSecurityEvent, readSecurityConfig, type SecurityEvent } from "@/kernel/security";
import { withSystem } from "@/kernel/tenancy";
import { refuseEscalation } from "@/modules/roles";
import { apiKeyCreated, apiKeyRevoked, apiKeyRotated, apiKeyUpdated } from "./events";
import { hintOf, insertApiKey, newKeyPair } from "./make";
import type { ApiKey, ApiKeyPatch, ApiKeyWithSecret, NewApiKey } from "./schema";

type Row = {
  id: string;
  name: string;
  description: string | null;
  hint: string;
  permissions: string[];
  rate_limit_tier: string;
  ip_whitelist: string[];
  user_id: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  rotated_at: string | null;
  previous_expires_at: string | null;
  revoked_at: string | null;
};

const columns = `c.id, c.name, c.description, c.hint, c.permissions, c.rate_limit_tier, c.ip_whitelist, c.user_id,
  c.created_at, c.expires_at, c.last_used_at, c.rotated_at, c.previous_expires_at, c.revoked_at`;

export const statusOf = (row: { revoked_at: string | null; expires_at: string | null }) => {
  if (row.revoked_at) return "revoked" as const;
  const hasEnded = row.expires_at !== null && new Date(row.expires_at).getTime() <= clock.nowMs();
  return hasEnded ? ("expired" as const) : ("active" as const);
};

const present = (row: Row): ApiKey => ({
  id: toPublicId("key", row.id),
  name: row.name,
  description: row.description,
  hint: row.hint,
  permissions: row.permissions,
  rate_limit_tier: row.rate_limit_tier,
  ip_whitelist: row.ip_whitelist,
  created_by: toPublicId("user", row.user_id),
  created_at: row.created_at,
  expires_at: row.expires_at,
  last_used_at: row.last_used_at,
  rotated_at: row.rotated_at,
  previous_expires_at: row.previous_expires_at,
  status: statusOf(row),
});

const tenantOf = (ctx: Ctx) => uuidOf("tenant", ctx.tenant.id);

/** Keys have no team: any scope below the tenant means one's own. */
const ownerWithin = (ctx: Ctx, permission: string): string | null =>
  scopeOf(ctx.actor, permission) === "tenant" ? null : uuidOf("user", makerOf(ctx.actor));

function makerOf(actor: Actor): string {
  if (!actor.userId) throw unauthorized("credential_missing", "An API key needs a person who makes it");
  return actor.userId;
}

const mine = "c.tenant_id = $1 and c.kind = 'api_key' and ($2::uuid is null or c.user_id = $2)";

export const listApiKeys = (ctx: Ctx, input: RowsAsked): Promise<PagedRows<ApiKey>> =>
  pagedRows<Row, ApiKey>(
    ctx.tx,
    {
      columns,
      from: "control.credentials c",
      where: mine,
      values: [tenantOf(ctx), ownerWithin(ctx, "api_keys:read")],
      sort: { sql: "c.created_at", type: "timestamptz", order: "desc" },
      id: "c.id",
    },
    input,
    present,
  );

async function findKey(ctx: Ctx, keyId: string, permission: string, lock = ""): Promise<ApiKey> {
  const id = parseId("key", keyId);
  const [row] = id
    ? await ctx.tx.query<Row>(
        `select ${columns} from control.credentials c where ${mine} and c.id = $3 ${lock}`,
        [tenantOf(ctx), ownerWithin(ctx, permission), id],
      )
    : [];
  if (!row) throw notFound("API key");
  return present(row);
}

export const getApiKey = (ctx: Ctx, input: { keyId: string }): Promise<ApiKey> =>
  findKey(ctx, input.keyId, "api_keys:read");

/** A key that still works, held until the commit; only for who could have made it. */
async function lockKey(ctx: Ctx, keyId: string): Promise<ApiKey> {
  const key = await findKey(ctx, keyId, "api_keys:write", "for update");
  if (key.status === "revoked") throw conflict("This API key has been revoked");
  return key;
}

async function checkWhitelist(tenantId: string, list: readonly string[]): Promise<void> {
  const [row] = await withSystem("read", (tx) =>
    tx.query<{ settings: Record<string, unknown> }>("select settings from tenants where id = $1", [
      uuidOf("tenant", tenantId),
    ]),
  );
  if (list.length === 0 && readSecurityConfig(row?.settings).api_security.ip_whitelist_enabled) {
    throw invalidField("ip_whitelist", "ip_whitelist: this workspace asks for the addresses of every key");
  }
}

function futureOnly(expiresAt: string | null): string | null {
  if (expiresAt === null) return null;
  const at = new Date(expiresAt);
  if (at.getTime() <= clock.nowMs()) throw invalidField("expires_at", "expires_at must be in the future");
  return at.toISOString();
}

const noted = (ctx: Ctx, event: SecurityEvent["event"], keyId: string) => () => {
  actorCache.drop((actor) => actor.credentialId === keyId);
  logSecurityEvent(securityEvent(event, ctx.request, ctx.actor, { key: keyId }));
};

type Secrets = { api_key: string; api_secret: string };

/** Runs a write that makes secrets: the stored answer of an Idempotency-Key is without them. */
async function withSecrets(
  request: RequestInfo,
  work: (ctx: Ctx, reveal: (secrets: Secrets) => void) => Promise<ApiKey>,
): Promise<ApiKeyWithSecret> {
  const { actor } = request;
  if (!actor) throw unauthorized("credential_missing");
  let secrets: Secrets | undefined;
  const key = await inWrite(actor, request, (ctx) =>
    once(ctx, () =>
      work(ctx, (made) => {
        secrets = made;
      }),
    ),
  );
  return { ...key, api_key: secrets?.api_key ?? null, api_secret: secrets?.api_secret ?? null };
}

export const createKey = (request: RequestInfo, input: NewApiKey): Promise<ApiKeyWithSecret> =>
  withSecrets(request, async (ctx, reveal) => {
    refuseEscalation(ctx.actor, request, input.permissions);
    await checkWhitelist(ctx.tenant.id, input.ip_whitelist);
    const made = await insertApiKey(ctx.tx, ctx.tenant, {
      name: input.name,
      description: input.description,
      permissions: [...new Set(input.permissions)],
      rateLimitTier: input.rate_limit_tier,
      expiresAt: futureOnly(input.expires_at),
      ipWhitelist: input.ip_whitelist,
      userId: makerOf(ctx.actor),
    });
    reveal({ api_key: made.apiKey, api_secret: made.apiSecret });
    const apiKey = await findKey(ctx, made.id, "api_keys:write");
    ctx.record({ recordType: "api_key", recordId: made.id, action: "created", before: null, after: apiKey });
    ctx.emit(apiKeyCreated, { recordType: "api_key", recordId: made.id }, { apiKey });
    ctx.afterCommit(noted(ctx, "api_key_created", made.id));
    return apiKey;
  });

export async function updateApiKey(ctx: Ctx, input: ApiKeyPatch): Promise<ApiKey> {
  const before = await lockKey(ctx, input.keyId);
  refuseEscalation(ctx.actor, ctx.request, [...before.permissions, ...(input.permissions ?? [])]);
  if (input.ip_whitelist) await checkWhitelist(ctx.tenant.id, input.ip_whitelist);
  await ctx.tx.query(
    `update control.credentials set name = $3, description = $4, permissions = $5, rate_limit_tier = $6,
       expires_at = $7, ip_whitelist = $8 where tenant_id = $1 and id = $2`,
    [
      tenantOf(ctx),
      uuidOf("key", input.keyId),
      input.name ?? before.name,
      input.description === undefined ? before.description : input.description,
      input.permissions ? [...new Set(input.permissions)] : before.permissions,
      input.rate_limit_tier ?? before.rate_limit_tier,
      input.expires_at === undefined ? before.expires_at : futureOnly(input.expires_at),
      input.ip_whitelist ?? before.ip_whitelist,
    ],
  );
  const apiKey = await getUpdated(ctx, input.keyId);
  ctx.record({ recordType: "api_key", recordId: apiKey.id, action: "updated", before, after: apiKey });
  ctx.emit(apiKeyUpdated, { recordType: "api_key", recordId: apiKey.id }, { apiKey });
  ctx.afterCommit(() => actorCache.drop((actor) => actor.credentialId === apiKey.id));
  return apiKey;
}

const getUpdated = (ctx: Ctx, keyId: string) => findKey(ctx, keyId, "api_keys:write");

/** A new pair of key and secret; the former one works for `overlap_hours` more. */
export const rotateApiKey = (
  request: RequestInfo,
  input: { keyId: string; overlap_hours: number },
): Promise<ApiKeyWithSecret> =>
  withSecrets(request, async (ctx, reveal) => {
    const before = await lockKey(ctx, input.keyId);
    // The new secret is in the hands of whoever rotates.
    refuseEscalation(ctx.actor, request, before.permissions);
    const pair = newKeyPair();
    await ctx.tx.query(
      `update control.credentials set previous_lookup_hash = lookup_hash, previous_secret_hash = secret_hash,
         previous_expires_at = $6, lookup_hash = $3, secret_hash = $4, hint = $5, rotated_at = $7
       where tenant_id = $1 and id = $2`,
      [
        tenantOf(ctx),
        uuidOf("key", input.keyId),
        sha256(pair.apiKey),
        sha256(pair.apiSecret),
        hintOf(pair.apiKey),
        new Date(clock.nowMs() + input.overlap_hours * 3_600_000).toISOString(),
        ctx.now,
      ],
    );
    reveal({ api_key: pair.apiKey, api_secret: pair.apiSecret });
    const apiKey = await getUpdated(ctx, input.keyId);
    ctx.record({ recordType: "api_key", recordId: apiKey.id, action: "updated", before, after: apiKey });
    ctx.emit(apiKeyRotated, { recordType: "api_key", recordId: apiKey.id }, { apiKey });
    ctx.afterCommit(noted(ctx, "api_key_rotated", apiKey.id));
    return apiKey;
  });

export async function revokeApiKey(ctx: Ctx, input: { keyId: string }): Promise<ApiKey> {
  const before = await lockKey(ctx, input.keyId);
  await ctx.tx.query("update control.credentials set revoked_at = $3 where tenant_id = $1 and id = $2", [
    tenantOf(ctx),
    uuidOf("key", input.keyId),
    ctx.now,
  ]);
  const apiKey = await getUpdated(ctx, input.keyId);
  ctx.record({ recordType: "api_key", recordId: apiKey.id, action: "deleted", before, after: apiKey });
  ctx.emit(apiKeyRevoked, { recordType: "api_key", recordId: apiKey.id }, { apiKey });
  ctx.afterCommit(noted(ctx, "api_key_revoked", apiKey.id));
  return apiKey;
}
