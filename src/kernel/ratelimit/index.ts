// Rate limits: one table of tiers (contract 001, "Rate Limiting Tiers"; 002; 003), counted per credential.
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { rateLimited } from "@/kernel/errors";
import type { Actor } from "@/kernel/permissions/actor";

export type Tier = { perMinute?: number; perHour?: number; perDay?: number; burstPerSecond?: number };

export const tiers: Record<string, Tier> = {
  authenticated_user: { perMinute: 1000, perHour: 10_000, perDay: 100_000, burstPerSecond: 50 },
  api_integration: { perMinute: 5000, perHour: 50_000, perDay: 500_000, burstPerSecond: 100 },
  premium_integration: { perMinute: 10_000, perHour: 100_000, perDay: 1_000_000, burstPerSecond: 200 },
  standard: { perHour: 1000, perMinute: 100 },
  premium: { perHour: 5000 },
  enterprise: { perHour: 10_000 },
  system: {},
};
export const credentialTiers = Object.keys(tiers).filter((tier) => tier !== "system");

const windows = [
  ["burstPerSecond", 1, "1 second"],
  ["perMinute", 60, "1 minute"],
  ["perHour", 3600, "1 hour"],
  ["perDay", 86_400, "1 day"],
] as const;

/** One limiter per window and limit: the limits of a tier times the tenant's multiplier. */
const limiters = new Map<string, RateLimiterMemory>();
function limiter(seconds: number, points: number): RateLimiterMemory {
  const key = `${seconds}:${points}`;
  let found = limiters.get(key);
  if (!found) {
    found = new RateLimiterMemory({ points, duration: seconds, keyPrefix: key });
    limiters.set(key, found);
  }
  return found;
}

/** Takes `cost` points from the credential; answers the headers, or throws 429 with them. */
export async function takeRate(actor: Actor, cost: number): Promise<Record<string, string>> {
  const tier = tiers[actor.rateLimitTier] ?? tiers.authenticated_user!;
  let shown: Record<string, string> = {};
  for (const [name, seconds, label] of windows) {
    const base = tier[name];
    if (base === undefined) continue;
    const limit = Math.max(1, Math.floor(base * actor.rateLimitMultiplier));
    try {
      const used = await limiter(seconds, limit).consume(
        actor.credentialId,
        name === "burstPerSecond" ? 1 : cost,
      );
      // The headers show the minute, or the shortest longer window that the tier has.
      if (name !== "burstPerSecond" && !shown["X-RateLimit-Limit"]) shown = headersOf(limit, used);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const error = rateLimited(limit, label, Math.max(1, Math.ceil(refused.msBeforeNext / 1000)));
      Object.assign(error.headers, headersOf(limit, refused), {
        "X-RateLimit-Retry-After": error.headers["Retry-After"],
      });
      throw error;
    }
  }
  return shown;
}

function headersOf(limit: number, used: RateLimiterRes): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(limit),
    "X-RateLimit-Remaining": String(Math.max(0, used.remainingPoints)),
    "X-RateLimit-Reset": String(Math.ceil((Date.now() + used.msBeforeNext) / 1000)),
  };
}

/** Takes one of a visitor's `points` per window, for requests without a credential; throws 429. */
export async function takeVisitorRate(key: string, points: number, windowSeconds: number): Promise<void> {
  try {
    await limiter(windowSeconds, points).consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw rateLimited(
      points,
      `${windowSeconds} seconds`,
      Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
    );
  }
}
