// Ids of a file that are no record any more: what became of each, and what can be done about it.
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { compileScope, Params } from "@/kernel/query";
import { mergedInto, type RecordType } from "@/kernel/records";

export type Gone = { code: string; message: string; suggestion?: string };

/** Says of these ids, none of which is there, what became of them, as far as the actor may know; by id as it is sent. */
export async function whatBecame(ctx: Ctx, type: RecordType, uuids: string[]): Promise<Map<string, Gone>> {
  const noun = type.label.toLowerCase();
  const gone = new Map<string, Gone>();
  if (uuids.length === 0) return gone;
  const deleted = await readable(ctx, type, uuids, "t.deleted_at is not null");
  for (const uuid of deleted) {
    const winner = await mergedInto(ctx, type, uuid);
    const isShown = winner && (await readable(ctx, type, [uuidOf(type.prefix, winner)], "true")).length > 0;
    const message = `This ${noun} was deleted: restore it first, or empty the cell to make a new ${noun}`;
    gone.set(toPublicId(type.prefix, uuid), { code: "RECORD_DELETED", message });
    if (winner && isShown)
      gone.set(toPublicId(type.prefix, uuid), {
        code: "RECORD_MERGED",
        message: `This ${noun} was merged into ${winner}: that id takes its place`,
        suggestion: winner,
      });
  }
  return gone;
}

async function readable(ctx: Ctx, type: RecordType, uuids: string[], where: string): Promise<string[]> {
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const scope = compileScope(ctx.actor, `${type.resource}:read`, params, tenant, "t", type);
  const rows = await ctx.tx.query<{ id: string }>(
    `select t.id from ${type.tableName} t where t.tenant_id = ${tenant} and t.id = any(${params.add(uuids)}::uuid[]) and ${where} and ${scope}`,
    params.values,
  );
  return rows.map(({ id }) => id);
}
