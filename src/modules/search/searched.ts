// What a search reads of a record: what it is found by, whose it is and when it was touched. A record type has some
// forty columns, and hundreds of rows are compared for a dozen hits.
import { toPublicId } from "@/kernel/id";
import type { RecordType } from "@/kernel/records";

export type SearchedRecord = Record<string, unknown> & {
  id: string;
  ownerId: string | null;
  updatedAt: string;
};

const always = ["id", "ownerId", "updatedAt"];

const columnsOf = (type: RecordType) =>
  type.columns.filter(
    ({ key, part }) =>
      part === null &&
      (always.includes(key) || type.fields[key as keyof typeof type.fields]?.isSearchable === true),
  );

/** Of the table `t`. */
export const searchedColumns = (type: RecordType): string =>
  columnsOf(type)
    .map(({ name }) => `t."${name}"`)
    .join(", ");

export const searchedRecord = (type: RecordType, row: Record<string, unknown>): SearchedRecord =>
  Object.fromEntries(
    columnsOf(type).map(({ key, name, prefix }) => {
      const value = row[name] ?? null;
      return [key, prefix && typeof value === "string" ? toPublicId(prefix, value) : value];
    }),
  ) as SearchedRecord;
