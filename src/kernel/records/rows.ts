// Between the wire form of a record and the columns of its row.
import { addressParts } from "@/kernel/fields";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Column, RecordType } from "./define";

export type Wire = Record<string, unknown>;

/** One value as its column stores it. */
export function toColumn(column: Column, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (column.part) return (value as Record<string, unknown>)[column.part] ?? null;
  if (column.prefix) return uuidOf(column.prefix, value as string);
  if (column.kind === "money") return Math.round((value as number) * 100);
  if (column.key === "customFields") return JSON.stringify(value);
  return value;
}

/** One column's value on the wire. */
export function fromColumn(column: Column, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (column.prefix) return toPublicId(column.prefix, value as string);
  if (column.kind === "money") return (value as number) / 100;
  return value;
}

/** A row, keyed by column name, as the record on the wire, computed values included. */
export function fromRow(type: RecordType, row: Record<string, unknown>): Wire {
  const record: Wire = {};
  for (const column of type.columns) {
    const value = fromColumn(column, row[column.name]);
    if (!column.part) {
      record[column.key] = value;
      continue;
    }
    const address = (record[column.key] as Wire | null | undefined) ?? {};
    address[column.part] = value;
    record[column.key] = address;
  }
  for (const [key, f] of Object.entries(type.fields)) {
    if (f.kind === "address" && addressParts.every((part) => (record[key] as Wire)[part] === null))
      record[key] = null;
  }
  for (const [key, { compute }] of Object.entries(type.computed)) record[key] = compute(record);
  return record;
}

/** `"id","first_name",…`: every column of the record, in order. */
export const columnList = (type: RecordType, alias = ""): string =>
  type.columns.map((column) => `${alias}"${column.name}"`).join(",");
