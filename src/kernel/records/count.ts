// Counting what matches, up to a bound. A large count is remembered for a second, so that paging through a list counts
// once: any write of the tenant in this process forgets it at once, other processes are at most that second behind.
import { clock } from "@/kernel/clock";
import type { Ctx } from "@/kernel/operation/context";
import type { Params } from "@/kernel/query/compile";
import { isPatternSearch, nameOfRepeated } from "@/kernel/query/prepared";

/** Smaller counts are cheap, and there one more or less is noticed. */
const remembered = 1_000;
const keptMs = 1_000;
const limit = 2_000;

type Store = { counts: Map<string, { n: number; untilMs: number }>; writes: Map<string, number> };

// Next and the server are separate bundles of one process: a write must reach both.
const holder = globalThis as typeof globalThis & { meridianCounts?: Store };
holder.meridianCounts ??= { counts: new Map(), writes: new Map() };
const { counts, writes } = holder.meridianCounts;

const writesOf = (tenantId: string): number => writes.get(tenantId) ?? 0;

/** To be called when a write of the tenant has committed. */
export function forgetCounts(tenantId: string): void {
  if (writes.size >= limit) writes.clear();
  writes.set(tenantId, writesOf(tenantId) + 1);
}

/** How many rows of `table` (called `t`) there are where `where` holds; stops at `bound`. */
export async function countRows(
  ctx: Ctx,
  table: string,
  where: string,
  params: Params,
  bound: number,
): Promise<number> {
  // A common word fills the bound within the newest rows, which lie together; without an order the plan may jump
  // through the whole table for it.
  const order = isPatternSearch(where) ? " order by t.created_at desc, t.id desc" : "";
  const limited = Number.isFinite(bound) ? `${order} limit ${bound}` : "";
  const text = `select count(*)::int as n from (select 1 from ${table} t where ${where}${limited}) c`;
  const seenWrites = writesOf(ctx.tenant.id);
  const key = JSON.stringify([ctx.tenant.id, seenWrites, text, params.values]);
  const known = counts.get(key);
  if (known && known.untilMs > clock.nowMs()) return known.n;
  const [row] = await ctx.tx.query<{ n: number }>(text, params.values, nameOfRepeated(text));
  const n = row?.n ?? 0;
  if (n >= remembered && seenWrites === writesOf(ctx.tenant.id)) {
    if (counts.size >= limit) counts.clear();
    counts.set(key, { n, untilMs: clock.nowMs() + keptMs });
  }
  return n;
}
