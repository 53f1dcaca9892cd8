// The rows of an export: one cursor in the tenant's transaction, so that the file is one moment's truth and the memory
// that it takes does not grow with it.
import type { Ctx } from "@/kernel/operation";
import { Params, type RecordQuery } from "@/kernel/query";
import { orderOf, type RecordType, whereOf } from "@/kernel/records";
import { exportColumns } from "./columns";
import type { ExportHeader } from "./encode";

const rowsAtOnce = 1000;

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
  const selected = columns.map(
    (one, i) => `${one.sql} as c${i}${one.currency ? `, ${one.currency} as m${i}` : ""}`,
  );
  const text = `select ${selected.join(", ")} from ${type.tableName} t${joins}${order.join} where ${where} and ${readable} order by ${order.by}`;
  async function* chunks(): AsyncIterable<unknown[][]> {
    await ctx.tx.query(`declare export_rows no scroll cursor for ${text}`, params.values);
    for (;;) {
      const rows = await ctx.tx.query(`fetch ${rowsAtOnce} from export_rows`);
      if (rows.length > 0)
        yield rows.map((row) =>
          columns.map((one, i) =>
            one.read(row[`c${i}`], one.currency ? (row[`m${i}`] as string | null) : null),
          ),
        );
      if (rows.length < rowsAtOnce) break;
    }
    await ctx.tx.query("close export_rows");
  }
  return { header: columns.map(({ name, label }) => ({ name, label })), chunks };
}
