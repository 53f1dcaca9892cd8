// Global search: one question to every record type the actor may read, each answered from its own index.
import { z } from "zod";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { searchWords } from "@/kernel/query";
import { listRecords, type RecordType, recordTypes, type Wire } from "@/kernel/records";

export const SearchHit = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The record's id", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
    recordType: z.string().meta({ description: "What it is", examples: ["contact"] }),
    title: z.string().meta({ description: "Its name", examples: ["John Doe"] }),
    subtitle: z
      .string()
      .meta({
        description: "What tells it from others of that name",
        examples: ["Sales Manager · Acme Corp · john.doe@example.com"],
      }),
  })
  .meta({ title: "Search hit" });
export type SearchHit = z.output<typeof SearchHit>;

/** The searchable fields besides the name, as one line. */
function subtitleOf(type: RecordType, record: Wire): string {
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

/** How well a hit fits: its name begins with a word, then contains one, then the rest. */
function rank(title: string, words: string[]): number {
  const folded = title.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const starts = folded.split(/\s+/);
  return words.reduce(
    (score, word) => score + (starts.some((s) => s.startsWith(word)) ? 2 : folded.includes(word) ? 1 : 0),
    0,
  );
}

export async function searchRecords(
  ctx: Ctx,
  { query, limit, types }: { query: string; limit: number; types?: string[] },
): Promise<SearchHit[]> {
  const words = searchWords(query).map((word) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase());
  if (words.length === 0) return [];
  const readable = recordTypes().filter(
    (type) =>
      scopeOf(ctx.actor, `${type.resource}:read`) !== undefined && (!types || types.includes(type.name)),
  );
  const found = await Promise.all(
    readable.map(async (type) => {
      const page = await listRecords(ctx, type, {
        search: query,
        condition: { kind: "and", of: [] },
        sort: [{ field: "updatedAt", order: "desc" }],
        page: 1,
        limit: 25,
        cursor: null,
        count: "none",
      });
      return page.items.map((record) => ({
        id: record.id as string,
        recordType: type.name,
        title: type.displayName(record),
        subtitle: subtitleOf(type, record),
      }));
    }),
  );
  return found
    .flat()
    .map((hit) => ({ hit, score: rank(hit.title, words) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ hit }) => hit);
}
