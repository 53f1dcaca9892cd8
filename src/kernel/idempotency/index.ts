// Idempotency-Key: the key's row is taken inside the write's own transaction, so a twin waits at the unique index
// until the first commits, and then gets the first one's answer. Never two records, never a key without its answer.
import { clock } from "@/kernel/clock";
import { conflict, invalidField } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";

const keptMs = 24 * 3600 * 1000;
const claimText = `insert into idempotency_keys (tenant_id, credential_id, key, operation, body_hash, created_at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (tenant_id, credential_id, key) do update
    set operation = excluded.operation, body_hash = excluded.body_hash, answer = null, created_at = excluded.created_at
    where idempotency_keys.created_at < $7
  returning 1 as claimed`;

type Stored = { operation: string; body_hash: string; answer: { value: unknown } | null };

/** Runs `work` once per key: a repeat of the same request answers what the first answered. */
export async function once<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  const { idempotencyKey: key, bodyHash, operation } = ctx.request;
  if (key === null) return work();
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidField("Idempotency-Key", "must be 1 to 255 printable ASCII characters without spaces");
  }
  const owner = [uuidOf("tenant", ctx.tenant.id), ctx.actor.credentialId, key];
  const expired = new Date(clock.nowMs() - keptMs).toISOString();
  const claimed = await ctx.tx.query(
    claimText,
    [...owner, operation, bodyHash ?? "", ctx.now, expired],
    "claim_key",
  );
  if (claimed.length === 0) {
    const [first] = await ctx.tx.query<Stored>(
      "select operation, body_hash, answer from idempotency_keys where tenant_id = $1 and credential_id = $2 and key = $3",
      owner,
    );
    if (!first?.answer)
      throw conflict(
        "A request with this Idempotency-Key is being worked on",
        undefined,
        "IDEMPOTENCY_CONFLICT",
      );
    if (first.operation !== operation || first.body_hash !== (bodyHash ?? "")) {
      throw conflict(
        "This Idempotency-Key was used with another request",
        undefined,
        "IDEMPOTENCY_KEY_REUSED",
      );
    }
    ctx.request.responseHeaders["Idempotency-Replayed"] = "true";
    return first.answer.value as T;
  }
  const value = await work();
  ctx.tx.send(
    "update idempotency_keys set answer = $4 where tenant_id = $1 and credential_id = $2 and key = $3",
    [...owner, JSON.stringify({ value: value ?? null })],
    "store_answer",
  );
  return value;
}
