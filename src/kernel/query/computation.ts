// One computed field as SQL over a row, and which columns of which tables it reads on the way.
import { unusualDecimals } from "@/kernel/fields/currency";
import { type CustomField, isComputed } from "@/kernel/fields/custom";
import { isListKind, valueColumnOf, valueColumnTypes } from "@/kernel/fields/custom-value";
import type { FieldKind } from "@/kernel/fields/descriptor";
import type { RecordType } from "@/kernel/records/define";
import { recordTypeNamed } from "@/kernel/records/registry";
import { compileFormula, type FormulaType, type Typed } from "./formula-compile";
import { FormulaFault, parseFormula } from "./formula-parse";
import type { Params } from "./params";

/** Formulas may stand on formulas, this many deep. */
const mostDepth = 5;

/** Rows that a value is made of: when one of them changes in what is named here, the value of `link`'s record may. */
export type Read = {
  table: string;
  /** The column that names the record whose value it is. */
  link: string;
  columns: Set<string>;
  /** Of `custom_fields`. */
  keys: Set<string>;
};

const typeOf = (kind: FieldKind): FormulaType => {
  switch (kind) {
    case "integer":
    case "number":
    case "money":
      return "number";
    case "boolean":
    case "date":
    case "dateTime":
      return kind;
    default:
      return "text";
  }
};

export class Computation {
  private depth = 0;
  /** All that was read so far, a computed field within the field included. */
  readonly reads: Read[] = [];
  constructor(
    private readonly params: Params,
    private readonly tenant: string,
    private readonly siblings: CustomField[],
  ) {}

  /** As its column would hold it: money in minor units, dates as text. A definition that no longer fits is empty. */
  stored(type: RecordType, field: CustomField, alias: string): string {
    const fallback = `null::${valueColumnTypes[valueColumnOf(field.kind)]}`;
    try {
      const { sql } = this.value(type, field, alias);
      switch (field.kind) {
        case "money":
          return `(select case when abs(x) < 9e13 then round(x * 100)::bigint end from (select ${sql}) as s(x))`;
        case "integer":
          return `(select case when abs(x) < 9e15 then round(x)::bigint end from (select ${sql}) as s(x))`;
        case "number":
          return `(${sql})::double precision`;
        case "date":
          return `to_char(${sql}, 'YYYY-MM-DD')`;
        case "dateTime":
          return `(${sql})::timestamptz`;
        case "boolean":
          return `(${sql})`;
        default:
          return `left(${sql}, 1000)`;
      }
    } catch (error) {
      // A field that it stood on was deleted since: the list goes on without the value.
      if (error instanceof FormulaFault) return fallback;
      throw error;
    }
  }

  /** The value in the terms of formulas: numbers as numeric in whole units. */
  value(type: RecordType, field: CustomField, alias: string): Typed {
    if (++this.depth > mostDepth)
      throw new FormulaFault("Formulas stand on each other too deeply or in a circle", 0);
    try {
      const found = field.rollup ? this.rollup(type, field, alias) : this.formula(type, field, alias);
      const wanted = typeOf(field.kind);
      if (found.type === wanted) return found;
      if (wanted === "text") {
        // 100, not 100.0000000000000000: a quotient has as many digits as numeric gives it.
        const sql = found.type === "number" ? `trim_scale(round(${found.sql}, 10))` : `(${found.sql})`;
        return { sql: `${sql}::text`, type: "text" };
      }
      if (wanted === "date" && found.type === "dateTime")
        return { sql: `(${found.sql} at time zone 'UTC')::date`, type: "date" };
      if (wanted === "dateTime" && found.type === "date")
        return { sql: `(${found.sql})::timestamptz`, type: "dateTime" };
      throw new FormulaFault(`It gives ${found.type}, which a field of kind ${field.kind} cannot hold`, 0);
    } finally {
      this.depth -= 1;
    }
  }

  private reading(table: string, link: string, columns: string[] = []): Read {
    const read = { table, link, columns: new Set(columns), keys: new Set<string>() };
    this.reads.push(read);
    return read;
  }

  private formula(type: RecordType, field: CustomField, alias: string): Typed {
    const own = this.reading(type.tableName, "id");
    return compileFormula(parseFormula(field.formula ?? ""), {
      field: (name) => this.ownField(type, name, alias, own),
      literal: (value, sqlType) => `${this.params.add(value)}::${sqlType}`,
    });
  }

  private ownField(type: RecordType, name: string, alias: string, own: Read): Typed | undefined {
    const custom = this.siblings.find((f) => f.key === name.replace(/^customFields\./, ""));
    const builtIn = name.startsWith("customFields.") ? undefined : this.builtIn(type, name, alias, own);
    if (builtIn || !custom) return builtIn;
    return isComputed(custom) ? this.value(type, custom, alias) : this.customValue(custom, alias, own);
  }

  private builtIn(type: RecordType, name: string, alias: string, read: Read): Typed | undefined {
    const f = type.fields[name as keyof typeof type.fields];
    const column = type.columns.find((one) => one.key === name && one.part === null);
    if (!f || !column || isListKind(f.kind) || name === "customFields") return undefined;
    const sql = `${alias}."${column.name}"`;
    read.columns.add(column.name);
    if (f.kind === "money") {
      const code = column.currencyField && type.columns.find((one) => one.key === column.currencyField)?.name;
      if (code) read.columns.add(code);
      return { sql: `(${sql}::numeric / ${code ? unitsSql(`${alias}."${code}"`) : "100"})`, type: "number" };
    }
    const result = typeOf(f.kind);
    return {
      sql: result === "number" ? `${sql}::numeric` : result === "text" ? `${sql}::text` : sql,
      type: result,
    };
  }

  private customValue(f: Pick<CustomField, "key" | "kind">, alias: string, read: Read): Typed | undefined {
    if (isListKind(f.kind)) return undefined;
    read.keys.add(f.key);
    const type = typeOf(f.kind);
    const sqlType = {
      number: "numeric",
      text: "text",
      boolean: "boolean",
      date: "date",
      dateTime: "timestamptz",
      nothing: "text",
    };
    return { sql: `(${alias}.custom_fields ->> ${this.params.add(f.key)}::text)::${sqlType[type]}`, type };
  }

  private rollup(type: RecordType, field: CustomField, alias: string): Typed {
    const { recordType, through, function: how, field: name, fieldKind } = field.rollup!;
    const related = recordTypeNamed(recordType);
    if (!related) throw new FormulaFault(`There is no record type ${recordType}`, 0);
    const r = `r${this.depth}`;
    const link = linkTo(related, through, type);
    const pointing = `${r}."${link}"`;
    const read = this.reading(related.tableName, link, ["deleted_at"]);
    const from = `from ${related.tableName} ${r} where ${r}.tenant_id = ${this.tenant} and ${r}.deleted_at is null
      and ${pointing} = ${alias}.id`;
    if (how === "count") return { sql: `(select count(*)::numeric ${from})`, type: "number" };
    const value = name ? this.relatedField(related, name, fieldKind, r, read) : undefined;
    if (!value) throw new FormulaFault(`A ${recordType} has no field "${name ?? ""}" to gather`, 0);
    if (how === "latest") {
      read.columns.add("created_at");
      return {
        sql: `(select ${value.sql} ${from} order by ${r}.created_at desc, ${r}.id desc limit 1)`,
        type: value.type,
      };
    }
    if (how === "sum" && value.type !== "number") throw new FormulaFault(`${name} cannot be added up`, 0);
    // Amounts of another currency are no part of the sum.
    const money = related.columns.find((one) => one.key === name)?.currencyField;
    const code = money && related.columns.find((one) => one.key === money)?.name;
    const inCurrency =
      code && field.currency ? ` and ${r}."${code}" = ${this.params.add(field.currency)}::text` : "";
    return { sql: `(select ${how}(${value.sql}) ${from}${inCurrency})`, type: value.type };
  }

  private relatedField(
    related: RecordType,
    name: string,
    kind: FieldKind | undefined,
    alias: string,
    read: Read,
  ): Typed | undefined {
    if (!name.startsWith("customFields.")) return this.builtIn(related, name, alias, read);
    return kind && this.customValue({ key: name.slice(13), kind }, alias, read);
  }
}

/** The column of the related type that names the record it belongs to. */
function linkTo(related: RecordType, through: string, type: RecordType): string {
  const f = related.fields[through as keyof typeof related.fields];
  const column = related.columns.find((one) => one.key === through);
  if (!f || !column || f.idPrefix !== type.prefix)
    throw new FormulaFault(`The field "${through}" of a ${related.name} does not point to a ${type.name}`, 0);
  return column.name;
}

/** Minor units in one unit of a currency, as SQL. */
const unitsSql = (code: string): string =>
  `(case ${Object.entries(unusualDecimals)
    .map(
      ([decimals, codes]) =>
        `when ${code} in (${codes.map((one) => `'${one}'`).join()}) then ${10 ** Number(decimals)}`,
    )
    .join(" ")} else 100 end)`;
