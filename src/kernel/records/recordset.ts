// Many rows as one statement's parameters: an array for each column that any of them fills, read by the column's own
// type. Twice as fast to read as the same rows in JSON.
import type { Ctx } from "@/kernel/operation/context";
import { arrayOfJson, arrayOfValues } from "@/platform/database/array-text";
import type { Column, RecordType } from "./define";
import { toColumn, type Wire } from "./rows";

export type Recordset = {
  /** `unnest($2::uuid[], …) as x("id", …)` */
  from: string;
  /** For each column asked for, in order, what it is in `from`; `null` where no record fills it. */
  expressions: string[];
  values: string[];
};

const known = new Map<string, Promise<Map<string, string>>>();

/** The tables are the same in every schema: read once. */
function columnTypes(ctx: Pick<Ctx, "tx">, table: string): Promise<Map<string, string>> {
  let types = known.get(table);
  if (!types) {
    types = ctx.tx
      .query<{ name: string; type: string }>(
        `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
         where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
        [table],
      )
      .then((rows) => new Map(rows.map(({ name, type }) => [name, type])));
    types.catch(() => known.delete(table));
    known.set(table, types);
  }
  return types;
}

/** `records` as rows of `columns`; parameters are numbered from `first`. */
export async function recordsetOf(
  ctx: Pick<Ctx, "tx">,
  type: RecordType,
  columns: readonly Column[],
  records: readonly Wire[],
  first: number,
): Promise<Recordset> {
  const types = await columnTypes(ctx, type.tableName);
  const values: string[] = [];
  const sources: string[] = [];
  const names: string[] = [];
  const expressions = columns.map((column) => {
    const cells = records.map((record) => toColumn(column, record));
    if (cells.every((cell) => cell === null)) return "null";
    const sqlType = types.get(column.name);
    if (!sqlType) throw new Error(`${type.tableName} has no column ${column.name}`);
    const isList = sqlType.endsWith("[]");
    const isJson = sqlType === "jsonb" || sqlType === "json";
    values.push(isJson ? arrayOfJson(cells.map(jsonOf)) : arrayOfValues(cells));
    sources.push(`$${first + values.length - 1}::${isList ? "text" : sqlType}[]`);
    names.push(`"${column.name}"`);
    return isList ? `x."${column.name}"::${sqlType}` : `x."${column.name}"`;
  });
  const from = `unnest(${sources.join(", ")}) as x(${names.join(", ")})`;
  return { from, expressions, values };
}

/** Custom fields are JSON text already. */
const jsonOf = (cell: unknown): string | null =>
  cell === null ? null : typeof cell === "string" ? cell : JSON.stringify(cell);
