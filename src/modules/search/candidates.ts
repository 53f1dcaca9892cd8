// Where the hits of a search come from: names that begin with the query, texts that contain its words, addresses of a
// domain, and, when there are none, texts with words that are nearly those. Each branch is one index and has a bound, so that a word that half of the
// records contain costs no more than a rare one.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { compileScope, Params } from "@/kernel/query";
import { compileSearch } from "@/kernel/query/compile";
import { likeEscaped } from "@/kernel/query/params";
import { columnList, fromRow, type RecordType, type Wire } from "@/kernel/records";
import { fold, type NearWord } from "./words";

export type Candidate = { record: Wire; similarity: number };

const mostByName = 25;
const mostByText = 150;
const mostNear = 10;
/** Records looked through before the index of the text is asked: a frequent word is found among the newest. */
const newest = 1000;
/** Of those, the ones that are compared with what was asked. */
const mostCompared = 60;

/** What every branch has in common: the tenant, not deleted, what the actor may read. */
function base(ctx: Ctx, type: RecordType, params: Params): string {
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const scope = compileScope(ctx.actor, `${type.resource}:read`, params, tenant, "t", type);
  return `t.tenant_id = ${tenant} and t.deleted_at is null and ${scope}`;
}

/** `domains`: those of the type's e-mail addresses that the query may mean; they stand for the text then. */
export async function findByNameAndText(
  ctx: Ctx,
  type: RecordType,
  name: string,
  query: string,
  domains: readonly string[] = [],
): Promise<Candidate[]> {
  const params = new Params();
  const where = base(ctx, type, params);
  // Not ordered: the candidates are few enough to be ranked by us, and an order would tempt the planner away from the
  // trigram index.
  const condition = domains.length > 0 ? "" : compileSearch(query, params, "t");
  const branches = condition
    ? [
        `(select ${columnList(type, "t.")} from ${type.tableName} t where ${where} and ${condition} limit ${mostByText})`,
      ]
    : domains.map(
        (domain) => `(select ${columnList(type, "t.")} from ${type.tableName} t where ${where}
           and t.email_domain = ${params.add(domain)} order by t.created_at desc limit ${mostByName})`,
      );
  if (type.hasNameKey && name.length > 0) {
    const start = params.add(name);
    // Everything that begins with the query lies between it and itself with the last code point after it.
    branches.push(
      `(select ${columnList(type, "t.")} from ${type.tableName} t where ${where} and t.name_key >= ${start}
        and t.name_key < ${start} || chr(1114111) order by t.name_key limit ${mostByName})`,
    );
  }
  const rows = await ctx.tx.query<Record<string, unknown>>(branches.join(" union all "), params.values);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...byId.values()].map((row) => ({ record: fromRow(type, row), similarity: 0 }));
}

/** The type's records with one of these words; the more of what was asked is nearly there, the better. */
export async function findByNearWords(
  ctx: Ctx,
  type: RecordType,
  near: readonly NearWord[],
  words: readonly string[],
): Promise<Candidate[]> {
  const params = new Params();
  const where = base(ctx, type, params);
  const likeness = words.map((one) => `word_similarity(${params.add(one)}::text, t.search_text)`).join(" + ");
  const columns = `${columnList(type, "t.")}, (${likeness}) as likeness`;
  const patterns = near.map(({ word }) => params.add(`% ${likeEscaped(word)}%`));
  const recent = `select ${columns} from (select * from ${type.tableName} t where ${where}
      order by t.created_at desc, t.id desc limit ${newest}) t
    where ${patterns.map((pattern) => `t.search_text like ${pattern}`).join(" or ")} limit ${mostCompared}`;
  const all = patterns.map(
    (pattern) =>
      `(select ${columns} from ${type.tableName} t where ${where} and t.search_text like ${pattern} limit ${mostByText})`,
  );
  const ranked = (from: string) => `select * from (${from}) c order by likeness desc limit ${mostNear}`;
  let rows = await ctx.tx.query<Record<string, unknown>>(ranked(recent), params.values);
  if (rows.length < mostNear) {
    // Rare among the newest, so rare enough for the index; a scan that hopes to fill its limit early would not.
    ctx.tx.send("set local enable_indexscan = off");
    rows = await ctx.tx.query<Record<string, unknown>>(ranked(all.join(" union all ")), params.values);
    ctx.tx.send("set local enable_indexscan = on");
  }
  const isSwapped = new Set(near.filter((one) => one.isSwap).map(({ word }) => word));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...byId.values()].map((row) => {
    const record = fromRow(type, row);
    const title = fold(type.displayName(record));
    const hasSwap = [...isSwapped].some((word) => title.includes(word));
    return { record, similarity: Number(row.likeness) / words.length + (hasSwap ? 1 : 0) };
  });
}
