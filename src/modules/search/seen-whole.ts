// Of which record types a look at the newest is a look at all that the actor may read: nothing is left there for the
// index of the text to find. Most types of most workspaces are so small.
import { clock } from "@/kernel/clock";
import type { Ctx } from "@/kernel/operation";
import { Params } from "@/kernel/query/compile";
import { nameOfFixed } from "@/kernel/query/prepared";
import type { RecordType } from "@/kernel/records";
import { Readable } from "./readable";

/** What was too large is taken for it so long: at worst an index is asked for nothing. */
const keptMs = 60_000;
const mostKept = 5_000;
const large = new Map<string, number>();

/** The names of the types of which `newest` are all. */
export async function typesSeenWhole(
  ctx: Ctx,
  types: readonly RecordType[],
  newest: number,
): Promise<ReadonlySet<string>> {
  const keyOf = ({ name }: RecordType) => `${ctx.tenant.id} ${ctx.actor.id} ${name}`;
  const asked = types.filter((type) => (large.get(keyOf(type)) ?? 0) < clock.nowMs());
  if (asked.length === 0) return new Set();
  const params = new Params();
  const conditions = asked.map(
    (type) => `(${new Readable(ctx, type, params).isAllAmongNewest(newest)}) as "${type.name}"`,
  );
  const text = `select ${conditions.join(", ")}`;
  const [row] = await ctx.tx.query<Record<string, boolean>>(text, params.values, nameOfFixed(text));
  if (large.size > mostKept) large.clear();
  for (const type of asked) if (!row?.[type.name]) large.set(keyOf(type), clock.nowMs() + keptMs);
  return new Set(asked.map(({ name }) => name).filter((name) => row?.[name]));
}
