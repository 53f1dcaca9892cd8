// Suspected pairs: the duplicate rules of a type asked of all its records at once.
import { invalidField, notFound } from "@/kernel/errors";
import { parseId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { compileScope, Params } from "@/kernel/query";
import { columnList, duplicateRulesOf, fromRow, getRecord, lockRecord, type Page } from "@/kernel/records";
import type { SuspectedPair } from "./schema";
import { tenantOf, typeNamed } from "./service";

export async function listPairs(
  ctx: Ctx,
  { recordType, page, limit }: { recordType: string; page: number; limit: number },
): Promise<Page<SuspectedPair>> {
  const type = typeNamed(recordType);
  const permission = `${type.resource}:merge`;
  const params = new Params();
  const tenant = `${params.add(tenantOf(ctx))}::uuid`;
  const scopes = ["a", "b"].map((alias) => compileScope(ctx.actor, permission, params, tenant, alias, type));
  const branches = duplicateRulesOf(type.name).flatMap(({ reason, pair }) =>
    pair
      ? [
          `select a.id as first_id, b.id as second_id, ${params.add(reason)}::text as reason from ${type.tableName} a
           join ${type.tableName} b on b.tenant_id = a.tenant_id and b.deleted_at is null and b.id > a.id and ${pair}
           where a.tenant_id = ${tenant} and b.tenant_id = ${tenant} and a.deleted_at is null and ${scopes.join(" and ")}`,
        ]
      : [],
  );
  const none = { items: [], page, limit, total: null, totalIsExact: false, hasNext: false, nextCursor: null };
  if (branches.length === 0) return none;
  const rows = await ctx.tx.query<{ first_id: string; second_id: string; reasons: string[] }>(
    `select p.first_id, p.second_id, array_agg(distinct p.reason) as reasons from (${branches.join(" union all ")}) p
     where not exists (select 1 from kept_separate k where k.tenant_id = ${tenant} and k.first_id = p.first_id and k.second_id = p.second_id)
     group by 1, 2 order by count(*) desc, 1, 2 limit ${limit + 1} offset ${(page - 1) * limit}`,
    params.values,
  );
  const kept = rows.slice(0, limit);
  const ids = [...new Set(kept.flatMap((row) => [row.first_id, row.second_id]))];
  const records = await ctx.tx.query<{ id: string }>(
    `select ${columnList(type)} from ${type.tableName} where tenant_id = $1 and id = any($2::uuid[])`,
    [tenantOf(ctx), ids],
  );
  const byId = new Map(records.map((row) => [row.id, fromRow(type, row)]));
  return {
    ...none,
    items: kept.map((row) => ({
      records: [byId.get(row.first_id)!, byId.get(row.second_id)!],
      reasons: row.reasons,
    })),
    hasNext: rows.length > limit,
  };
}

type Apart = { recordType: string; recordIds: string[]; from?: string };

function checkFrom(recordIds: string[], from: string | undefined): void {
  if (from && !recordIds.includes(from)) throw invalidField("from", "from must be one of recordIds");
}

/** Remembers that records are different ones: no pair of them is suspected again. */
export async function keepSeparate(
  ctx: Ctx,
  { recordType, recordIds, from }: Apart,
): Promise<{ pairs: number }> {
  const type = typeNamed(recordType);
  checkFrom(recordIds, from);
  if (new Set(recordIds).size < 2)
    throw invalidField("recordIds", "recordIds must name at least two records");
  for (const id of [...new Set(recordIds)].sort()) await lockRecord(ctx, type, id, `${type.resource}:merge`);
  const ids = recordIds.map((id) => uuidOf(type.prefix, id));
  const rows = await ctx.tx.query(
    `insert into kept_separate (tenant_id, record_type, first_id, second_id, created_at, created_by)
     select $1::uuid, $2::text, a, b, $4::timestamptz, $5::uuid from unnest($3::uuid[]) a join unnest($3::uuid[]) b on a < b
     where $6::uuid is null or $6 in (a, b) on conflict do nothing returning 1`,
    [
      tenantOf(ctx),
      type.name,
      ids,
      ctx.now,
      ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null,
      from ? uuidOf(type.prefix, from) : null,
    ],
  );
  return { pairs: rows.length };
}

/** Forgets it again. */
export async function suspectAgain(
  ctx: Ctx,
  { recordType, recordIds, from }: Apart,
): Promise<{ pairs: number }> {
  const type = typeNamed(recordType);
  checkFrom(recordIds, from);
  for (const id of recordIds) {
    if (!parseId(type.prefix, id)) throw notFound(type.name);
    await getRecord(ctx, type, id);
  }
  const rows = await ctx.tx.query(
    "delete from kept_separate where tenant_id = $1 and first_id = any($2::uuid[]) and second_id = any($2::uuid[]) and ($3::uuid is null or $3 in (first_id, second_id)) returning 1",
    [tenantOf(ctx), recordIds.map((id) => uuidOf(type.prefix, id)), from ? uuidOf(type.prefix, from) : null],
  );
  return { pairs: rows.length };
}
