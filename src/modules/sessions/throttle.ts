// How often something may be tried, counted in the database: a restart or a second process does not start afresh.
import { clock } from "@/kernel/clock";
import { sha256 } from "@/kernel/crypto";
import { rateLimited } from "@/kernel/errors";
import { withSystem } from "@/kernel/tenancy";

export type Attempt = {
  /** `sign_in_account`, `sign_up_ip` … */
  what: string;
  /** Whom it is counted for: an address, an e-mail. */
  who: string;
  /** Tries before the first delay. */
  free: number;
  /** The longest delay; it doubles from 2 s with each try. */
  longestSeconds: number;
  /** Forgotten after so long without a try. */
  forgetSeconds: number;
};

const keyOf = ({ what, who }: Attempt): string => `${what}:${sha256(who)}`;

/**
 * Counts a try before it is made, so that many at once are counted too; throws 429 while a delay runs. A refused try
 * is not counted: whoever waits gets through.
 */
export async function takeAttempt(attempt: Attempt): Promise<void> {
  const now = clock.now();
  const key = keyOf(attempt);
  const retryAfter = await withSystem("write", async (tx) => {
    const taken = await tx.query(
      `insert into attempts as a (key, count, last_at) values ($1, 1, $2)
       on conflict (key) do update set
         count = case when a.last_at < $3 then 1 else a.count + 1 end,
         blocked_until = case when a.last_at < $3 or a.count + 1 <= $4 then null
           else $2::timestamptz + make_interval(secs => least($5, 2 ^ least(a.count + 1 - $4, 30))) end,
         last_at = $2
       where a.blocked_until is null or a.blocked_until <= $2
       returning 1`,
      [
        key,
        now.toISOString(),
        new Date(now.getTime() - attempt.forgetSeconds * 1000).toISOString(),
        attempt.free,
        attempt.longestSeconds,
      ],
    );
    if (taken.length > 0) return 0;
    const [row] = await tx.query<{ blocked_until: string }>(
      "select blocked_until from attempts where key = $1",
      [key],
    );
    return row ? Math.max(1, Math.ceil((new Date(row.blocked_until).getTime() - now.getTime()) / 1000)) : 1;
  });
  if (retryAfter > 0) throw rateLimited(attempt.free, "attempts", retryAfter);
}

/** It succeeded: the count starts again. */
export const clearAttempts = (attempt: Attempt): Promise<unknown> =>
  withSystem("write", (tx) => tx.query("delete from attempts where key = $1", [keyOf(attempt)]));

/** It succeeded, but says nothing of the tries of others from the same place: only this one is not counted. */
export const giveBackAttempt = (attempt: Attempt): Promise<unknown> =>
  withSystem("write", (tx) =>
    tx.query("update attempts set count = greatest(count - 1, 0) where key = $1", [keyOf(attempt)]),
  );
