// Global search: one question to every record type the actor may read, each answered from its own indexes; only when
// nothing is found, typing errors are forgiven.
import { z } from "zod";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { searchWords } from "@/kernel/query";
import { type RecordType, recordTypes } from "@/kernel/records";
import { type Candidate, findByNameAndText, findByNearWords, newest } from "./candidates";
import type { SearchedRecord } from "./searched";
import { typesSeenWhole } from "./seen-whole";
import { domainsLike, fold, wordsLike } from "./words";

export const SearchHit = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The record's id", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
    recordType: z.string().meta({ description: "What it is", examples: ["contact"] }),
    title: z.string().meta({ description: "Its name", examples: ["John Doe"] }),
    subtitle: z.string().meta({
      description: "What tells it from others of that name",
      examples: ["Sales Manager · Acme Corp · john.doe@example.com"],
    }),
  })
  .meta({ title: "Search hit" });
export type SearchHit = z.output<typeof SearchHit>;

/** The searchable fields besides the name, as one line. */
function subtitleOf(type: RecordType, record: SearchedRecord): string {
  const title = type.displayName(record);
  return Object.entries(type.fields)
    .filter(
      ([key, f]) =>
        f.isSearchable && typeof record[key] === "string" && !title.includes(record[key] as string),
    )
    .map(([key]) => record[key] as string)
    .slice(0, 3)
    .join(" · ");
}

/** How well a hit fits: the name is the query, begins with it, its words begin with the words, contain them, the rest. */
function rank(title: string, query: string, words: string[]): number {
  const folded = fold(title);
  const starts = folded.split(/[\s.@-]+/);
  const whole = folded === query ? 6 : folded.startsWith(query) ? 3 : 0;
  return words.reduce(
    (score, word) =>
      score +
      (starts.includes(word)
        ? 3
        : starts.some((s) => s.startsWith(word))
          ? 2
          : folded.includes(word)
            ? 1
            : 0),
    whole,
  );
}

/** Among equals the asker's own come first, and then what was touched last. */
const isOwn = (ctx: Ctx, record: SearchedRecord): boolean =>
  ctx.actor.userId !== null && record.ownerId === ctx.actor.userId;

type Found = { type: RecordType; record: SearchedRecord; similarity: number };

export async function searchRecords(
  ctx: Ctx,
  { query, limit, types }: { query: string; limit: number; types?: string[] },
): Promise<SearchHit[]> {
  const words = searchWords(query).map(fold);
  if (words.length === 0) return [];
  const readable = recordTypes().filter(
    (type) =>
      scopeOf(ctx.actor, `${type.resource}:read`) !== undefined && (!types || types.includes(type.name)),
  );
  const gather = async (find: (type: RecordType) => Promise<Candidate[]>): Promise<Found[]> =>
    (
      await Promise.all(readable.map(async (type) => (await find(type)).map((one) => ({ type, ...one }))))
    ).flat();
  const whole = fold(query.trim());
  const domains = await domainsLike(ctx, query);
  const seenWhole = typesSeenWhole(ctx, readable, newest);
  let [found] = await Promise.all([
    gather((type) => {
      const meant = type.hasEmailDomain ? domains.get(type.name) : undefined;
      return findByNameAndText(ctx, type, { name: whole, query, domains: meant, seenWhole });
    }),
    seenWhole,
  ]);
  const longest = words.reduce((a, b) => (b.length > a.length ? b : a));
  if (found.length === 0 && /^\p{L}{4,}$/u.test(longest)) {
    const names = readable.map((type) => type.name);
    const near = await wordsLike(ctx, names, longest);
    found = await gather(async (type) => {
      // A word that begins with the only one asked for has been looked for already.
      const known = near.get(type.name)?.filter(({ word }) => words.length > 1 || !word.startsWith(longest));
      return known?.length ? findByNearWords(ctx, type, known, words, seenWhole) : [];
    });
  }
  return found
    .map((one) => ({ ...one, title: one.type.displayName(one.record) }))
    .map((one) => ({
      ...one,
      score: one.similarity + rank(one.title, whole, words),
      isOwn: isOwn(ctx, one.record),
    }))
    .sort(
      (a, b) =>
        b.score - a.score ||
        Number(b.isOwn) - Number(a.isOwn) ||
        (String(b.record.updatedAt) > String(a.record.updatedAt) ? 1 : -1),
    )
    .slice(0, limit)
    .map(({ type, record, title }) => ({
      id: record.id,
      recordType: type.name,
      title,
      subtitle: subtitleOf(type, record),
    }));
}
