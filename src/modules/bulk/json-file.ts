// A file of JSON records (an array, or one after the other as in NDJSON) becomes the CSV file that an export of the same
// records would be, so that everything behind the upload knows one form of file. Nested values get dotted names.
import { AppError, invalidField } from "@/kernel/errors";
import { guarded } from "@/kernel/fields/formula-guard";
import { listText } from "@/kernel/fields/list-text";
import { type CsvForm, decodedText, decodeHead, mostRowBytes, sniff } from "./decode";

/** What a converted file is read as. */
export const convertedForm = { kind: "csv", encoding: "utf-8", delimiter: ",", isConverted: true } as const;

const mostColumns = 5000;

/** A header in brackets is a column of a CSV file; a record in braces is none. */
export function looksLikeJson(head: Buffer, said?: CsvForm["encoding"]): boolean {
  const { encoding } = sniff(head, said ? { encoding: said } : {});
  return /^\ufeff?\s*(?:\[\s*)?\{\s*(?:"|\}|$)|^\ufeff?\s*\[\s*\]\s*$/.test(decodeHead(head, encoding));
}

type Bytes = () => AsyncIterable<Buffer>;

/** The bytes are read twice: which columns there are is known only at the end. */
export async function* csvOfJson(bytes: Bytes, encoding: CsvForm["encoding"]): AsyncGenerator<string> {
  const columns = new Set<string>();
  for await (const record of jsonRecords(bytes(), encoding)) {
    for (const [name] of flat(record)) columns.add(name);
    if (columns.size > mostColumns)
      throw unreadable(`The records have more than ${mostColumns.toLocaleString("en")} different fields`);
  }
  if (columns.size === 0) throw invalidField("file", "The file holds no records", "EMPTY_FILE");
  const names = [...columns];
  yield lineOf(names);
  for await (const record of jsonRecords(bytes(), encoding)) {
    const values = new Map(flat(record));
    yield lineOf(names.map((name) => values.get(name)));
  }
}

/** The same for the beginning of a file: as many whole records as it holds, at most `most`. */
export async function csvOfJsonHead(
  head: Buffer,
  said: CsvForm["encoding"] | undefined,
  most: number,
): Promise<Buffer> {
  const { encoding } = sniff(head, said ? { encoding: said } : {});
  const records: Record<string, unknown>[] = [];
  async function* bytes() {
    yield head;
  }
  try {
    for await (const record of jsonRecords(bytes(), encoding)) if (records.push(record) >= most) break;
  } catch (error) {
    // The last record is cut off with the head.
    if (!(error instanceof AppError) || records.length === 0) throw error;
  }
  const rows = records.map((record) => new Map(flat(record)));
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  return Buffer.from(
    [lineOf(names), ...rows.map((row) => lineOf(names.map((name) => row.get(name))))].join(""),
  );
}

const unreadable = (message: string) => invalidField("file", message, "UNREADABLE");

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `{ account: { name } }` is `account.name`. */
function* flat(record: Record<string, unknown>, before = ""): Generator<[name: string, value: unknown]> {
  for (const [key, value] of Object.entries(record)) {
    if (isPlain(value)) yield* flat(value, `${before}${key}.`);
    else yield [before + key, value];
  }
}

const lineOf = (values: unknown[]): string => `${values.map(cellOf).join(",")}\r\n`;

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = guarded(Array.isArray(value) ? listText(value) : String(value));
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const [quote, backslash, open, close, listOpen, listClose] = [34, 92, 123, 125, 91, 93];
const between = /[\s,\]]/;

/** The objects of the outermost level, one after the other, without ever holding more than one. */
async function* jsonRecords(
  bytes: AsyncIterable<Buffer>,
  encoding: CsvForm["encoding"],
): AsyncGenerator<Record<string, unknown>> {
  let text = "";
  let at = 0;
  let depth = 0;
  let isQuoted = false;
  let isList = false;
  let count = 0;
  for await (const chunk of decodedText(bytes, encoding)) {
    text += chunk;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (isQuoted) {
        if (code === backslash) at++;
        else if (code === quote) isQuoted = false;
      } else if (depth === 0) {
        const isBefore = count === 0 && code === listOpen && !isList;
        if (isBefore) isList = true;
        if (code === listClose) isList = false;
        if (code === open) {
          text = text.slice(at);
          at = 0;
          depth = 1;
        } else if (!isBefore && !between.test(text[at]!)) {
          throw unreadable(`Record ${count + 1} is not a JSON object`);
        }
      } else if (code === quote) isQuoted = true;
      else if (code === open || code === listOpen) depth++;
      else if (code === close || code === listClose) {
        depth--;
        if (depth > 0) continue;
        count++;
        yield recordOf(text.slice(0, at + 1), count);
        text = text.slice(at + 1);
        at = -1;
      }
    }
    if (text.length > mostRowBytes) throw unreadable(`Record ${count + 1} is larger than 16 MB`);
  }
  if (depth > 0) throw unreadable(`The file ends in the middle of record ${count + 1}`);
  if (isList) throw unreadable(`The file ends after record ${count}, before its list does`);
}

function recordOf(text: string, number: number): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unreadable(`Record ${number} cannot be read as JSON`);
  }
}
