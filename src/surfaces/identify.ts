// Who is asking: the one place where a session cookie, an API key or a token becomes an Actor, for every surface. Null
// without a credential; a credential that is wrong is 401, another tenant's id or address 403.
import { BlockList, isIP } from "node:net";
import { sha256 } from "@/kernel/crypto";
import { AppError, unauthorized } from "@/kernel/errors";
import type { Actor } from "@/kernel/permissions";
import { actorCache, logSecurityEvent } from "@/kernel/security";
import { type Authenticated, authenticateApiKey, authenticatePersonalToken } from "@/modules/apikeys";
import { authenticateSession, wrongTenant } from "@/modules/sessions";
import { isAllowedOrigin } from "./http/origins";
import { readSessionCookie, sessionCookie } from "./session/cookie";

export type IdentifiableRequest = { headers: { get(name: string): string | null } };

/** Longer than any of ours: not worth a look-up. */
const longestCredential = 8_192;

/** `resolve` answers null for a cookie that is not ours. */
type Presented = { key: string; resolve: () => Promise<Authenticated | null> };
type Found = { actor: Actor; ipAllowed: string[] | null };

export async function identify(request: IdentifiableRequest, ip: string): Promise<Actor | null> {
  const wantedTenant = request.headers.get("x-tenant-id")?.trim() || null;
  const presented = present(request, wantedTenant, ip);
  if (!presented) return null;
  const found = actorCache.get(presented.key) ?? (await resolve(presented));
  if (!found) return null;
  const { actor, ipAllowed } = found;
  if (ipAllowed !== null && !isAllowed(ip, ipAllowed)) {
    logSecurityEvent({
      event: "resource_access_denied",
      tenantId: actor.tenant.id,
      userId: actor.userId,
      ip,
      detail: { credential: actor.credentialId, reason: "address not allowed" },
    });
    throw new AppError("FORBIDDEN", 403, "This credential may not be used from your address", {
      details: { error_type: "ip_not_allowed", required_permissions: [], user_permissions: [] },
    });
  }
  if (wantedTenant !== null && wantedTenant !== actor.tenant.id) {
    throw wrongTenant(wantedTenant, { userId: actor.userId, tenantId: actor.tenant.id, ip });
  }
  return actor;
}

async function resolve({ key, resolve: lookUp }: Presented): Promise<Found | null> {
  const generation = actorCache.generation();
  const authenticated = await lookUp();
  if (!authenticated) return null;
  const { actor, ipAllowed, expiresAtMs } = authenticated;
  actorCache.set(key, { actor, ipAllowed }, generation, expiresAtMs);
  return { actor, ipAllowed };
}

/** The credential of the request: key and secret before bearer token before cookie. */
function present(
  { headers }: IdentifiableRequest,
  wantedTenant: string | null,
  ip: string,
): Presented | null {
  const apiKey = headers.get("x-api-key");
  const apiSecret = headers.get("x-api-secret");
  if (apiKey !== null || apiSecret !== null) return presentApiKey(apiKey ?? "", apiSecret ?? "", ip);
  const authorization = headers.get("authorization");
  if (authorization !== null) return presentBearer(authorization);
  const cookie = sessionCookie(headers);
  if (!cookie) return null;
  refuseForeignOrigin(headers, ip);
  return {
    key: `session:${sha256(cookie.value)}:${wantedTenant ?? ""}`,
    resolve: async () => {
      const sessionId = await readSessionCookie(cookie);
      // A cookie of another installation or of a former secret is no credential at all: the person is signed out.
      return sessionId ? authenticateSession(sessionId, wantedTenant, ip) : null;
    },
  };
}

function presentApiKey(apiKey: string, apiSecret: string, ip: string): Presented {
  if (!apiKey || !apiSecret || apiKey.length + apiSecret.length > longestCredential) {
    throw unauthorized("api_key_invalid", "Send both X-API-Key and X-API-Secret");
  }
  return {
    key: `key:${sha256(`${apiKey}\n${apiSecret}`)}`,
    resolve: () =>
      authenticateApiKey(apiKey, apiSecret).catch((refused: unknown) => {
        if (refused instanceof AppError && refused.status === 401) {
          const detail = { key: apiKey.slice(0, 12), error_type: refused.details.error_type };
          logSecurityEvent({ event: "invalid_api_key", ip, detail });
        }
        throw refused;
      }),
  };
}

function presentBearer(authorization: string): Presented {
  const [scheme, token, ...rest] = authorization.trim().split(/\s+/);
  if (scheme?.toLowerCase() !== "bearer" || !token || rest.length > 0 || token.length > longestCredential) {
    throw unauthorized("token_invalid", "Send the token as `Authorization: Bearer …`");
  }
  return { key: `token:${sha256(token)}`, resolve: () => authenticatePersonalToken(token) };
}

/** A page of another site cannot act with our cookie: browsers name the page's origin on every such request. */
function refuseForeignOrigin(headers: IdentifiableRequest["headers"], ip: string): void {
  const origin = headers.get("origin");
  if (origin === null) return;
  const host = URL.canParse(origin) ? new URL(origin).host : null;
  if (host !== null && (host === headers.get("host") || isAllowedOrigin(origin))) return;
  logSecurityEvent({ event: "suspicious_request_pattern", ip, detail: { origin: origin.slice(0, 200) } });
  throw new AppError("FORBIDDEN", 403, "This page may not use your session", {
    details: { error_type: "origin_not_allowed", required_permissions: [], user_permissions: [] },
  });
}

const family = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** Whether the address is in the list of addresses and CIDR ranges. */
export function isAllowed(address: string, list: readonly string[]): boolean {
  const ip = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIP(ip)) return false;
  let block = blocks.get(list);
  if (!block) {
    block = blockOf(list);
    blocks.set(list, block);
  }
  return block.check(ip, family(ip));
}

const blocks = new WeakMap<readonly string[], BlockList>();

function blockOf(list: readonly string[]): BlockList {
  const block = new BlockList();
  for (const range of list) {
    const [network = "", bits] = range.split("/");
    if (!isIP(network)) continue;
    if (bits === undefined) block.addAddress(network, family(network));
    else block.addSubnet(network, Number(bits), family(network));
  }
  return block;
}
