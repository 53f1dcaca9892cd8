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

/** How rows of a type become records: worked out once, since lists and boards do it hundreds of times an answer. */
type Form = {
  /** Every key of the record in its order, so that all records of the type have one shape. */
  blank: Wire;
  /** What the row holds as it is. */
  plain: { key: string; name: string }[];
  ids: { key: string; name: string; prefix: string }[];
  amounts: { key: string; name: string; currencyName: string | null }[];
  addresses: { key: string; parts: { part: string; name: string }[] }[];
  computed: { key: string; compute: (record: Wire) => unknown }[];
};

const forms = new WeakMap<RecordType, Form>();

function formOf(type: RecordType): Form {
  const known = forms.get(type);
  if (known) return known;
  const whole = type.columns.filter((column) => column.part === null);
  const form: Form = {
    blank: {},
    plain: whole.filter(({ prefix, kind }) => !prefix && kind !== "money"),
    ids: whole.flatMap(({ key, name, prefix }) => (prefix ? [{ key, name, prefix }] : [])),
    amounts: whole
      .filter(({ kind }) => kind === "money")
      .map(({ key, name, currencyField }) => ({
        key,
        name,
        currencyName: currencyField ? snakeCase(currencyField) : null,
      })),
    addresses: Object.entries(type.fields)
      .filter(([, f]) => f.kind === "address")
      .map(([key]) => ({
        key,
        parts: addressParts.map((part) => ({
          part,
          name: type.columns.find((column) => column.key === key && column.part === part)!.name,
        })),
      })),
    computed: Object.entries(type.computed).map(([key, { compute }]) => ({ key, compute })),
  };
  for (const { key } of [...type.columns, ...form.computed]) form.blank[key] = null;
  forms.set(type, form);
  return form;
}

/** A row, keyed by column name, as the record on the wire, computed values included. */
export function fromRow(type: RecordType, row: Record<string, unknown>): Wire {
  const { blank, plain, ids, amounts, addresses, computed } = formOf(type);
  const record: Wire = { ...blank };
  for (const { key, name } of plain) record[key] = row[name] ?? null;
  for (const { key, name, prefix } of ids) {
    const uuid = row[name];
    if (typeof uuid === "string") record[key] = toPublicId(prefix, uuid);
  }
  for (const { key, name, currencyName } of amounts) {
    const minor = row[name];
    if (typeof minor === "number")
      record[key] = fromMinorUnits(minor, currencyName ? String(row[currencyName]) : "");
  }
  for (const { key, parts } of addresses) {
    if (parts.every(({ name }) => row[name] === null || row[name] === undefined)) continue;
    record[key] = Object.fromEntries(parts.map(({ part, name }) => [part, row[name] ?? null]));
  }
  for (const { key, compute } of computed) record[key] = compute(record);
  return record;
}

/** `"id","first_name",…`: every column of the record, in order. */
export const columnList = (type: RecordType, alias = ""): string =>
  type.columns.map((column) => `${alias}"${column.name}"`).join(",");
