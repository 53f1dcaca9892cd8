// What a file probably holds: the kind of record of which its columns fill the most fields, the further records that a
// row holds beside it, and what values written otherwise stand for.
import { customFieldsOf } from "@/kernel/fields/custom";
import type { Ctx } from "@/kernel/operation";
import type { RecordType } from "@/kernel/records";
import { workspaceTimeZone } from "@/modules/tenants";
import type { ColumnFormat, DateFormat } from "./formats";
import { typesFor } from "./import-types";
import { alongWith, optionsOf } from "./kinds";
import type { LoadTarget } from "./load-plan";
import { type MappedColumn, mapColumns, matchName } from "./mapping";
import type { ColumnProfile } from "./profile";
import type { ImportFile } from "./source";
import { type Computed, computedOf, plain, type Target, targetsOf } from "./targets";

type Known = { type: RecordType; targets: Target[]; computed: Computed[] };
type Mapped = LoadTarget["mapping"];

export async function guessTargets(
  ctx: Ctx,
  file: ImportFile,
  at: number,
  expected?: string,
): Promise<LoadTarget[]> {
  const { columns, profile = [] } = file;
  const samples = samplesOf(profile);
  const all: Known[] = [];
  for (const type of typesFor(ctx.actor)) {
    const custom = await customFieldsOf(ctx, type.name);
    all.push({ type, targets: targetsOf(type, custom), computed: computedOf(custom) });
  }
  let best: { known: Known; mapped: MappedColumn[]; score: number } | undefined;
  for (const known of all) {
    const { mapped } = mapColumns(
      columns,
      known.targets,
      {},
      {
        isGuessing: true,
        samples,
        computed: known.computed,
      },
    );
    if (mapped.length === 0) continue;
    const fit = mapped.reduce((sum, { confidence }) => sum + confidence, 0);
    // A column named for the very kind ("product", "account") says more than one that any kind may have.
    const isNamed = mapped.some(({ column }) => plain(column) === plain(known.type.name)) ? 0.5 : 0;
    const isCalled = isNamedFor(file.fileName, known.type) ? 1 : 0;
    const isExpected = known.type.plural === expected ? 3 : 0;
    const score = fit - 2 * lacking(known, mapped).length + isNamed + isCalled + isExpected;
    if (!best || best.score < score) best = { known, mapped, score };
  }
  if (!best) return [];
  const companions = alongWith(best.known.type).flatMap((name) => {
    const known = all.find(({ type }) => type.name === name);
    const mapped = known ? companionColumns(known, best.mapped, columns) : [];
    return known && mapped.length > 0 ? [{ known, mapped }] : [];
  });
  const used = new Set(companions.flatMap(({ mapped }) => mapped.map(({ index }) => index)));
  const own = best.mapped.filter(({ index }) => !used.has(index));
  const timeZone = await workspaceTimeZone(ctx);
  const loads: LoadTarget[] = [];
  for (const { known, mapped } of [{ known: best.known, mapped: own }, ...companions]) {
    const mapping: Mapped = [];
    for (const { index, column, target, confidence } of mapped) {
      const format = await formatOf(ctx, known.type, target, profile[index], profile);
      mapping.push({ index, column, path: target.path, confidence, ...(format ? { format } : {}) });
    }
    loads.push({ recordType: known.type.name, file: at, mapping, timeZone, options: { ...usual } });
  }
  return loads;
}

const usual = {
  updateExisting: false,
  skipDuplicates: true,
  validationLevel: "strict" as const,
  matchBy: null,
};

const lacking = ({ targets }: Known, mapped: readonly MappedColumn[]): Target[] =>
  targets.filter((t) => t.isRequired && !t.isCustom && !mapped.some(({ target }) => target.path === t.path));

/** `accounts.csv`, `My contacts (2).csv`. */
const isNamedFor = (fileName: string | null, type: RecordType): boolean => {
  const name = plain((fileName ?? "").replace(/\.\w+$/, ""));
  return name.includes(plain(type.plural)) || name.includes(plain(type.labelPlural));
};

/** Rows of samples, as the columns have them. */
export const samplesOf = (profile: readonly ColumnProfile[]): string[][] =>
  [0, 1, 2, 3, 4].map((i) => profile.map((one) => one.samples[i] ?? ""));

const otherNames: Partial<Record<string, string[]>> = {
  account: ["company", "organisation", "organization", "customer"],
  contact: ["person"],
};

/** The columns that hold a further record of the row: named for it, at least two of them, and all that it needs. */
function companionColumns(
  known: Known,
  taken: readonly MappedColumn[],
  columns: readonly string[],
): MappedColumn[] {
  const { type, targets } = known;
  const names = [type.label, ...(otherNames[type.name] ?? [])].map((name) => name.toLowerCase());
  const found: MappedColumn[] = [];
  for (const [index, column] of columns.entries()) {
    const words = column
      .trim()
      .toLowerCase()
      .replace(/[_\s.:-]+/g, " ");
    const prefix = names.find((name) => words === name || words.startsWith(`${name} `));
    const isFree = !taken.some((one) => one.index === index && one.confidence >= 0.9);
    if (!prefix && !isFree) continue;
    const rest = prefix ? words.slice(prefix.length).trim() || "name" : words;
    const match = matchName(rest, targets) ?? (prefix ? matchName(words, targets) : null);
    if (!match || match.confidence < 0.9 || match.target.path === "id" || match.target.path === "ownerId")
      continue;
    if (found.some((one) => one.target.path === match.target.path)) continue;
    found.push({ index, column, target: match.target, confidence: prefix ? 0.95 : 0.9 });
  }
  const isEnough = found.length >= 2 && lacking(known, found).length === 0;
  return isEnough ? found : [];
}

/** Who writes one column with the day first does so in the next one. */
export function dateFormatOf(one: ColumnProfile, all: readonly ColumnProfile[]): DateFormat | undefined {
  if (one.dateFormat) return one.dateFormat;
  const others = new Set(all.flatMap(({ dateFormat }) => dateFormat ?? []));
  return one.isDateAmbiguous && others.size === 1 ? [...others][0] : undefined;
}

async function formatOf(
  ctx: Ctx,
  type: RecordType,
  target: Target,
  profile: ColumnProfile | undefined,
  all: readonly ColumnProfile[],
): Promise<ColumnFormat | undefined> {
  if (!profile) return undefined;
  if (target.kind === "date" || target.kind === "dateTime") {
    const date = dateFormatOf(profile, all);
    return date ? { date } : undefined;
  }
  if (target.kind === "integer" || target.kind === "number" || target.kind === "money")
    return profile.numberFormat ? { number: profile.numberFormat } : undefined;
  const options = await optionsOf(ctx, type, target);
  if (options.length === 0 || !profile.values) return undefined;
  const values = meanings(
    profile.values.map(({ value }) => value),
    options,
  );
  return Object.keys(values).length > 0 ? { values } : undefined;
}

/** For values that are no option: the only one that has their word, `Won` for Closed Won. */
function meanings(
  values: readonly string[],
  options: readonly { value: string; label: string }[],
): Record<string, string> {
  const found: Record<string, string> = {};
  const isOption = (word: string) =>
    options.some((one) => plain(one.label) === word || plain(one.value) === word);
  for (const value of values) {
    const word = plain(value);
    if (word.length < 3 || isOption(word)) continue;
    const like = options.filter((one) => one.label.split(/\s+/).some((part) => plain(part) === word));
    if (like.length === 1) found[value] = like[0]!.label;
  }
  return found;
}
