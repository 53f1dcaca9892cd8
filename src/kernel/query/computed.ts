// Computed fields of a tenant as SQL over a row: formulas over the record's own fields and roll-ups over the records
// that point to it. The database computes them whenever they are read, so they are never stale.
import { invalidField } from "@/kernel/errors";
import { unusualDecimals } from "@/kernel/fields/currency";
import { type CustomField, customFieldsOf, isComputed, siblingsOf } from "@/kernel/fields/custom";
import { isListKind, valueColumnOf } from "@/kernel/fields/custom-value";
import type { FieldKind } from "@/kernel/fields/descriptor";
import type { Rollup } from "@/kernel/fields/rollup";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import type { RecordType } from "@/kernel/records/define";
import { recordTypeNamed } from "@/kernel/records/registry";
import { isDatabaseError } from "@/platform/database/failures";
import { compileFormula, type FormulaType, type Typed } from "./formula-compile";
import { FormulaFault, parseFormula } from "./formula-parse";
import { Params } from "./params";

/** Formulas may stand on formulas, this many deep. */
const mostDepth = 5;

/** The value of a formula or a roll-up, in the type of its kind's column. */
export function computedExpression(
  type: RecordType,
  field: CustomField,
  alias: string,
  params: Params,
  tenant: string,
): string {
  return new Computation(params, tenant, siblingsOf(field)).stored(type, field, alias);
}

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

class Computation {
  private depth = 0;
  constructor(
    private readonly params: Params,
    private readonly tenant: string,
    private readonly siblings: CustomField[],
  ) {}

  /** As its column would hold it: money in minor units, dates as text. A definition that no longer fits is empty. */
  stored(type: RecordType, field: CustomField, alias: string): string {
    const fallback = `null::${columnTypes[valueColumnOf(field.kind)]}`;
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

  private formula(type: RecordType, field: CustomField, alias: string): Typed {
    return compileFormula(parseFormula(field.formula ?? ""), {
      field: (name) => this.ownField(type, name, alias),
      literal: (value, sqlType) => `${this.params.add(value)}::${sqlType}`,
    });
  }

  private ownField(type: RecordType, name: string, alias: string): Typed | undefined {
    const custom = this.siblings.find((f) => f.key === name.replace(/^customFields\./, ""));
    const builtIn = name.startsWith("customFields.") ? undefined : this.builtIn(type, name, alias);
    if (builtIn || !custom) return builtIn;
    return isComputed(custom) ? this.value(type, custom, alias) : this.customValue(custom, alias);
  }

  private builtIn(type: RecordType, name: string, alias: string): Typed | undefined {
    const f = type.fields[name as keyof typeof type.fields];
    const column = type.columns.find((one) => one.key === name && one.part === null);
    if (!f || !column || isListKind(f.kind) || name === "customFields") return undefined;
    const sql = `${alias}."${column.name}"`;
    if (f.kind === "money") {
      const code = column.currencyField && type.columns.find((one) => one.key === column.currencyField)?.name;
      return { sql: `(${sql}::numeric / ${code ? unitsSql(`${alias}."${code}"`) : "100"})`, type: "number" };
    }
    const result = typeOf(f.kind);
    return {
      sql: result === "number" ? `${sql}::numeric` : result === "text" ? `${sql}::text` : sql,
      type: result,
    };
  }

  private customValue(f: Pick<CustomField, "key" | "kind">, alias: string): Typed | undefined {
    if (isListKind(f.kind)) return undefined;
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
    const from = `from ${related.tableName} ${r} where ${r}.tenant_id = ${this.tenant} and ${r}.deleted_at is null
      and ${this.pointsTo(related, through, type, r, alias)}`;
    if (how === "count") return { sql: `(select count(*)::numeric ${from})`, type: "number" };
    const value = name ? this.relatedField(related, name, fieldKind, r) : undefined;
    if (!value) throw new FormulaFault(`A ${recordType} has no field "${name ?? ""}" to gather`, 0);
    if (how === "latest")
      return {
        sql: `(select ${value.sql} ${from} order by ${r}.created_at desc, ${r}.id desc limit 1)`,
        type: value.type,
      };
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
  ): Typed | undefined {
    if (!name.startsWith("customFields.")) return this.builtIn(related, name, alias);
    return kind && this.customValue({ key: name.slice(13), kind }, alias);
  }

  private pointsTo(related: RecordType, through: string, type: RecordType, r: string, alias: string): string {
    const f = related.fields[through as keyof typeof related.fields];
    const column = related.columns.find((one) => one.key === through);
    if (!f || !column || f.idPrefix !== type.prefix)
      throw new FormulaFault(
        `The field "${through}" of a ${related.name} does not point to a ${type.name}`,
        0,
      );
    return `${r}."${column.name}" = ${alias}.id`;
  }
}

const columnTypes = {
  text_value: "text",
  integer_value: "bigint",
  number_value: "double precision",
  time_value: "timestamptz",
  bool_value: "boolean",
  uuid_value: "uuid",
} as const;

/** Minor units in one unit of a currency, as SQL. */
const unitsSql = (code: string): string =>
  `(case ${Object.entries(unusualDecimals)
    .map(
      ([decimals, codes]) =>
        `when ${code} in (${codes.map((one) => `'${one}'`).join()}) then ${10 ** Number(decimals)}`,
    )
    .join(" ")} else 100 end)`;

const computableKinds: FieldKind[] = ["text", "integer", "number", "money", "boolean", "date", "dateTime"];

/** Refuses a formula that cannot be read and a roll-up over what is not there; the database has the last word. */
export async function checkComputed(
  ctx: Pick<Ctx, "tenant" | "tx">,
  type: RecordType,
  f: CustomField,
): Promise<void> {
  if (!isComputed(f)) return;
  await tryComputed(ctx, type, f, () => "true limit 1");
}

/** The value that a definition, stored or not, has for each row that `where` leaves; a fault is the definition's. */
export async function tryComputed(
  ctx: Pick<Ctx, "tenant" | "tx">,
  type: RecordType,
  f: CustomField,
  /** Further conditions over `t`, and what may follow them. */
  where: (params: Params, tenant: string) => string,
): Promise<{ id: string; value: unknown }[]> {
  const at = f.formula === null ? "rollup" : "formula";
  if (!computableKinds.includes(f.kind))
    throw invalidField(at, `A field of kind ${f.kind} cannot be computed`);
  if (f.rollup) f.rollup.fieldKind = await gatheredKind(ctx, f.rollup);
  const others = (await customFieldsOf(ctx, type.name)).filter((one) => one.id !== f.id);
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  try {
    // Once for its faults, which `stored` does not throw, and once for the statement.
    new Computation(new Params(), tenant, [...others, f]).value(type, f, "t");
    const computation = new Computation(params, tenant, [...others, f]);
    const rows = await ctx.tx.query<{ id: string; value: unknown }>(
      `select t.id, ${computation.stored(type, f, "t")} as value from ${type.tableName} t where t.tenant_id = ${tenant} and ${where(params, tenant)}`,
      params.values,
    );
    return rows.map(({ id, value }) => ({
      id,
      value: f.kind === "money" && typeof value === "number" ? value / 100 : (value ?? null),
    }));
  } catch (error) {
    if (error instanceof FormulaFault) throw invalidField(at, `${at}: ${error.message}`);
    if (isDatabaseError(error)) throw invalidField(at, `${at}: the values do not fit together`);
    throw error;
  }
}

/** Kinds of custom fields do not change: that of the gathered one is kept beside its name. */
async function gatheredKind(ctx: Pick<Ctx, "tenant" | "tx">, rollup: Rollup): Promise<FieldKind | undefined> {
  if (!rollup.field?.startsWith("customFields.")) return undefined;
  const key = rollup.field.slice(13);
  return (await customFieldsOf(ctx, rollup.recordType)).find((one) => one.key === key && !isComputed(one))
    ?.kind;
}
