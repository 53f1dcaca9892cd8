// Values that are probably misspelt: one letter away from a known word, or from one that the column has far more often.
import { plain } from "./targets";

const industries = [
  ...["Aerospace", "Agriculture", "Automotive", "Banking", "Biotechnology", "Chemicals", "Construction"],
  ...["Consulting", "Education", "Electronics", "Employment", "Energy", "Engineering", "Entertainment"],
  ...["Finance", "Government", "Healthcare", "Hospitality", "Insurance", "Logistics", "Machinery"],
  ...["Manufacturing", "Marketing", "Media", "Medical", "Pharmaceuticals", "Real Estate", "Retail"],
  ...["Services", "Software", "Technology", "Telecommunications", "Transportation", "Utilities", "Wholesale"],
];

/** Names of countries as this runtime's language data spells them, and common other names. */
function countries(): string[] {
  const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const known = letters
    .flatMap((a) => letters.map((b) => names.of(a + b)))
    .filter((name) => name !== undefined);
  return [...known, "Korea", "Czech Republic", "Russia", "Great Britain", "England", "Scotland", "Holland"];
}

let countryNames: string[] | undefined;
const known: Record<string, () => string[]> = {
  industry: () => industries,
  "address.country": () => {
    countryNames ??= countries();
    return countryNames;
  },
};

/** Two words that differ by one letter: one more, one less, another, or two that changed places. */
export function isOneLetterOff(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  const rest = (one: string, from: number) => one.slice(from);
  return (
    rest(a, i + 1) === rest(b, i + 1) ||
    rest(a, i + 1) === rest(b, i) ||
    rest(a, i) === rest(b, i + 1) ||
    (a[i] === b[i + 1] && a[i + 1] === b[i] && rest(a, i + 2) === rest(b, i + 2))
  );
}

const shortest = 5;
/** A column with more different values than this has no vocabulary. */
export const mostWords = 300;

/** For each value that looks misspelt, what it probably means. */
export function misspellings(path: string, counts: ReadonlyMap<string, number>): Map<string, string> {
  const suggestions = new Map<string, string>();
  const vocabulary = known[path]?.() ?? [];
  const words = new Set(vocabulary.map(plain));
  const filled = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const isVocabulary = counts.size <= mostWords && counts.size * 2 <= filled;
  for (const [value, count] of counts) {
    const word = plain(value);
    if (word.length < shortest || words.has(word)) continue;
    const meant =
      vocabulary.find((one) => isOneLetterOff(word, plain(one))) ??
      (isVocabulary
        ? [...counts].find(([other, n]) => n >= 5 * count && isOneLetterOff(word, plain(other)))?.[0]
        : undefined);
    if (meant) suggestions.set(value, meant);
  }
  return suggestions;
}
