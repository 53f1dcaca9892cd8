// Between the wire form of a record and the columns of its row.
import { addressParts } from "@/kernel/fields";
import { fromMinorUnits, toMinorUnits } from "@/kernel/fields/currency";
import { toPublicId, uuidOf } from "@/kernel/id";
import { type Column, type RecordType, snakeCase } from "./define";

export type Wire = Record<string, unknown>;

/** One value of `record` as its column stores it. */
export function toColumn(column: Column, record: Wire): unknown {
  const value = record[column.key];
  if (value === undefined || value === null) return null;
  if (column.part) return (value as Record<string, unknown>)[column.part] ?? null;
  if (column.prefix) return uuidOf(column.prefix, value as string);
  if (column.kind === "money")
    return toMinorUnits(
      value as number,
      currencyOf(column, (key) => record[key]),
    );
  if (column.key === "customFields") return JSON.stringify(value);
  return value;
}

/** Without a currency beside it, money has two decimals. */
const currencyOf = (column: Column, read: (key: string) => unknown): string =>
  column.currencyField ? String(read(column.currencyField)) : "";

/** One column's value on the wire. */
function fromColumn(column: Column, row: Record<string, unknown>): unknown {
  const value = row[column.name];
  if (value === null || value === undefined) return null;
  if (column.prefix) return toPublicId(column.prefix, value as string);
  if (column.kind === "money")
    return fromMinorUnits(
      value as number,
      currencyOf(column, (key) => row[snakeCase(key)]),
    );
  return value;
}

/** A row, keyed by column name, as the record on the wire, computed values included. */
export function fromRow(type: RecordType, row: Record<string, unknown>): Wire {
  const record: Wire = {};
  for (const column of type.columns) {
    const value = fromColumn(column, row);
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
