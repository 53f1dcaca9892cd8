// Whether a change set still holds: it may have been undone, the undo undone in turn, and so on.
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";

/** `chain(id, step)`: a change set, what undid it, what undid that … */
const chainOf = (tenant: string, change: string): string => `chain(id, step) as (
    select ${change}, 0
    union all
    select r.id, c.step + 1 from chain c join change_sets r on r.tenant_id = ${tenant} and r.reverts = c.id where c.step < 1000)`;

/** An SQL condition. */
export const isUndoneSql = (tenant: string, change: string): string =>
  `(with recursive ${chainOf(tenant, change)} select max(step) % 2 = 1 from chain)`;

/** The change set to take back so that this one no longer holds: itself, or the last redo of it; null when it is undone. */
export async function whatHolds(ctx: Ctx, changeId: string): Promise<string | null> {
  const [last] = await ctx.tx.query<{ id: string; step: number }>(
    `with recursive ${chainOf("$1::uuid", "$2::uuid")} select id, step from chain order by step desc, id desc limit 1`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf("chg", changeId)],
  );
  return last && last.step % 2 === 0 ? toPublicId("chg", last.id) : null;
}
