// Rows as CSV (RFC 4180, formulas neutralised), written as bytes: a file has millions of cells, and what is plain text on
// both sides needs not become a string between them. Everything else takes the way through `cell`, which is what is meant.
import { guarded } from "@/kernel/fields/formula-guard";
import { listText } from "@/kernel/fields/list-text";
import type { Encoder, ExportColumn } from "./encode";
import type { Line } from "./line";

const pieceBytes = 512 * 1024;
const [comma, quote, dash, dot, apostrophe, zero] = [44, 34, 45, 46, 39, 48];
const [plus, equals, atSign, upperT, upperZ, space] = [43, 61, 64, 84, 90, 32];

export class CsvEncoder implements Encoder {
  private out = Buffer.allocUnsafe(pieceBytes);
  private at = 0;
  private readonly prefixes: Buffer[];
  readonly head: string;

  private readonly columns: ExportColumn[];

  constructor(columns: ExportColumn[], withLabels: boolean) {
    this.columns = withLabels ? columns.map(asPeopleSeeIt) : columns;
    this.prefixes = columns.map(({ prefix }) => Buffer.from(prefix ? `${prefix}_` : ""));
    this.head = `${columns.map((one) => cell(withLabels ? one.label : one.name)).join(",")}\r\n`;
  }

  take(line: Line): Buffer | undefined {
    const full = this.reserve(mostBytes(line));
    let at = this.at;
    for (let i = 0; i < this.columns.length; i++) {
      if (i > 0) this.out[at++] = comma;
      const next = this.plain(line, i, at);
      at = next < 0 ? this.text(line, i, at) : next;
    }
    this.out[at++] = 13;
    this.out[at++] = 10;
    this.at = at;
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

  /** Writes a cell that is little more than its own bytes; answers where it ends, or -1 for any other. */
  private plain(line: Line, i: number, at: number): number {
    const start = line.starts[i]!;
    const end = line.ends[i]!;
    if (start === end || line.isNull(i)) return at;
    const { bytes } = line;
    const { out } = this;
    const column = this.columns[i]!;
    switch (column.form) {
      case "id":
        return copyId(
          bytes,
          start,
          end,
          out,
          copyPlain(this.prefixes[i]!, 0, this.prefixes[i]!.length, out, at),
        );
      case "word":
        return copyPlain(bytes, start, end, out, at);
      case "instant": {
        // `2026-01-24 10:30:00.123+00`; another number of decimals goes the long way.
        if (end - start !== 26 || bytes[start + 19] !== dot || bytes[start + 23] !== plus) return -1;
        const date = copyPlain(bytes, start, start + 10, out, at);
        out[date] = upperT;
        const time = copyPlain(bytes, start + 11, start + 23, out, date + 1);
        out[time] = upperZ;
        return time + 1;
      }
      case "money":
        return copyAmount(bytes, start, end, column.decimals?.(line) ?? 0, out, at);
      case "list":
        return end - start === 2 ? at : -1;
      case "text":
        if (line.isEscaped(i) || !isHarmless(bytes, start, end)) return -1;
        return needsQuotes(bytes, start, end)
          ? copyQuoted(bytes, start, end, out, at)
          : copyPlain(bytes, start, end, out, at);
      default:
        return -1;
    }
  }

  private text(line: Line, i: number, at: number): number {
    const text = cell(this.columns[i]!.value(line, i));
    // What is left of the row must find its place behind it.
    const needed = text.length * 3 + mostBytes(line);
    if (at + needed > this.out.length) {
      const larger = Buffer.allocUnsafe(at + needed);
      this.out.copy(larger, 0, 0, at);
      this.out = larger;
    }
    return at + this.out.write(text, at);
  }
}

/** Below labels stand labels: choices are written as they are called. */
const asPeopleSeeIt = (column: ExportColumn): ExportColumn => {
  const { shown, value } = column;
  return shown ? { ...column, form: "other", value: (line, cell) => shown(value(line, cell)) } : column;
};

function copyPlain(bytes: Buffer, start: number, end: number, out: Buffer, at: number): number {
  // A call into the runtime costs as much as some forty bytes.
  if (end - start > 40) return at + bytes.copy(out, at, start, end);
  for (let from = start; from < end; from++) out[at++] = bytes[from]!;
  return at;
}

function copyId(bytes: Buffer, start: number, end: number, out: Buffer, at: number): number {
  for (let from = start; from < end; from++) if (bytes[from] !== dash) out[at++] = bytes[from]!;
  return at;
}

function copyQuoted(bytes: Buffer, start: number, end: number, out: Buffer, at: number): number {
  out[at++] = quote;
  for (let from = start; from < end; from++) {
    if (bytes[from] === quote) out[at++] = quote;
    out[at++] = bytes[from]!;
  }
  out[at++] = quote;
  return at;
}

/** Minor units as the number that they are: `1050` with two decimals is `10.5`. */
function copyAmount(
  bytes: Buffer,
  start: number,
  end: number,
  decimals: number,
  out: Buffer,
  at: number,
): number {
  let from = start;
  if (bytes[from] === dash) out[at++] = bytes[from++]!;
  const point = end - decimals;
  if (point <= from) out[at++] = zero;
  while (from < point) out[at++] = bytes[from++]!;
  let last = end;
  while (last > from && bytes[last - 1] === zero) last--;
  if (last === from) return at;
  out[at++] = dot;
  for (let gap = point; gap < from; gap++) out[at++] = zero;
  while (from < last) out[at++] = bytes[from++]!;
  return at;
}

/** What the cells of a row can become as they are: quotes doubled, a prefix, a comma and quotes around each. */
const mostBytes = (line: Line): number => line.bytes.length * 2 + 40 * line.cells + 2;

/** Neither a formula, nor a space that somebody could take away, nor a letter that may be one: plain ASCII at both ends. */
function isHarmless(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start]!;
  const last = bytes[end - 1]!;
  if (first <= space || first > 126 || last <= space || last > 126) return false;
  return !(first === equals || first === plus || first === dash || first === atSign || first === apostrophe);
}

function needsQuotes(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === comma || bytes[at] === quote) return true;
  return false;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  // A number is no formula, whatever its sign.
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = guarded(
    Array.isArray(value) ? listText(value) : typeof value === "string" ? value : JSON.stringify(value),
  );
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
