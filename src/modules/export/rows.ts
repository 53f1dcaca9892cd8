// The rows of an export: one statement in the tenant's transaction, read as it answers, so that the file is one
// moment's truth and the memory that it takes does not grow with it.
import type { Ctx } from "@/kernel/operation";
import { Params, type RecordQuery } from "@/kernel/query";
import { asStored, type Expression, orderOf, type RecordType, whereOf } from "@/kernel/records";
import { exportColumns } from "./columns";
import type { ExportHeader } from "./encode";

// Few enough that what they become is garbage young: the process does not grow with the file.
const rowsAtOnce = 500;

/** Rows may be longer than the header: what is behind it is not part of the file. */
export type ExportRows = { header: ExportHeader[]; chunks: () => AsyncIterable<unknown[][]> };

/** `query` is resolved. Only what may be both read and exported. */
export async function exportRows(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  asked: string[] | undefined,
): Promise<ExportRows> {
  const params = new Params();
  const { columns, joins } = await exportColumns(ctx, type, params, asked);
  const order = orderOf(ctx, type, query.sort, params);
  const where = whereOf(ctx, type, query, params, `${type.resource}:export`);
  const readable = whereOf(
    ctx,
    type,
    { search: "", condition: { kind: "and", of: [] } },
    params,
    `${type.resource}:read`,
  );
  // Values first, in the order of the columns; behind them the currencies that some are read with.
  const currencies = columns.flatMap(({ currency }, i) => (currency ? [{ column: i, sql: currency }] : []));
  const selected = [...columns.map(({ sql }) => sql), ...currencies.map(({ sql }) => sql)];
  const readers = columns.flatMap(({ read }, column) => {
    const place = currencies.findIndex((one) => one.column === column);
    return read === asStored ? [] : [{ column, read, currencyAt: place < 0 ? -1 : columns.length + place }];
  });
  const text = `select ${selected.join(", ")} from ${type.tableName} t${joins}${order.join} where ${where} and ${readable} order by ${order.by}`;
  async function* chunks(): AsyncIterable<unknown[][]> {
    // One statement reads all of it, which may take longer than any other.
    ctx.tx.send("set local statement_timeout = '30min'");
    for await (const rows of ctx.tx.stream(text, params.values, rowsAtOnce)) {
      for (const row of rows)
        for (const { column, read, currencyAt } of readers)
          row[column] = read(row[column], currencyAt < 0 ? null : (row[currencyAt] as string | null));
      yield rows;
    }
  }
  return {
    header: columns.map((one) => ({ name: one.name, label: one.label, isWord: isWord(one) })),
    chunks,
  };
}

/** Ids, numbers and times are no formulas and need no quotes, whatever they say. */
const isWord = ({ kind, prefix, isList }: Expression): boolean =>
  !isList &&
  (prefix !== null || ["dateTime", "date", "boolean", "integer", "number", "money"].includes(kind));
