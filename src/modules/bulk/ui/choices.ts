// What someone has chosen in the column step, and the targets of the plan that come of it. One column fills one field;
// the records of one row are linked to each other by the server.
import type { TargetChoice } from "../plan-input";
import type { Import, ImportKind } from "../plan-schema";

export type RecordTypeName = TargetChoice["recordType"];
export type ColumnFormat = Pick<
  Import["targets"][number]["columns"][number],
  "dateFormat" | "numberFormat" | "values"
>;
export type NewFieldChoice = { label: string; kind: string; options?: string[]; isUnique?: boolean };
export type ColumnChoice = {
  recordType: RecordTypeName;
  format: ColumnFormat;
  isUnsure?: boolean;
  /** Values that the field's list is to get. */
  adds?: string[];
} & ({ field: string; create?: undefined } | { field?: undefined; create: NewFieldChoice });
export type FileChoice = {
  /** What the file is mainly about; null leaves the file out. */
  main: RecordTypeName | null;
  columns: Record<string, ColumnChoice | null>;
  existing: "update" | "skip" | "create";
  /** What an empty cell does to a record that is updated. */
  emptyCells: "keep" | "clear";
  matchBy: string | null;
  /** The clock of its times that name no zone. */
  timeZone: string;
  /** What every row has in fields of the main kind that no column fills. */
  fixed: Record<string, string>;
};
type File = Import["files"][number];

/** Below this a match is worth a look. */
const sure = 0.9;

/**
 * What was chosen already and not planned yet; else what the plan has, or the server has found out. Times are those of
 * the person who imports, until another zone is chosen.
 */
export function choicesOf(plan: Import, kinds: readonly ImportKind[], ownZone: string): FileChoice[] {
  return plan.files.map((file, at) => {
    const targets = (plan.draft ?? plan.targets.map(asChoice)).filter((target) => (target.file ?? 0) === at);
    const along = new Set(
      targets.flatMap((one) => kinds.find((k) => k.recordType === one.recordType)?.along ?? []),
    );
    const main = targets.find((one) => !along.has(one.recordType)) ?? targets[0];
    const columns: FileChoice["columns"] = Object.fromEntries(
      file.columns.map(({ column }) => [column, null]),
    );
    for (const { recordType, columns: said = {} } of targets)
      for (const [column, one] of Object.entries(said)) {
        if (one === null || !(column in columns)) continue;
        const { field, createField, createOptions, ...format } =
          typeof one === "string" ? { field: one } : one;
        const about = { recordType, format, ...(createOptions ? { adds: createOptions } : {}) };
        if (createField) columns[column] = { ...about, create: { label: column, ...createField } };
        else if (field) columns[column] = { ...about, field, isUnsure: isUnsure(plan, at, column, field) };
      }
    const isAsFound = plan.status === "draft" && !plan.draft;
    return {
      main: main?.recordType ?? null,
      columns,
      existing: isAsFound || !main ? "update" : (main.existing ?? "skip"),
      emptyCells: main?.emptyCells ?? "keep",
      matchBy: main?.matchBy ?? null,
      timeZone: (isAsFound ? undefined : main?.timeZone) ?? ownZone,
      fixed: main?.fixed ?? {},
    };
  });
}

const asChoice = ({ columns, ...target }: Import["targets"][number]): TargetChoice => ({
  ...target,
  columns: Object.fromEntries(columns.map(({ column, confidence: _, ...said }) => [column, said])),
});

/** Found by the server, not surely, and left so. */
const isUnsure = (plan: Import, file: number, column: string, field: string): boolean =>
  plan.targets.some(
    (target) =>
      target.file === file &&
      target.columns.some((one) => one.column === column && one.field === field && one.confidence < sure),
  );

/** The targets of one file, the main one and those that its columns fill besides. */
export function targetsOf(choice: FileChoice, file: number, isLenient: boolean): TargetChoice[] {
  const { main, columns, existing, emptyCells, matchBy, timeZone, fixed } = choice;
  if (!main) return [];
  const names = [...new Set([main, ...Object.values(columns).flatMap((one) => one?.recordType ?? [])])];
  return names.map((recordType) => {
    const said: NonNullable<TargetChoice["columns"]> = {};
    for (const [column, one] of Object.entries(columns)) {
      const adds = one?.adds?.length ? { createOptions: one.adds } : {};
      if (one?.recordType !== recordType) said[column] = null;
      else if (one.create) said[column] = { createField: one.create, ...one.format };
      else said[column] = { field: one.field, ...adds, ...one.format };
    }
    const isMain = recordType === main;
    return {
      recordType,
      file,
      columns: said,
      existing: isMain ? existing : "skip",
      matchBy: isMain ? matchBy : null,
      timeZone,
      validationLevel: isLenient ? "lenient" : "strict",
      ...(isMain && existing === "update" && emptyCells === "clear" ? { emptyCells } : {}),
      ...(isMain && Object.keys(fixed).length > 0 ? { fixed } : {}),
    };
  });
}

/** What a new record of each kind needs and no column holds: labels by the name of the kind. */
export function missingOf(
  choice: FileChoice,
  kinds: readonly ImportKind[],
): { kind: ImportKind; labels: string[] }[] {
  if (!choice.main) return [];
  const used = Object.values(choice.columns).filter((one) => one !== null);
  const names = [...new Set([choice.main, ...used.map((one) => one.recordType)])];
  return names.flatMap((name) => {
    const kind = kinds.find((one) => one.recordType === name);
    if (!kind) return [];
    const has = (field: string) =>
      used.some((one) => one.recordType === name && one.field === field) ||
      (name === choice.main && field in choice.fixed);
    // Who is recognised by an id is there already and needs nothing.
    if (has("id")) return [];
    const labels = kind.fields.flatMap(({ field, label, isRequired }) =>
      isRequired && !has(field) ? label : [],
    );
    return labels.length > 0 ? [{ kind, labels }] : [];
  });
}

/** The file is about something else from now on: what fits stays. */
export function withMain(
  choice: FileChoice,
  main: RecordTypeName | null,
  kinds: readonly ImportKind[],
  file: File,
): FileChoice {
  if (!main) return { ...choice, main };
  const kind = kinds.find((one) => one.recordType === main);
  const taken = new Set<string>();
  const columns = Object.fromEntries(
    file.columns.map(({ column }): [string, ColumnChoice | null] => {
      const before = choice.columns[column] ?? null;
      if (before && kind?.along.includes(before.recordType)) return [column, before];
      const field = kind && fieldNamed(kind, column);
      if (!field || taken.has(field)) return [column, null];
      taken.add(field);
      return [column, { recordType: main, field, format: before?.format ?? {} }];
    }),
  );
  return { ...choice, main, columns, matchBy: null, fixed: {}, emptyCells: "keep" };
}

/** The computed field that a column is called like: it is left out, whatever its values. */
export const computedNamed = (kind: ImportKind, column: string): string | undefined =>
  kind.computed.find(({ field, label }) =>
    [plain(label), plain(field), plain(field.slice(13))].includes(plain(column)),
  )?.label;

const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

const fieldNamed = (kind: ImportKind, column: string): string | undefined => {
  const word = plain(column);
  const found = kind.fields.find(({ field, label }) => plain(label) === word || plain(field) === word);
  if (found) return found.field;
  const named = kind.fields.find(({ field }) => ["name", "title"].includes(field));
  return word === plain(kind.label) ? named?.field : undefined;
};

/** The field kind that a column's values look like, with what may be chosen. */
export function newFieldFor(column: File["columns"][number]): NewFieldChoice {
  const kind = ["money", "id", "address", "tags", "user", "record"].includes(column.kind)
    ? "number"
    : column.kind;
  const options = kind === "select" ? (column.values ?? []).map(({ value }) => value) : undefined;
  return { label: labelOf(column.column), kind, ...(options ? { options } : {}) };
}

/** `engage_date` → "Engage date". */
const labelOf = (column: string): string => {
  const words = column.replace(/[_\s]+/g, " ").trim();
  return (words.charAt(0).toUpperCase() + words.slice(1)).slice(0, 100) || "Field";
};
