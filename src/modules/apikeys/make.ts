// Making credentials: the secret goes to the caller once, its SHA-256 to the database.
import { clock } from "@/kernel/clock";
import { newSecret, sha256 } from "@/kernel/crypto";
import { newId, uuidOf } from "@/kernel/id";
import { type TenantRef, type Transaction, withTenant } from "@/kernel/tenancy";

export type KeyToMake = {
  name: string;
  description?: string | null;
  permissions: string[];
  rateLimitTier?: string;
  expiresAt?: string | null;
  ipWhitelist?: string[];
  /** The person it acts for. */
  userId: string;
  /** Known values, for a demonstration tenant; random ones when absent. */
  apiKey?: string;
  apiSecret?: string;
};
export type MadeKey = { id: string; apiKey: string; apiSecret: string; createdAt: string };

export const newKeyPair = () => ({ apiKey: newSecret("ak_live_"), apiSecret: newSecret("sk_live_", 32) });
/** What of a key or token is shown later on. */
export const hintOf = (secret: string): string => secret.slice(0, 12);

export async function insertApiKey(tx: Transaction, tenant: TenantRef, key: KeyToMake): Promise<MadeKey> {
  const pair = newKeyPair();
  const made = {
    id: newId("key"),
    apiKey: key.apiKey ?? pair.apiKey,
    apiSecret: key.apiSecret ?? pair.apiSecret,
    createdAt: clock.nowIso(),
  };
  await tx.query(
    `insert into credentials (tenant_id, id, kind, name, description, lookup_hash, secret_hash, hint, user_id, permissions,
       rate_limit_tier, ip_whitelist, created_at, expires_at)
     values ($1, $2, 'api_key', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      uuidOf("tenant", tenant.id),
      uuidOf("key", made.id),
      key.name,
      key.description ?? null,
      sha256(made.apiKey),
      sha256(made.apiSecret),
      hintOf(made.apiKey),
      uuidOf("user", key.userId),
      key.permissions,
      key.rateLimitTier ?? "api_integration",
      key.ipWhitelist ?? [],
      made.createdAt,
      key.expiresAt ?? null,
    ],
  );
  return made;
}

/** Makes an API key outside a request (seed, commands). */
export const createApiKey = (tenant: TenantRef, key: KeyToMake): Promise<MadeKey> =>
  withTenant(tenant, "write", (tx) => insertApiKey(tx, tenant, key));

export type TokenToMake = {
  userId: string;
  name: string;
  expiresAt?: string | null;
  rateLimitTier?: string;
  /** A known value, for a demonstration tenant; must start with `pat_`. */
  token?: string;
};
export type MadeToken = { id: string; token: string; createdAt: string };

export async function insertPersonalToken(
  tx: Transaction,
  tenant: TenantRef,
  wanted: TokenToMake,
): Promise<MadeToken> {
  const made = {
    id: newId("token"),
    token: wanted.token ?? newSecret("pat_live_", 32),
    createdAt: clock.nowIso(),
  };
  await tx.query(
    `insert into credentials (tenant_id, id, kind, name, lookup_hash, hint, user_id, rate_limit_tier, created_at, expires_at)
     values ($1, $2, 'personal_token', $3, $4, $5, $6, $7, $8, $9)`,
    [
      uuidOf("tenant", tenant.id),
      uuidOf("token", made.id),
      wanted.name,
      sha256(made.token),
      hintOf(made.token),
      uuidOf("user", wanted.userId),
      wanted.rateLimitTier ?? "authenticated_user",
      made.createdAt,
      wanted.expiresAt ?? null,
    ],
  );
  return made;
}

/** Makes a personal token outside a request (seed, commands). */
export const createPersonalToken = (tenant: TenantRef, wanted: TokenToMake): Promise<MadeToken> =>
  withTenant(tenant, "write", (tx) => insertPersonalToken(tx, tenant, wanted));
