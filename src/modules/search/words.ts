// The words and domains that a tenant's records are known to hold: what a misspelt word or a part of a domain may mean.
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { likeEscaped } from "@/kernel/query/params";

export const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);
const mostDomains = 20;
const mostWords = 5;

/** `@acme`, `acme.com`, `@acme.com`; not a whole address, and not several words. */
const domainMeant = (query: string): { part: string; isStart: boolean } | null => {
  const found = /^(@?)([\p{L}\d][\p{L}\d.-]*)$/u.exec(query.trim());
  if (!found || (!found[1] && !found[2]?.includes("."))) return null;
  return found[2]!.length >= 3 ? { part: found[2]!, isStart: found[1] === "@" } : null;
};

/** By record type, the domains of e-mail addresses that the query may mean. */
export async function domainsLike(ctx: Ctx, query: string): Promise<Map<string, string[]>> {
  const domains = new Map<string, string[]>();
  const meant = domainMeant(query.toLowerCase());
  if (!meant) return domains;
  const rows = await ctx.tx.query<{ record_type: string; word: string }>(
    `select distinct record_type, word, length(word) from search_words
     where tenant_id = $1 and kind = 'domain' and word like $2 order by length(word), word limit ${mostDomains}`,
    [tenantOf(ctx), `${meant.isStart ? "" : "%"}${likeEscaped(meant.part)}%`],
  );
  for (const { record_type, word } of rows)
    domains.set(record_type, [...(domains.get(record_type) ?? []), word]);
  return domains;
}

export type NearWord = { word: string; isSwap: boolean };

/** The word with two neighbouring letters swapped back, each way: the most frequent slip, and the one that trigrams miss. */
const swaps = (word: string): string[] => {
  const letters = [...word];
  return letters.slice(1).flatMap((letter, i) => {
    if (letter === letters[i]) return [];
    return [[...letters.slice(0, i), letter, letters[i]!, ...letters.slice(i + 2)].join("")];
  });
};

/** By record type, the known words that are most like `word`. */
export async function wordsLike(
  ctx: Ctx,
  types: readonly string[],
  word: string,
): Promise<Map<string, NearWord[]>> {
  const asked = word.slice(0, 30);
  ctx.tx.send("set local pg_trgm.word_similarity_threshold = 0.45");
  const rows = await ctx.tx.query<{ record_type: string; word: string; is_swap: boolean }>(
    `select record_type, word, bool_or(is_swap) as is_swap from (
       (select w.record_type, w.word, true as is_swap, 2::real as likeness
        from unnest($3::text[]) as s(start)
        cross join lateral (select k.record_type, k.word from unnest($2::text[]) as r(name)
          cross join lateral (select record_type, word from search_words
            where tenant_id = $1 and kind = 'word' and record_type = r.name and word >= s.start and word < s.start || chr(1114111)
            limit 2) k) w)
       union all
       (select record_type, word, false, word_similarity($4, word) + similarity($4, word) as likeness from search_words
        where tenant_id = $1 and kind = 'word' and record_type = any($2) and word %> $4
        order by likeness desc limit ${mostWords * 10})) n
     group by record_type, word order by max(likeness) desc, word`,
    [tenantOf(ctx), types, swaps(asked), asked],
  );
  const near = new Map<string, NearWord[]>();
  for (const row of rows) {
    const known = near.get(row.record_type) ?? [];
    if (known.length < mostWords)
      near.set(row.record_type, [...known, { word: row.word, isSwap: row.is_swap }]);
  }
  return near;
}
