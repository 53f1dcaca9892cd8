// The rows of an export: one statement in the tenant's transaction, read as it answers, so that the file is one
// moment's truth and the memory that it takes does not grow with it.
import { toPublicId } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { Params, type RecordQuery } from "@/kernel/query";
import { type Expression, orderOf, type RecordType, whereOf } from "@/kernel/records";
import { instantFromPg } from "@/platform/database/values";
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
  const packed = columns.flatMap((one, column) => (one.isColumn && isWord(one) ? [{ ...one, column }] : []));
  const single = columns.flatMap((one, column) => (one.isColumn && isWord(one) ? [] : [{ ...one, column }]));
  const currencies = columns.flatMap(({ currency }) => currency ?? []);
  const selected = [
    ...(packed.length > 0 ? [joined(packed)] : []),
    ...single.map(({ sql }) => sql),
    ...currencies,
  ];
  const text = `select ${selected.join(", ")} from ${type.tableName} t${joins}${order.join} where ${where} and ${readable} order by ${order.by}`;
  const firstSingle = packed.length > 0 ? 1 : 0;
  const firstCurrency = firstSingle + single.length;
  let placesOfCurrencies = firstCurrency;
  const currencyAt = columns.map(({ currency }) => (currency ? placesOfCurrencies++ : -1));
  const words = packed.map((one) => ({ column: one.column, read: wordReader(one) }));
  const currencyOf = (row: unknown[], column: number): string | null =>
    currencyAt[column]! < 0 ? null : (row[currencyAt[column]!] as string | null);

  function valuesOf(row: unknown[]): unknown[] {
    const values = new Array<unknown>(columns.length);
    if (words.length > 0) {
      const texts = (row[0] as string).split(",");
      for (let i = 0; i < words.length; i++) {
        const { column, read } = words[i]!;
        const word = texts[i]!;
        values[column] = word === "" ? null : read(word, currencyOf(row, column));
      }
    }
    for (let i = 0; i < single.length; i++) {
      const { column, read } = single[i]!;
      values[column] = read(row[firstSingle + i], currencyOf(row, column));
    }
    return values;
  }

  async function* chunks(): AsyncIterable<unknown[][]> {
    // One statement reads all of it, which may take longer than any other.
    ctx.tx.send("set local statement_timeout = '30min'");
    for await (const rows of ctx.tx.stream(text, params.values, rowsAtOnce)) {
      for (let i = 0; i < rows.length; i++) rows[i] = valuesOf(rows[i]!);
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

/**
 * Words of a row as one text, by comma, nothing for null: half of what reading a row costs is counted by its values.
 * In slices: a function takes at most 100 arguments.
 */
function joined(words: Expression[]): string {
  const slices: string[] = [];
  for (let at = 0; at < words.length; at += 40)
    slices.push(
      `concat(${words
        .slice(at, at + 40)
        .map(({ sql }) => sql)
        .join(", ',', ")})`,
    );
  return `concat(${slices.join(", ',', ")})`;
}

type WordReader = (text: string, currency: string | null) => unknown;

/** From the text that PostgreSQL gives a column of the kind to the value on the wire. */
function wordReader({ kind, prefix, read }: Expression): WordReader {
  if (prefix) return repeated((text) => toPublicId(prefix, text));
  if (kind === "dateTime") return repeated(instantFromPg);
  if (kind === "boolean") return (text) => text === "t";
  if (kind === "money") return (text, currency) => read(Number(text), currency);
  return kind === "date" ? (text) => text : Number;
}

/** Neighbours often have the same stage, owner or moment: what was made for one serves the next. */
function repeated(make: (text: string) => string): WordReader {
  let [known, made] = ["", ""];
  return (text) => {
    if (text !== known) [known, made] = [text, make(text)];
    return made;
  };
}
