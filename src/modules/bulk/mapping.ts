// Which column is which field: as the caller says, in either direction and spelling, and by name where nothing is said.
import { type FieldError, validationFailed } from "@/kernel/errors";
import { nearest } from "@/kernel/query";
import type { ColumnFormat } from "./formats";
import { type Computed, plain, type Target } from "./targets";

/** One column of the file and what it is taken for; `confidence` 1 means said or spelled exactly so. */
export type MappedColumn = {
  index: number;
  column: string;
  target: Target;
  confidence: number;
  format?: ColumnFormat | undefined;
};
export type Mapping = { mapped: MappedColumn[]; unmatched: Unmatched[] };
export type Unmatched = { column: string; suggestion: string | null; reason?: string };

/** Taken without asking from here on. */
const sure = 0.9;

/** The field that a name means, and how surely. */
export function matchName(
  name: string,
  targets: readonly Target[],
): { target: Target; confidence: number } | null {
  const wanted = plain(name);
  if (wanted === "") return null;
  const exact = targets.find((t) => t.exact.includes(wanted));
  if (exact) return { target: exact, confidence: 1 };
  const alias = targets.find((t) => t.aliases.includes(wanted));
  if (alias) return { target: alias, confidence: 0.95 };
  // An id is never guessed: a wrong one would change a stranger's record.
  const guessable = targets.filter((t) => t.path !== "id");
  const names = guessable.flatMap((t) => [...t.exact, ...t.aliases]);
  const near = nearest(wanted, names);
  const target = near && guessable.find((t) => t.exact.includes(near) || t.aliases.includes(near));
  return target ? { target, confidence: 0.6 } : null;
}

const patterns: { test: RegExp; kinds: Target["kind"][] }[] = [
  { test: /^[^@\s]+@[^@\s]+\.[^@\s]+$/, kinds: ["email"] },
  { test: /^(https?:\/\/|www\.)\S+$/i, kinds: ["url"] },
  // Digits alone may be any number, and digits in three groups a date.
  { test: /^(?!\d{1,4}([-/.])\d{1,2}\1\d{1,4}$)(\+|0|\(|\d+[\s./-])[\d\s()./-]{6,}$/, kinds: ["phone"] },
];

/** The field that a column's values look like, when its name says nothing. */
function matchContent(samples: readonly string[], targets: readonly Target[]): Target | undefined {
  const filled = samples.filter((value) => value !== "");
  if (filled.length === 0) return undefined;
  const like = patterns.find(({ test }) => filled.every((value) => test.test(value)));
  return like && targets.find((t) => like.kinds.includes(t.kind));
}

/**
 * Maps the columns. `said` maps field to column or column to field, whichever makes sense; what it does not mention is
 * matched by name. With `isGuessing`, unsure matches are taken too: for a preview that people look through. A column of
 * a computed field is left out, and taken for no other.
 */
export function mapColumns(
  columns: readonly string[],
  targets: readonly Target[],
  said: Record<string, string | null>,
  options: {
    isGuessing?: boolean;
    samples?: readonly (readonly unknown[])[];
    computed?: readonly Computed[];
  } = {},
): Mapping {
  const { computed = [] } = options;
  const byIndex = new Map<number, MappedColumn>();
  const taken = new Set<string>();
  const ignored = new Set<number>();
  const take = (index: number, target: Target, confidence: number): void => {
    byIndex.set(index, { index, column: columns[index]!, target, confidence });
    taken.add(target.path);
  };
  readSaid(columns, targets, said, take, ignored, computed);
  const reasons = new Map<number, string>();
  const found = columns.flatMap((column, index) => {
    if (byIndex.has(index) || ignored.has(index)) return [];
    const match = matchName(column, targets);
    const own = match && match.confidence >= sure ? undefined : computedNamed(column, computed);
    if (own) {
      reasons.set(index, notImported(own));
      ignored.add(index);
      return [];
    }
    return match ? [{ index, ...match }] : [];
  });
  for (const { index, target, confidence } of found.sort((a, b) => b.confidence - a.confidence)) {
    if (confidence < sure && !options.isGuessing) continue;
    if (!taken.has(target.path)) take(index, target, confidence);
  }
  if (options.isGuessing) {
    for (const [index] of columns.entries()) {
      if (byIndex.has(index) || ignored.has(index)) continue;
      // Its name says what it is, and another column is that already: the e-mail of an owner is not the contact's.
      if (found.some((one) => one.index === index && one.confidence >= sure)) continue;
      const samples = (options.samples ?? []).map((row) => String(row[index] ?? "").trim());
      const target = matchContent(samples, targets);
      if (target && !taken.has(target.path)) take(index, target, 0.5);
    }
  }
  return {
    mapped: [...byIndex.values()].sort((a, b) => a.index - b.index),
    unmatched: columns.flatMap((column, index) =>
      byIndex.has(index)
        ? []
        : [
            {
              column,
              suggestion: ignored.has(index)
                ? null
                : (found.find((f) => f.index === index)?.target.path ?? null),
              ...(reasons.has(index) ? { reason: reasons.get(index)! } : {}),
            },
          ],
    ),
  };
}

/** The computed field that a name means. */
export const computedNamed = (name: string, computed: readonly Computed[]): Computed | undefined =>
  computed.find(
    (one) => one.path === name || one.exact.includes(plain(name)) || one.aliases.includes(plain(name)),
  );
export const notImported = ({ label }: Computed): string => `${label} is computed: it is not imported`;

function readSaid(
  columns: readonly string[],
  targets: readonly Target[],
  said: Record<string, string | null>,
  take: (index: number, target: Target, confidence: number) => void,
  ignored: Set<number>,
  computed: readonly Computed[],
): void {
  const faults: FieldError[] = [];
  const taken = new Map<string, string>();
  const columnAt = (name: string): number => {
    const exact = columns.indexOf(name);
    return exact === -1 ? columns.findIndex((column) => column.trim() === name.trim()) : exact;
  };
  const named = (name: string): Target | undefined => {
    const byPath = targets.find((t) => t.path === name);
    if (byPath) return byPath;
    const match = matchName(name, targets);
    return match && match.confidence >= sure ? match.target : undefined;
  };
  for (const [left, right] of Object.entries(said)) {
    if (right === null || right === "") {
      const index = columnAt(left);
      if (index !== -1) ignored.add(index);
      continue;
    }
    const forward = { target: named(left), index: columnAt(right) };
    const backward = { target: named(right), index: columnAt(left) };
    const use = [forward, backward].find(({ target, index }) => target && index !== -1);
    const field = `field_mapping.${left}`;
    if (!use?.target) {
      const isColumn = forward.index !== -1 || backward.index !== -1;
      const wanted = forward.index !== -1 ? left : right;
      const near = isColumn ? matchName(wanted, targets)?.target.path : undefined;
      const own = isColumn ? computedNamed(wanted, computed) : undefined;
      if (own) {
        faults.push({ field, code: "COMPUTED_FIELD", message: notImported(own) });
        continue;
      }
      faults.push({
        field,
        code: isColumn ? "UNKNOWN_FIELD" : "UNKNOWN_COLUMN",
        message: isColumn
          ? `Unknown field "${wanted}"${near ? `. Did you mean "${near}"?` : ""}`
          : `Neither "${left}" nor "${right}" is a column of the data`,
      });
      continue;
    }
    const before = taken.get(use.target.path);
    if (before !== undefined) {
      faults.push({
        field,
        code: "VALIDATION_ERROR",
        message: `${use.target.path} is mapped twice: from "${before}" and from "${columns[use.index]}"`,
      });
      continue;
    }
    taken.set(use.target.path, columns[use.index]!);
    take(use.index, use.target, 1);
  }
  if (faults.length > 0) throw validationFailed(faults);
}
