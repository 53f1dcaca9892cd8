// From bytes to rows: the encoding and the delimiter are found out, and a row that cannot be read is a row with a
// fault, never the end of the import.
import { StringDecoder } from "node:string_decoder";
import { CsvError, parse } from "csv-parse";
import { unguarded } from "@/kernel/fields/formula-guard";

export type CsvForm = { encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"; delimiter: string };

const delimiters = [",", ";", "\t", "|"];
/** One cell or one row larger than this is not read. */
export const mostRowBytes = 16 * 1024 * 1024;

function encodingOf(head: Buffer): CsvForm["encoding"] {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  // Without a mark: every other byte of plain text in UTF-16 is zero.
  const sample = head.subarray(0, 1000);
  const zeros = (start: number) => sample.filter((byte, i) => i % 2 === start && byte === 0).length;
  if (sample.length >= 8 && zeros(1) > sample.length / 4) return "utf-16le";
  if (sample.length >= 8 && zeros(0) > sample.length / 4) return "utf-16be";
  // The head may end inside a character: the decoder keeps those bytes back.
  const text = new StringDecoder("utf8").write(head);
  return text.includes("\ufffd") && !head.includes(Buffer.from("\ufffd")) ? "windows-1252" : "utf-8";
}

/** The delimiter that splits the first lines into the most columns, equally many in each. */
function delimiterOf(text: string): string {
  const lines: string[] = [];
  let line = "";
  let isQuoted = false;
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (char === "\n" || char === "\r")) {
      if (line.trim()) lines.push(line);
      line = "";
      if (lines.length >= 20) break;
      continue;
    }
    if (!isQuoted) line += char;
  }
  if (line.trim() && lines.length < 20) lines.push(line);
  let best = ",";
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const counts = lines.map((one) => one.split(delimiter).length - 1);
    const first = counts[0] ?? 0;
    const score = first * (counts.filter((count) => count === first).length / Math.max(1, counts.length));
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

export function decodeHead(head: Buffer, encoding: CsvForm["encoding"]): string {
  return new TextDecoder(encoding).decode(head, { stream: true });
}

/** What the file looks like, from its first bytes; what the caller says is taken as said. */
export function sniff(head: Buffer, said: Partial<CsvForm> = {}): CsvForm {
  const encoding = said.encoding ?? encodingOf(head);
  return { encoding, delimiter: said.delimiter ?? delimiterOf(decodeHead(head, encoding)) };
}

export type Fault = { code: string; message: string };
/** One row of the file: `row` counts rows of data from 1, `line` is where it begins. */
export type SourceRow = {
  row: number;
  line: number | null;
  cells: readonly unknown[];
  fault: Fault | null;
  /** Which file of the import it is in; the first one when absent. */
  file?: number;
};

export async function* decodedText(
  bytes: AsyncIterable<Buffer>,
  encoding: CsvForm["encoding"],
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

const lineBreaks = (cells: readonly string[]): number => {
  let breaks = 0;
  for (const cell of cells) {
    if (cell.includes("\n") || cell.includes("\r")) breaks += cell.split(/\r\n|\r|\n/).length - 1;
  }
  return breaks;
};

/** Names of the columns, each once: an empty header is `Column 3`, a repeated one `Name (2)`. */
export function columnNames(header: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return header.map((cell, i) => {
    const name = cell.trim() || `Column ${i + 1}`;
    const n = (seen.get(name) ?? 0) + 1;
    seen.set(name, n);
    return n === 1 ? name : `${name} (${n})`;
  });
}

type Parsed = { cells: string[]; emptyLines: number };

/** The records of a text as they come; a fault is thrown only after every record before it was handed out. */
async function* records(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<Parsed> {
  const ready: Parsed[] = [];
  const parser = parse({
    bom: true,
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: mostRowBytes,
    // Taken here and not from the stream, which forgets what it holds when a later record has a fault.
    on_record: (cells: string[], { empty_lines }) => {
      ready.push({ cells, emptyLines: empty_lines });
      return null;
    },
  });
  let failure: Error | undefined;
  parser.on("error", (error) => {
    failure = error;
  });
  parser.resume();
  try {
    for await (const chunk of text) {
      await new Promise<void>((resolve) => parser.write(chunk, () => resolve()));
      yield* ready.splice(0);
      if (failure) throw failure;
    }
    await new Promise<void>((resolve) => {
      parser.once("close", resolve);
      parser.end();
    });
    yield* ready.splice(0);
    if (failure) throw failure;
  } finally {
    parser.destroy();
  }
}

/** The rows of a CSV file; the first is the header, as row 0. */
export async function* csvRows(bytes: AsyncIterable<Buffer>, form: CsvForm): AsyncGenerator<SourceRow> {
  let row = -1;
  let lines = 0;
  let width = 0;
  let emptyBefore = 0;
  try {
    for await (const { cells, emptyLines } of records(decodedText(bytes, form.encoding), form.delimiter)) {
      emptyBefore = emptyLines;
      const line = lines + emptyLines + 1;
      lines += 1 + lineBreaks(cells);
      if (cells.every((cell) => cell.trim() === "")) continue;
      row += 1;
      if (row === 0) width = cells.length;
      const hasExtra = cells.slice(width).some((cell) => cell.trim() !== "");
      const isWrong = cells.length < width || hasExtra;
      const message = `The row has ${cells.length} columns, the header ${width}`;
      yield {
        row,
        line,
        cells: cells.map(unguarded),
        fault: isWrong ? { code: "WRONG_COLUMN_COUNT", message } : null,
      };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { row: row + 1, line: lines + emptyBefore + 1, cells: [], fault: faultOf(error) };
  }
}

const faultOf = (error: CsvError): Fault =>
  error.code === "CSV_QUOTE_NOT_CLOSED"
    ? {
        code: "QUOTE_NOT_CLOSED",
        message: "A quotation mark that opens here is never closed; nothing after it can be read",
      }
    : {
        code: "UNREADABLE",
        message:
          error.code === "CSV_MAX_RECORD_SIZE"
            ? "A row is larger than 16 MB; nothing after it can be read"
            : "From here on the file cannot be read as CSV",
      };
