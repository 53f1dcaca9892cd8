// Suspected pairs: the duplicate rules of a type asked of all its records at once.
import { invalidField, notFound } from "@/kernel/errors";
import { parseId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { compileScope, Params } from "@/kernel/query";
import {
  columnList,
  type DuplicateRule,
  duplicateRulesOf,
  fromRow,
  getRecord,
  lockRecord,
  type Page,
  type RecordType,
} from "@/kernel/records";
import type { SuspectedPair } from "./schema";
import { tenantOf, typeNamed } from "./service";

/** Of each reason; what is merged or kept separate makes room for more. */
const mostPairs = 500;
/** Of one group: a switchboard's number makes hundreds of people look the same. */
const mostOfGroup = { same: 8, similar: 200 };
const similarFrom = 0.5;

/** Grouped in one pass over the table: a join of the table with itself grows with its square when a plan goes wrong. */
function pairsOf(
  type: RecordType,
  rule: DuplicateRule,
  tenant: string,
  scope: string,
  params: Params,
): string[] {
  if (!rule.twins) return [];
  const { by, where = "true", similar } = rule.twins;
  const most = similar ? mostOfGroup.similar : mostOfGroup.same;
  const members = (alias: string) =>
    `unnest(g.ids[1:${most}], g.words[1:${most}]) with ordinality ${alias}(id, word, place)`;
  const apart = similar ? `and x.word <> y.word and similarity(x.word, y.word) >= ${similarFrom}` : "";
  return [
    `(select least(x.id, y.id) as first_id, greatest(x.id, y.id) as second_id, ${params.add(rule.reason)}::text as reason
      from (select array_agg(t.id) as ids, ${similar ? `array_agg(${similar})` : "null::text[]"} as words
            from ${type.tableName} t
            where t.tenant_id = ${tenant} and t.deleted_at is null and ${scope} and ${where}
              and ${by.map((key) => `${key} is not null`).join(" and ")}
            group by ${by.join(", ")} having count(*) > 1) g,
        lateral ${members("x")}, lateral ${members("y")}
      where x.place < y.place ${apart} and not exists (
        select 1 from kept_separate k where k.tenant_id = ${tenant}
          and k.first_id = least(x.id, y.id) and k.second_id = greatest(x.id, y.id))
      limit ${mostPairs})`,
  ];
}

export async function listPairs(
  ctx: Ctx,
  { recordType, page, limit }: { recordType: string; page: number; limit: number },
): Promise<Page<SuspectedPair>> {
  const type = typeNamed(recordType);
  const params = new Params();
  const tenant = `${params.add(tenantOf(ctx))}::uuid`;
  const scope = compileScope(ctx.actor, `${type.resource}:merge`, params, tenant, "t", type);
  const branches = duplicateRulesOf(type.name).flatMap((rule) => pairsOf(type, rule, tenant, scope, params));
  const none = { items: [], page, limit, total: null, totalIsExact: false, hasNext: false, nextCursor: null };
  if (branches.length === 0) return none;
  const rows = await ctx.tx.query<{ first_id: string; second_id: string; reasons: string[] }>(
    `select p.first_id, p.second_id, array_agg(distinct p.reason) as reasons from (${branches.join(" union all ")}) p
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
