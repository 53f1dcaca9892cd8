// What is wrong in a plan, put right for all rows at once: the targets of the plan said once more, with what a value
// stands for, or with the records that a column names made along.
import type { TargetChoice } from "../plan-input";
import type { Import, ImportKind, ProblemGroup } from "../plan-schema";

type Target = Import["targets"][number];
type Columns = NonNullable<TargetChoice["columns"]>;

/** Every column said: what is not of the target stays out of it. */
function columnsOf(plan: Import, { file, columns }: Target): Columns {
  const said: Columns = Object.fromEntries(
    plan.files[file]?.columns.map(({ column }) => [column, null]) ?? [],
  );
  for (const { confidence: _, column, ...rest } of columns) said[column] = rest;
  return said;
}

export function withMeaning(
  plan: Import,
  group: Pick<ProblemGroup, "file" | "recordType" | "column" | "value">,
  text: string,
): TargetChoice[] {
  return plan.targets.map((target) => {
    const said = columnsOf(plan, target);
    const found = target.columns.find(({ column }) => column === group.column);
    if (found && group.value && target.file === group.file && target.recordType === group.recordType) {
      const { confidence: _, column, ...rest } = found;
      said[column] = { ...rest, values: { ...rest.values, [group.value]: text } };
    }
    return { ...target, columns: said };
  });
}

export type MissingRecords = {
  file: number;
  recordType: Target["recordType"];
  column: string;
  /** What the column names. */
  other: ImportKind;
  rows: number;
};

/** Columns that name records which are not there, of kinds that need no more than their name. */
export function missingRecords(
  plan: Import,
  groups: readonly ProblemGroup[],
  kinds: readonly ImportKind[],
): MissingRecords[] {
  return plan.targets.flatMap(({ file, recordType, columns }) => {
    const kind = kinds.find((one) => one.recordType === recordType);
    return columns.flatMap(({ column, field }) => {
      const linksTo = kind?.fields.find((one) => one.field === field)?.linksTo;
      const other = kinds.find((one) => one.recordType === linksTo);
      if (!other || !kind?.along.includes(other.recordType)) return [];
      const isNameEnough = other.fields.every((one) => !one.isRequired || one.field === "name");
      const isTaken = plan.targets.some((one) => one.file === file && one.recordType === other.recordType);
      if (!isNameEnough || isTaken) return [];
      const rows = groups
        .filter((one) => one.file === file && one.recordType === recordType && one.column === column)
        .reduce((sum, one) => sum + (one.code === "NOT_FOUND" && !one.suggestion ? one.rows : 0), 0);
      return rows > 0 ? { file, recordType, column, other, rows } : [];
    });
  });
}

/** The column becomes the name of a record of its own: one that is there is linked to, the others are made. */
export function withMissing(plan: Import, missing: MissingRecords): TargetChoice[] {
  const { file, recordType, column, other } = missing;
  return plan.targets.flatMap((target): TargetChoice[] => {
    const said = columnsOf(plan, target);
    if (target.file !== file || target.recordType !== recordType) return [{ ...target, columns: said }];
    const { values } = target.columns.find((one) => one.column === column) ?? {};
    const none: Columns = Object.fromEntries(Object.keys(said).map((name) => [name, null]));
    return [
      {
        recordType: other.recordType,
        file,
        columns: { ...none, [column]: { field: "name", ...(values ? { values } : {}) } },
        existing: "skip",
        timeZone: target.timeZone,
        validationLevel: target.validationLevel,
      },
      { ...target, columns: { ...said, [column]: null } },
    ];
  });
}
