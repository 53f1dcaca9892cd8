// The journal of merges as people read it: what became part of what, when, by whom.
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { compileScope, Params } from "@/kernel/query";
import { displayNames, getRecord, withMerged } from "@/kernel/records";
import type { MergeEntry } from "./schema";
import { tenantOf, typeNamed } from "./service";

type MergeRow = {
  id: string;
  record_type: string;
  winner_id: string;
  loser_ids: string[];
  change_id: string;
  created_at: string;
  created_by: string | null;
  undone_at: string | null;
};

/** The merges of a record and of what became part of it, or of a whole type, the newest first. */
export async function listMerges(
  ctx: Ctx,
  { recordType, recordId, limit }: { recordType: string; recordId?: string; limit: number },
): Promise<MergeEntry[]> {
  const type = typeNamed(recordType);
  const params = new Params();
  const tenant = `${params.add(tenantOf(ctx))}::uuid`;
  const winner = recordId ? uuidOf(type.prefix, (await getRecord(ctx, type, recordId)).id as string) : null;
  // Who may read a record may know what it is made of.
  const which = winner
    ? `m.winner_id = any(${withMerged(tenant, params.add(winner))})`
    : compileScope(ctx.actor, `${type.resource}:read`, params, tenant, "t", type);
  const rows = await ctx.tx.query<MergeRow>(
    `select m.id, m.record_type, m.winner_id, m.loser_ids, m.change_id, m.created_at, m.created_by, m.undone_at
     from merges m join ${type.tableName} t on t.tenant_id = m.tenant_id and t.id = m.winner_id
     where m.tenant_id = ${tenant} and m.record_type = ${params.add(type.name)} and ${which} order by m.id desc limit ${limit}`,
    params.values,
  );
  const names = await displayNames(ctx, type, [...new Set(rows.flatMap((row) => row.loser_ids))]);
  return rows.map((row) => ({
    id: toPublicId("merge", row.id),
    recordType: row.record_type,
    winnerId: toPublicId(type.prefix, row.winner_id),
    mergedIds: row.loser_ids.map((id) => toPublicId(type.prefix, id)),
    merged: row.loser_ids.map((id) => ({ id: toPublicId(type.prefix, id), name: names.get(id) ?? null })),
    changeId: toPublicId("chg", row.change_id),
    createdAt: row.created_at,
    createdBy: row.created_by && toPublicId("user", row.created_by),
    undoneAt: row.undone_at,
  }));
}
