// Which pages of other origins may call from a browser: CORS as the contract has it.
import { env } from "@/env";

/** The address that a request was sent to: a proxy's word for the scheme counts only when a proxy is expected. */
export function askedOrigin(headers: { get(name: string): string | null }): string {
  if (env.APP_URL) return new URL(env.APP_URL).origin;
  const isSecure = env.TRUST_PROXY > 0 && headers.get("x-forwarded-proto") === "https";
  const origin = `${isSecure ? "https" : "http"}://${headers.get("host") ?? "localhost"}`;
  return URL.canParse(origin) ? new URL(origin).origin : "http://localhost";
}

/** The site whose page sent the request, as browsers say; undefined for our own pages and for programs. */
export function foreignOriginOf(headers: { get(name: string): string | null }): string | undefined {
  const origin = headers.get("origin");
  if (origin === null) return undefined;
  const host = URL.canParse(origin) ? new URL(origin).host : null;
  const isOurs = host !== null && (host === headers.get("host") || origin === askedOrigin(headers));
  return isOurs ? undefined : origin.slice(0, 300);
}

/** `https://*.example.com` stands for every host below example.com. */
const toPattern = (origin: string): RegExp =>
  new RegExp(
    `^${origin
      .replace(/\/$/, "")
      .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", "[a-z0-9-]+(?:\\.[a-z0-9-]+)*")}$`,
    "i",
  );

const allowed: RegExp[] = [
  ...env.CORS_ORIGINS.split(",")
    .map((origin) => origin.trim())
    .filter(Boolean)
    .map(toPattern),
  ...(env.APP_URL ? [toPattern(new URL(env.APP_URL).origin)] : []),
  ...(env.NODE_ENV === "production" ? [] : [/^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/]),
];

export const isAllowedOrigin = (origin: string): boolean => allowed.some((pattern) => pattern.test(origin));

const exposed = [
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "X-RateLimit-Retry-After",
  "Retry-After",
  "X-Request-ID",
  "X-Change-ID",
  "ETag",
  "Location",
  "Idempotency-Replayed",
].join(", ");

const preflightHeaders = {
  "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
  "Access-Control-Allow-Headers": [
    "Authorization",
    "Content-Type",
    "X-API-Key",
    "X-API-Secret",
    "X-Tenant-ID",
    "X-Request-ID",
    "If-Match",
    "If-None-Match",
    "Idempotency-Key",
  ].join(", "),
  "Access-Control-Max-Age": "86400",
};

/** Adds what a browser needs to hand the answer to a page of another origin; nothing for an origin that may not. */
export function addCors(headers: Record<string, string>, origin: string | null, isPreflight = false): void {
  if (origin === null || !isAllowedOrigin(origin)) return;
  headers["Access-Control-Allow-Origin"] = origin;
  headers["Access-Control-Allow-Credentials"] = "true";
  if (isPreflight) Object.assign(headers, preflightHeaders);
  else headers["Access-Control-Expose-Headers"] = exposed;
}

/** For what a page of any origin may call, without a credential: a web form on a customer's own site. */
export function addOpenCors(headers: Record<string, string>, isPreflight = false): void {
  headers["Access-Control-Allow-Origin"] = "*";
  delete headers["Access-Control-Allow-Credentials"];
  if (isPreflight) Object.assign(headers, preflightHeaders);
}
