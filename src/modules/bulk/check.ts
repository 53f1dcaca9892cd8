// One row of the file, checked field by field with the record type's own schemas: values, what is to be looked up, and
// what is wrong with it. Nothing here asks the database.
import type { Field } from "@/kernel/fields";
import { type CustomField, checkCustomValues } from "@/kernel/fields/custom";
import type { RecordType, Wire } from "@/kernel/records";
import { convert, meantBy } from "./convert";
import type { SourceRow } from "./decode";
import type { MappedColumn } from "./mapping";
import type { Target } from "./targets";

export type Severity = "error" | "warning";
export type Problem = {
  row: number;
  line: number | null;
  column: string | null;
  field: string | null;
  severity: Severity;
  code: string;
  message: string;
  value: string | null;
  /** What was probably meant. */
  suggestion?: string;
};

export type ImportOptions = {
  updateExisting: boolean;
  skipDuplicates: boolean;
  /** `strict`: a row with any fault is left out. `lenient`: a value with a fault is, where the record may lack it. */
  validationLevel: "strict" | "lenient";
  /** The field by which a row's record is recognised; the type's own keys when absent. */
  matchBy?: string | null | undefined;
  /** Whether an empty cell clears the value of a record that is there already; it says nothing otherwise. */
  clearsEmpty?: boolean | undefined;
};

/** A value that names something by id, e-mail or name; found out for a whole chunk at once. */
export type Lookup = { target: Target; column: string; text: string };

export type CheckedRow = {
  row: number;
  line: number | null;
  values: Wire;
  lookups: Lookup[];
  /** Columns whose cell is empty, where that clears a value. */
  empty: MappedColumn[];
  problems: Problem[];
  isRejected: boolean;
};

export type Plan = {
  type: RecordType;
  mapped: MappedColumn[];
  customFields: CustomField[];
  options: ImportOptions;
  /** For each column, its values that look misspelt, with what was probably meant. */
  misspelt: ReadonlyMap<number, ReadonlyMap<string, string>>;
  /** Columns that name other records and are seldom empty. */
  usual?: ReadonlySet<number>;
  /** Fields that are filled with the record that an earlier target of the same row became. */
  linkedTo: { target: Target; recordType: string }[];
  /** The clock of times that name no zone; UTC's when absent. */
  timeZone?: string | undefined;
  /** What every row has in fields that no column fills. */
  fixed?: { target: Target; text: string }[];
  /** Which file of the import holds its rows; the first one when absent. */
  file?: number;
  /** Another target's records are linked to these: one that is there is used, not left out. */
  isLinkedFrom: boolean;
};

const shown = (cell: unknown): string =>
  (typeof cell === "string" ? cell : (JSON.stringify(cell) ?? ""))
    .replaceAll("\0", "")
    .toWellFormed()
    .slice(0, 200);

export const isBlank = (cell: unknown): boolean =>
  cell === null || cell === undefined || (typeof cell === "string" && cell.trim() === "");

export function problemOf(
  row: Pick<CheckedRow, "row" | "line">,
  about: {
    column?: string | null;
    target?: Target | null;
    severity?: Severity;
    value?: unknown;
    suggestion?: string | undefined;
  },
  code: string,
  message: string,
): Problem {
  return {
    row: row.row,
    line: row.line,
    column: about.column ?? null,
    field: about.target?.path ?? null,
    severity: about.severity ?? "error",
    code,
    message,
    value: about.value === undefined ? null : shown(about.value),
    ...(about.suggestion === undefined ? {} : { suggestion: about.suggestion }),
  };
}

/** Writes a fault down and says whether the row goes on without the value. */
export function fault(
  checked: CheckedRow,
  options: ImportOptions,
  about: { column: string | null; target: Target; value: unknown; suggestion?: string | undefined },
  code: string,
  message: string,
): void {
  const isDropped = options.validationLevel === "lenient" && !about.target.isRequired;
  const severity = isDropped ? "warning" : "error";
  const note = isDropped ? `${message}; the value was left out` : message;
  checked.problems.push(problemOf(checked, { ...about, severity }, code, note));
  if (!isDropped) checked.isRejected = true;
}

export function put(values: Wire, target: Target, value: unknown): void {
  if (target.isCustom)
    values.customFields = { ...(values.customFields as Wire | undefined), [target.key]: value };
  else if (target.part)
    values[target.key] = { ...(values[target.key] as Wire | undefined), [target.part]: value };
  else values[target.key] = value;
}

export function checkRow(plan: Plan, source: SourceRow): CheckedRow {
  const checked: CheckedRow = {
    row: source.row,
    line: source.line,
    values: {},
    lookups: [],
    empty: [],
    problems: [],
    isRejected: false,
  };
  if (source.fault) {
    checked.problems.push(problemOf(checked, {}, source.fault.code, source.fault.message));
    checked.isRejected = true;
    return checked;
  }
  for (const mapped of plan.mapped) {
    const cell = source.cells[mapped.index];
    // What a record of JSON does not name says nothing; what it names as null or nothing is empty.
    if (plan.options.clearsEmpty && isBlank(cell) && cell !== undefined && mapped.target.path !== "id")
      checked.empty.push(mapped);
    if (!isBlank(cell)) checkCell(plan, checked, mapped, cell);
    else if (plan.usual?.has(mapped.index)) {
      const message = `${mapped.target.label} is empty here; most other rows have one`;
      const about = { ...mapped, severity: "warning" as const };
      checked.problems.push(problemOf(checked, about, "EMPTY_LINK", message));
    }
  }
  for (const { target, text } of plan.fixed ?? [])
    checkCell(plan, checked, { column: target.label, index: -1, target, confidence: 1 }, text);
  return checked;
}

function checkCell(
  plan: Plan,
  checked: CheckedRow,
  { column, index, target, format }: MappedColumn,
  cell: unknown,
): void {
  const about = { column, target, value: cell };
  if (!target.schema) {
    if (typeof cell === "string") checked.lookups.push({ target, column, text: meantBy(cell, format) });
    else fault(checked, plan.options, about, "VALIDATION_ERROR", `${target.label} must be text`);
    return;
  }
  const converted = convert(target, cell, format);
  if ("fault" in converted) {
    fault(checked, plan.options, about, "VALIDATION_ERROR", `${target.label} ${converted.fault}`);
    return;
  }
  const parsed = target.schema.safeParse(converted.value);
  if (!parsed.success) {
    const message = parsed.error.issues[0]?.message ?? "is not valid";
    const isSentence = /^[A-Z]/.test(message) && !message.startsWith("Invalid input");
    fault(
      checked,
      plan.options,
      about,
      "VALIDATION_ERROR",
      isSentence ? message : `${target.label} ${message}`,
    );
    return;
  }
  put(checked.values, target, parsed.data);
  const meant =
    typeof cell === "string" && !format?.values ? plan.misspelt.get(index)?.get(cell.trim()) : undefined;
  if (meant) {
    const message = `"${shown(cell)}" may be a misspelling of "${meant}"`;
    checked.problems.push(
      problemOf(checked, { ...about, severity: "warning" }, "POSSIBLE_MISSPELLING", message),
    );
  }
}

/** Empties what the row's cells leave empty, but for what a record may not lack: that stays, and is told. */
export function clearEmpty(plan: Plan, checked: CheckedRow): void {
  for (const { column, target } of checked.empty) {
    if (!target.isCustom && !target.part && checked.values[target.key] !== undefined) continue;
    const own = plan.customFields.find((f) => target.isCustom && f.key === target.key);
    const f = own ?? (plan.type.fields[target.key as keyof typeof plan.type.fields] as Field | undefined);
    const isList = !own && (target.kind === "tags" || target.kind === "multiSelect");
    if (isList) put(checked.values, target, []);
    else if (!f?.isRequired || target.part) put(checked.values, target, null);
    else {
      const message = `${target.label} cannot be empty; it stays as it is`;
      const about = { column, target, severity: "warning" as const };
      checked.problems.push(problemOf(checked, about, "CANNOT_BE_EMPTY", message));
    }
  }
}

/** What a new record needs and the row does not have; fills in the defaults of the tenant's own fields. */
export function completeNew(plan: Plan, checked: CheckedRow): void {
  for (const [key, f] of Object.entries(plan.type.fields) as [string, Field][]) {
    if (!f.isRequired || f.isReadOnly || f.hasDefault || f.defaultValue !== undefined) continue;
    if (key === "customFields" || !isBlank(checked.values[key])) continue;
    // A value that was there and was refused has said so already.
    if (!checked.problems.some((p) => p.field === key && p.severity === "error")) {
      const column = plan.mapped.find((m) => m.target.path === key)?.column ?? null;
      const problem = problemOf(checked, { column }, "REQUIRED", `${f.label} is required`);
      checked.problems.push({ ...problem, field: key });
    }
    checked.isRejected = true;
  }
  if (plan.customFields.length === 0) return;
  const sent = checked.values.customFields as Wire | undefined;
  const { checked: custom, faults } = checkCustomValues(plan.customFields, sent, true);
  for (const one of faults) {
    const column = plan.mapped.find((m) => m.target.path === one.field)?.column ?? null;
    checked.problems.push({ ...problemOf(checked, { column }, one.code, one.message), field: one.field });
    checked.isRejected = true;
  }
  checked.values.customFields = Object.fromEntries(Object.entries(custom).filter(([, v]) => v !== null));
}
