// The rows of an import, read again from the stored file as often as needed: CSV, or one JSON row per line.
import { createInterface } from "node:readline";
import { fileSize, openFile, storeFile } from "@/platform/storage";
import { type CsvForm, columnNames, csvRows, decodeHead, type SourceRow, sniff } from "./decode";
import { convertedForm, csvOfJson, looksLikeJson } from "./json-file";
import type { ColumnProfile } from "./profile";

/** `isConverted`: made of a file of JSON records, whose lines say nothing. */
export type SourceForm =
  | { kind: "csv"; encoding: CsvForm["encoding"]; delimiter: string; isConverted?: true }
  | { kind: "json" };

/** One file of an import as it is stored. */
export type ImportFile = {
  sourceKey: string;
  fileName: string | null;
  form: SourceForm;
  columns: string[];
  profile?: ColumnProfile[];
};

export type StoredFiles = {
  source_key: string;
  file_name: string | null;
  form: SourceForm;
  columns: string[];
  files: ImportFile[];
};

/** The files of an import; those of before several could be one have theirs beside. */
export const filesOf = (row: StoredFiles): ImportFile[] =>
  row.files.length > 0
    ? row.files
    : [{ sourceKey: row.source_key, fileName: row.file_name, form: row.form, columns: row.columns }];

const headBytes = 64 * 1024;

/** Stores an upload; a file of JSON records becomes the CSV file that it stands for, and how that is read is answered. */
export async function storeSource(
  key: string,
  content: AsyncIterable<Buffer | string>,
  limitBytes: number,
  { encoding, fileName }: { encoding?: CsvForm["encoding"]; fileName?: string | undefined },
): Promise<typeof convertedForm | null> {
  await storeFile(key, content, limitBytes);
  const head = await readHead(key);
  if (!looksLikeJson(head, encoding, fileName)) return null;
  const form = sniff(head, encoding ? { encoding } : {});
  const bytes = () => openFile(key) as AsyncIterable<Buffer>;
  await storeFile(key, csvOfJson(bytes, form.encoding), limitBytes);
  return convertedForm;
}

export async function readHead(key: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of openFile(key, headBytes)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The first rows of a file's head; the last one may be cut off and is left out unless it is all there is. */
export async function rowsOfHead(head: Buffer, form: CsvForm, most: number): Promise<SourceRow[]> {
  const text = decodeHead(head, form.encoding);
  const rows: SourceRow[] = [];
  const utf8 = { encoding: "utf-8", delimiter: form.delimiter } as const;
  for await (const row of csvRows(once(Buffer.from(text)), utf8)) {
    rows.push(row);
    if (rows.length > most + 1) break;
  }
  return head.length >= headBytes && rows.length > 2 && rows.length <= most + 1 ? rows.slice(0, -1) : rows;
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

/** Column names of a stored file and what it looks like. */
export async function openSource(
  key: string,
  said: Partial<CsvForm>,
): Promise<{ form: SourceForm; columns: string[]; samples: SourceRow[] }> {
  const head = await readHead(key);
  const form = sniff(head, said);
  const [header, ...samples] = await rowsOfHead(head, form, 20);
  return {
    form: { kind: "csv", ...form },
    columns: header && header.cells.length > 0 ? columnNames(header.cells as string[]) : [],
    samples,
  };
}

async function* jsonRows(key: string, columns: readonly string[]): AsyncGenerator<SourceRow> {
  let row = 0;
  for await (const line of createInterface({ input: openFile(key), crlfDelay: Number.POSITIVE_INFINITY })) {
    row += 1;
    const object = JSON.parse(line) as Record<string, unknown>;
    yield { row, line: null, cells: columns.map((column) => object[column]), fault: null };
  }
}

/** All rows of data, in order. */
export async function* rowsOf(
  key: string,
  form: SourceForm,
  columns: readonly string[],
): AsyncGenerator<SourceRow> {
  if (form.kind === "json") {
    yield* jsonRows(key, columns);
    return;
  }
  for await (const row of csvRows(openFile(key) as AsyncIterable<Buffer>, form))
    if (row.row > 0) yield form.isConverted ? { ...row, line: null } : row;
}

/** The rows of several files, one file after the other, numbered through; `files` says which are read. */
export async function* rowsOfFiles(
  all: readonly ImportFile[],
  files: readonly number[],
): AsyncGenerator<SourceRow> {
  let before = 0;
  for (const file of files) {
    const { sourceKey, form, columns } = all[file]!;
    let last = before;
    for await (const row of rowsOf(sourceKey, form, columns)) {
      last = before + row.row;
      yield { ...row, row: last, file };
    }
    before = last;
  }
}

/** Below this a file's rows are kept in memory between the two times that they are read. */
const keptBytes = 2 * 1024 * 1024;
export const isSmall = async (key: string): Promise<boolean> => (await fileSize(key)) <= keptBytes;
