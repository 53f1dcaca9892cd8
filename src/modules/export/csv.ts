// Rows as CSV (RFC 4180, formulas neutralised), written as bytes: a file has millions of cells, and what is plain text on
// both sides needs not become a string between them. Everything else takes the way through `cell`, which is what is meant.
import { guarded } from "@/kernel/fields/formula-guard";
import { listText } from "@/kernel/fields/list-text";
import type { Encoder, ExportColumn } from "./encode";
import type { Line } from "./line";

const pieceBytes = 128 * 1024;
const [comma, quote, dash, dot, zero, nine, upperT, upperZ] = [44, 34, 45, 46, 48, 57, 84, 90];

export class CsvEncoder implements Encoder {
  private out = Buffer.allocUnsafe(pieceBytes);
  private at = 0;
  private readonly prefixes: Buffer[];
  readonly head: string;

  constructor(
    private readonly columns: ExportColumn[],
    withLabels: boolean,
  ) {
    this.prefixes = columns.map(({ prefix }) => Buffer.from(prefix ? `${prefix}_` : ""));
    this.head = `${columns.map((one) => cell(withLabels ? one.label : one.name)).join(",")}\r\n`;
  }

  take(line: Line): Buffer | undefined {
    const full = this.reserve(mostBytes(line));
    for (let i = 0; i < this.columns.length; i++) {
      if (i > 0) this.out[this.at++] = comma;
      if (!this.wrotePlain(line, i)) this.writeText(this.columns[i]!, line, i);
    }
    this.out[this.at++] = 13;
    this.out[this.at++] = 10;
    return full;
  }

  end(): Buffer {
    return this.out.subarray(0, this.at);
  }

  /** Makes room; answers the piece that had to make way. */
  private reserve(bytes: number): Buffer | undefined {
    if (this.at + bytes <= this.out.length) return undefined;
    const full = this.out.subarray(0, this.at);
    this.out = Buffer.allocUnsafe(Math.max(pieceBytes, bytes));
    this.at = 0;
    return full;
  }

  /** False when the cell is more than its own bytes. */
  private wrotePlain(line: Line, i: number): boolean {
    const start = line.starts[i]!;
    const end = line.ends[i]!;
    if (start === end || line.isNull(i)) return true;
    const { bytes } = line;
    switch (this.columns[i]!.form) {
      case "id":
        this.at += this.prefixes[i]!.copy(this.out, this.at);
        for (let at = start; at < end; at++) if (bytes[at] !== dash) this.out[this.at++] = bytes[at]!;
        return true;
      case "word":
        this.copy(bytes, start, end);
        return true;
      case "instant":
        // `2026-01-24 10:30:00.123+00`; another number of decimals goes the long way.
        if (end - start !== 26 || bytes[start + 19] !== dot || bytes[start + 23] !== 43) return false;
        this.copy(bytes, start, start + 23);
        this.out[this.at - 13] = upperT;
        this.out[this.at++] = upperZ;
        return true;
      case "list":
        return end - start === 2;
      case "text":
        if (line.isEscaped(i) || !isHarmless(bytes, start, end)) return false;
        if (needsQuotes(bytes, start, end)) this.copyQuoted(bytes, start, end);
        else this.copy(bytes, start, end);
        return true;
      default:
        return false;
    }
  }

  private copy(bytes: Buffer, start: number, end: number): void {
    // A call into the runtime costs as much as some forty bytes.
    if (end - start > 40) this.at += bytes.copy(this.out, this.at, start, end);
    else for (let at = start; at < end; at++) this.out[this.at++] = bytes[at]!;
  }

  private copyQuoted(bytes: Buffer, start: number, end: number): void {
    const { out } = this;
    out[this.at++] = quote;
    for (let at = start; at < end; at++) {
      if (bytes[at] === quote) out[this.at++] = quote;
      out[this.at++] = bytes[at]!;
    }
    out[this.at++] = quote;
  }

  private writeText(column: ExportColumn, line: Line, i: number): void {
    const text = cell(column.value(line, i));
    // What is left of the row must find its place behind it.
    const needed = text.length * 3 + mostBytes(line);
    if (this.at + needed > this.out.length) {
      const larger = Buffer.allocUnsafe(this.at + needed);
      this.out.copy(larger, 0, 0, this.at);
      this.out = larger;
    }
    this.at += this.out.write(text, this.at);
  }
}

/** What the cells of a row can become as they are: quotes doubled, a prefix, a comma and quotes around each. */
const mostBytes = (line: Line): number => line.bytes.length * 2 + 40 * line.cells + 2;

/** Letters or digits at both ends: neither a formula, nor a space that somebody could take away. */
const isHarmless = (bytes: Buffer, start: number, end: number): boolean =>
  isAlphanumeric(bytes[start]!) && isAlphanumeric(bytes[end - 1]!);

function needsQuotes(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === comma || bytes[at] === quote) return true;
  return false;
}

const isAlphanumeric = (byte: number): boolean =>
  (byte >= zero && byte <= nine) || ((byte | 32) >= 97 && (byte | 32) <= 122);

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  // A number is no formula, whatever its sign.
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = guarded(
    Array.isArray(value) ? listText(value) : typeof value === "string" ? value : JSON.stringify(value),
  );
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
