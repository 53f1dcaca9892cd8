// A file of JSON records (an array, or one after the other as in NDJSON) becomes the CSV file that an export of the same
// records would be, so that everything behind the upload knows one form of file. Nested values get dotted names.
import { JSONParser, TokenType } from "@streamparser/json";
import { AppError, invalidField } from "@/kernel/errors";
import { guarded } from "@/kernel/fields/formula-guard";
import { listText } from "@/kernel/fields/list-text";
import { type CsvForm, decodedText, decodeHead, mostRowBytes, sniff } from "./decode";

/** What a converted file is read as. */
export const convertedForm = { kind: "csv", encoding: "utf-8", delimiter: ",", isConverted: true } as const;

const mostColumns = 5000;
/** Deeper ones would have names that nobody can read, and are taken for an attack. */
const mostDepth = 100;

/**
 * What its name calls JSON is read as JSON, and refused if it is none. Else its beginning tells: a header in brackets is
 * a column of a CSV file; a record in braces is none.
 */
export function looksLikeJson(head: Buffer, said?: CsvForm["encoding"], fileName?: string): boolean {
  if (/\.(json|jsonl|ndjson)$/i.test(fileName ?? "")) return true;
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

/**
 * The objects of the outermost level, in a list or one after the other, without ever holding more than a piece of the
 * file has.
 */
async function* jsonRecords(
  bytes: AsyncIterable<Buffer>,
  encoding: CsvForm["encoding"],
): AsyncGenerator<Record<string, unknown>> {
  let reader: ReturnType<typeof recordReader> | undefined;
  for await (const text of decodedText(bytes, encoding)) {
    const first = reader ? undefined : /\S/.exec(text)?.[0];
    if (first) reader = recordReader(first === "[");
    if (!reader) continue;
    const failure = reader.read(text);
    yield* reader.ready.splice(0);
    if (failure) throw failure;
  }
  const failure = reader?.end();
  if (reader) yield* reader.ready.splice(0);
  if (failure) throw failure;
}

/** Gathers the whole records in `ready`; a failure is answered, as the records before it are still good. */
function recordReader(isList: boolean) {
  const ready: Record<string, unknown>[] = [];
  let count = 0;
  let size = 0;
  let depth = 0;
  const parser = new JSONParser({
    paths: [isList ? "$.*" : "$"],
    keepStack: false,
    // Texts are put together in pieces of this many bytes rather than letter by letter: half the time.
    stringBufferSize: 4096,
    ...(isList ? {} : { separator: "" }),
  });
  parser.onToken = ({ token }) => {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth++;
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth--;
    if (depth > mostDepth)
      throw unreadable(`Record ${count + 1} is nested more than ${mostDepth} levels deep`);
  };
  parser.onValue = ({ value }) => {
    if (!isPlain(value)) throw unreadable(`Record ${count + 1} is not a JSON object`);
    ready.push(value);
    count++;
    size = 0;
  };
  const failureOf = (work: () => void, otherwise: () => string): unknown => {
    try {
      work();
    } catch (error) {
      return error instanceof AppError ? error : unreadable(otherwise());
    }
  };
  return {
    ready,
    read: (text: string): unknown => {
      size += text.length;
      const failure = failureOf(
        () => parser.write(text),
        () => `Record ${count + 1} cannot be read as JSON`,
      );
      return size > mostRowBytes ? unreadable(`Record ${count + 1} is larger than 16 MB`) : failure;
    },
    end: (): unknown =>
      parser.isEnded
        ? undefined
        : failureOf(
            () => parser.end(),
            () =>
              isList && depth === 1
                ? `The file ends after record ${count}, before its list does`
                : `The file ends in the middle of record ${count + 1}`,
          ),
  };
}
