// The rows of an export: one statement in the tenant's transaction, read as it answers, so that the file is one
// moment's truth and the memory that it takes does not grow with it.
import { currencyDecimals, optionText } from "@/kernel/fields";
import { toPublicId } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { Params, type RecordQuery } from "@/kernel/query";
import { type Expression, orderOf, type RecordType, whereOf } from "@/kernel/records";
import { instantFromPg } from "@/platform/database/values";
import { exportColumns } from "./columns";
import type { ExportColumn } from "./encode";
import { Line, widthOf } from "./line";

export type ExportRows = {
  columns: ExportColumn[];
  /** Gives row by row to `take`, and yields what it answers. A line is good until `take` returns. */
  read: <T>(take: (line: Line) => T | undefined) => AsyncIterable<T>;
};

/** `query` is resolved. Only what may be both read and exported. */
export async function exportRows(
  ctx: Ctx,
  type: RecordType,
  query: RecordQuery,
  asked: string[] | undefined,
  forPeople: boolean,
): Promise<ExportRows> {
  const params = new Params();
  const { columns, joins } = await exportColumns(ctx, type, params, asked, forPeople);
  const order = orderOf(ctx, type, query.sort, params);
  const where = whereOf(ctx, type, query, params, `${type.resource}:export`);
  const readable = whereOf(
    ctx,
    type,
    { search: "", condition: { kind: "and", of: [] } },
    params,
    `${type.resource}:read`,
  );
  const cells = columns.map(cellOf);
  const currencyAt = columns.map(({ currency }) => (currency ? cells.push(currency) - 1 : -1));
  const text = `select ${cells.join(", ")} from ${type.tableName} t${joins}${order.join} where ${where} and ${readable} order by ${order.by}`;
  const shown = columns.map((one, i) => columnOf(one, currencyAt[i]!));
  const widths = shown.map(({ form }) => (form === "id" || form === "instant" ? widthOf[form] : 0));
  const line = new Line(
    cells.length,
    Uint8Array.from(cells, (_, i) => widths[i] ?? 0),
  );

  async function* read<T>(take: (line: Line) => T | undefined): AsyncIterable<T> {
    // One statement reads all of it, which may take longer than any other.
    ctx.tx.send("set local statement_timeout = '30min'");
    yield* ctx.tx.copyOut(text, params.values, (bytes) => take(line.read(bytes)));
  }
  return { columns: shown, read };
}

const texts: Expression["kind"][] = ["text", "longText", "select", "url", "email", "phone"];
const words: Expression["kind"][] = ["dateTime", "date", "boolean", "integer", "number", "money"];

/** Whether the text of its cell says all; the others come as JSON, which knows its own types. */
const isTyped = ({ isColumn, isList, prefix, kind }: Expression): boolean =>
  isColumn && !isList && (prefix !== null || texts.includes(kind) || words.includes(kind));

/** What is asked of the database for a column. */
function cellOf(expression: Expression): string {
  if (!isTyped(expression)) return `to_json(${expression.sql})`;
  // As words, `t` and `f` otherwise.
  return expression.kind === "boolean" ? `${expression.sql}::text` : expression.sql;
}

function columnOf(expression: Expression, currencyCell: number): ExportColumn {
  const { name, label, prefix, options } = expression;
  const [form, read] = isTyped(expression) ? typedReader(expression) : jsonReader(expression);
  let currency: string | null = null;
  let decimals = currencyDecimals("");
  const currencyIn = (line: Line): string | null => {
    // Neighbours mostly have the same currency: it is not made anew.
    const next = currencyCell < 0 ? null : line.text(currencyCell, currency);
    if (next !== currency) decimals = currencyDecimals(next ?? "");
    currency = next;
    return currency;
  };
  return {
    name,
    label,
    prefix,
    form,
    ...(options.length > 0 ? { shown: optionText(options) } : {}),
    decimals: (line) => {
      currencyIn(line);
      return decimals;
    },
    value: (line, cell) => {
      const text = line.text(cell);
      return text === null ? null : read(text, currencyIn(line));
    },
  };
}

type Reader = [form: ExportColumn["form"], read: (text: string, currency: string | null) => unknown];

function typedReader({ kind, prefix, read }: Expression): Reader {
  if (prefix) return ["id", (text) => toPublicId(prefix, text)];
  if (kind === "dateTime") return ["instant", instantFromPg];
  if (kind === "integer") return ["word", Number];
  if (kind === "date") return ["word", (text) => text];
  if (kind === "boolean") return ["word", (text) => text === "true"];
  if (kind === "money") return ["money", (text, currency) => read(Number(text), currency)];
  return kind === "number" ? ["other", Number] : ["text", (text) => text];
}

/** Times of JSON end in an offset, ours in Z. */
function jsonReader({ kind, isList, read }: Expression): Reader {
  return [
    isList ? "list" : "other",
    (text, currency) => {
      const value: unknown = JSON.parse(text);
      const isTime = kind === "dateTime" && typeof value === "string";
      return read(isTime ? new Date(value).toISOString() : value, currency);
    },
  ];
}
