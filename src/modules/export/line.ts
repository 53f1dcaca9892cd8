// A row as `COPY … TO STDOUT` writes it: cells between tabs, `\\N` for null, and behind a backslash what would break the
// line. Cells stay bytes until somebody asks for one as text: most of a file is passed on as it comes.

const [tab, backslash, letterN, dot, plus] = [9, 92, 78, 46, 43];

/** How long a cell is known to be, which saves looking for its end: a UUID, or a time with three decimals. */
export const widthOf = { id: 36, instant: 26 } as const;

export class Line {
  bytes: Buffer = Buffer.alloc(0);
  /** Where each cell begins and ends. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  private readonly hasEscape: Uint8Array;

  constructor(
    readonly cells: number,
    /** For each cell its width, or 0. */
    private readonly widths = new Uint8Array(cells),
  ) {
    this.starts = new Int32Array(cells);
    this.ends = new Int32Array(cells);
    this.hasEscape = new Uint8Array(cells);
  }

  /** Takes the next row; what was read of the one before is no longer good. */
  read(bytes: Buffer): this {
    const { starts, ends, hasEscape, cells, widths } = this;
    this.bytes = bytes;
    // The last byte is the end of the line.
    const end = bytes.length - 1;
    let at = 0;
    for (let cell = 0; cell < cells; cell++) {
      starts[cell] = at;
      let escapes = 0;
      if (widths[cell] === widthOf.id && bytes[at] !== backslash) at += widthOf.id;
      else if (widths[cell] === widthOf.instant && bytes[at + 19] === dot && bytes[at + 23] === plus)
        at += widthOf.instant;
      else
        for (let byte = bytes[at]!; at < end && byte !== tab; byte = bytes[++at]!) {
          if (byte !== backslash) continue;
          escapes = 1;
          at++;
        }
      ends[cell] = at;
      hasEscape[cell] = escapes;
      const isLast = cell === cells - 1;
      if (isLast ? at !== end : at >= end || bytes[at] !== tab)
        throw new Error(`a row of ${cells} cells has another number of them`);
      at++;
    }
    return this;
  }

  isNull(cell: number): boolean {
    const start = this.starts[cell]!;
    return (
      this.ends[cell]! - start === 2 && this.bytes[start] === backslash && this.bytes[start + 1] === letterN
    );
  }

  /** Whether the bytes are not the text itself. */
  isEscaped(cell: number): boolean {
    return this.hasEscape[cell] === 1;
  }

  /** `known` itself when the cell says the same. */
  text(cell: number, known: string | null = null): string | null {
    if (known !== null && this.says(cell, known)) return known;
    if (this.isNull(cell)) return null;
    const text = this.bytes.toString("utf8", this.starts[cell], this.ends[cell]);
    return this.isEscaped(cell) ? text.replace(/\\(.)/g, unescaped) : text;
  }

  /** Of words: what needs more than one byte a letter, or a backslash, is never the same. */
  private says(cell: number, word: string): boolean {
    const start = this.starts[cell]!;
    if (this.ends[cell]! - start !== word.length) return false;
    for (let i = 0; i < word.length; i++)
      if (this.bytes[start + i] !== word.charCodeAt(i) || word.charCodeAt(i) > 127) return false;
    return !this.isEscaped(cell);
  }
}

const named: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
const unescaped = (_: string, letter: string): string => named[letter] ?? letter;
