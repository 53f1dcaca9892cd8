// Which statements are prepared by name: those whose text is seen again and whose best plan does not hang on a value.
import { createHash } from "node:crypto";
import { searchWords } from "./compile";
import type { Condition } from "./parse";
import type { RecordQuery } from "./query-schema";

// The best plan of a pattern depends on how common it is, so it is planned with its value each time.
export const isPatternSearch = (text: string): boolean => text.includes(" like ");

const patterns = new Set(["contains", "startsWith", "endsWith"]);

type Comparison = Exclude<Condition, { kind: "and" | "or" | "relation" }>;

/** All that a condition compares. */
export const comparisonsOf = (condition: Condition): Comparison[] => {
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.of.flatMap(comparisonsOf);
    case "relation":
      return comparisonsOf(condition.filter);
    default:
      return [condition];
  }
};

/** Those among them that each record of the list itself meets. */
export const demandsOf = (condition: Condition): Comparison[] => {
  switch (condition.kind) {
    case "and":
      return condition.of.flatMap(demandsOf);
    case "or":
    case "relation":
      return [];
    default:
      return [condition];
  }
};

export const isPattern = (one: Comparison): boolean =>
  one.kind !== "unresolved" && patterns.has(one.operator);

/** The same of a query before it is SQL. */
export const isPatternQuery = ({ search, condition }: Pick<RecordQuery, "search" | "condition">): boolean =>
  searchWords(search).length > 0 || comparisonsOf(condition).some(isPattern);

const mostPrepared = 300;
const sightings = new Map<string, string | null>();

/** A name for a text that is asked again: planning a plain list costs more than running it. */
export const nameOfRepeated = (text: string): string | undefined =>
  isPatternSearch(text) ? undefined : nameOfFixed(text);

/** The same for a text that leaves the planner no choice, whatever its values are. */
export function nameOfFixed(text: string): string | undefined {
  const seen = sightings.get(text);
  if (seen) return seen;
  if (seen === undefined) {
    if (sightings.size < mostPrepared) sightings.set(text, null);
    return undefined;
  }
  const name = `l_${createHash("sha256").update(text).digest("hex").slice(0, 20)}`;
  sightings.set(text, name);
  return name;
}
