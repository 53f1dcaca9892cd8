// Where the hits of a search come from: names that begin with the query, texts that contain its words, and, when there
// are none, texts that are nearly so. Each branch is one index and has a bound, so that a word that half of the
// records contain costs no more than a rare one.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { compileScope, Params } from "@/kernel/query";
import { compileSearch } from "@/kernel/query/compile";
import { likeEscaped } from "@/kernel/query/params";
import { columnList, fromRow, type RecordType, type Wire } from "@/kernel/records";

export type Candidate = { record: Wire; similarity: number };

const mostByName = 25;
const mostByText = 150;
const mostNear = 10;
/** Near ones that are compared with each other. */
const mostConsidered = 300;

/** What every branch has in common: the tenant, not deleted, what the actor may read. */
function base(ctx: Ctx, type: RecordType, params: Params): string {
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const scope = compileScope(ctx.actor, `${type.resource}:read`, params, tenant, "t", type);
  return `t.tenant_id = ${tenant} and t.deleted_at is null and ${scope}`;
}

export async function findByNameAndText(
  ctx: Ctx,
  type: RecordType,
  name: string,
  query: string,
): Promise<Candidate[]> {
  const params = new Params();
  const where = base(ctx, type, params);
  // Not ordered: the candidates are few enough to be ranked by us, and an order would tempt the planner away from the
  // trigram index.
  const branches = [
    `(select ${columnList(type, "t.")} from ${type.tableName} t where ${where} and ${compileSearch(query, params, "t")} limit ${mostByText})`,
  ];
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

/** The word with two neighbouring letters swapped back, each way: the most frequent slip, and the one that trigrams miss. */
const swaps = (word: string): string[] => {
  const letters = [...word];
  return letters.slice(1).flatMap((letter, i) => {
    if (letter === letters[i]) return [];
    return [[...letters.slice(0, i), letter, letters[i]!, ...letters.slice(i + 2)].join("")];
  });
};

/** Texts with a word like `word`; the more of the words are nearly there, the better. */
export async function findDespiteTypingErrors(
  ctx: Ctx,
  type: RecordType,
  word: string,
  words: string[],
): Promise<Candidate[]> {
  const params = new Params();
  const where = base(ctx, type, params);
  const likeness = words.map((one) => `word_similarity(${params.add(one)}::text, t.search_text)`).join(" + ");
  const branch = (condition: string, isSwap: boolean) =>
    `(select ${columnList(type, "t.")}, (${likeness}) as likeness, ${isSwap} as is_swap from ${type.tableName} t
      where ${where} and ${condition} limit ${mostConsidered})`;
  const swapped = swaps(word.slice(0, 30)).map((one) => `% ${likeEscaped(one)}%`);
  ctx.tx.send("set local pg_trgm.word_similarity_threshold = 0.45");
  const rows = await ctx.tx.query<Record<string, unknown>>(
    `select * from (${branch(`t.search_text like any(${params.add(swapped)}::text[])`, true)}
       union all ${branch(`t.search_text %> ${params.add(word)}::text`, false)}) c
     order by likeness desc limit ${mostNear}`,
    params.values,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...byId.values()].map((row) => ({
    record: fromRow(type, row),
    similarity: Number(row.likeness) / words.length + (row.is_swap ? 1 : 0),
  }));
}

const holder: { cheap?: boolean } = {};

/**
 * Row-level security keeps the operator from its index unless the server has it marked LEAKPROOF, as ours is; without,
 * a misspelt word would scan every record, and finds nothing instead.
 */
export async function areTypingErrorsCheap(ctx: Ctx): Promise<boolean> {
  if (holder.cheap === undefined) {
    const [row] = await ctx.tx.query<{ cheap: boolean }>(
      "select bool_and(proleakproof) as cheap from pg_proc where proname = 'word_similarity_commutator_op'",
    );
    holder.cheap = row?.cheap ?? false;
  }
  return holder.cheap;
}
