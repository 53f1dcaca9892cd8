// A row as `COPY … TO STDOUT` writes it: cells between tabs, `\\N` for null, and behind a backslash what would break the
// line. Cells stay bytes until somebody asks for one as text: most of a file is passed on as it comes.

const [tab, backslash, letterN] = [9, 92, 78];

export class Line {
  bytes: Buffer = Buffer.alloc(0);
  /** Where each cell begins and ends. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  private readonly hasEscape: Uint8Array;

  constructor(readonly cells: number) {
    this.starts = new Int32Array(cells);
    this.ends = new Int32Array(cells);
    this.hasEscape = new Uint8Array(cells);
  }

  /** Takes the next row; what was read of the one before is no longer good. */
  read(bytes: Buffer): this {
    const { starts, ends, hasEscape, cells } = this;
    this.bytes = bytes;
    // The last byte is the end of the line.
    const end = bytes.length - 1;
    let cell = 0;
    starts[0] = hasEscape[0] = 0;
    for (let at = 0; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === backslash) {
        hasEscape[cell] = 1;
        at++;
      } else if (byte === tab) {
        ends[cell++] = at;
        starts[cell] = at + 1;
        hasEscape[cell] = 0;
      }
    }
    ends[cell] = end;
    if (cell !== cells - 1) throw new Error(`a row of ${cells} cells came with ${cell + 1}`);
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
