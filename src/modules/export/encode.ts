// Rows as the bytes of a file: CSV, a JSON array, or one JSON object per line.
import { CsvEncoder } from "./csv";
import type { Line } from "./line";

export const exportFormats = ["csv", "json", "ndjson"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const contentTypes: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
  ndjson: "application/x-ndjson; charset=utf-8",
};

export type ExportColumn = {
  name: string;
  label: string;
  /**
   * How a cell of it looks in a line: a UUID, a time, minor units, a word that is its own text, any text, a JSON list,
   * or something that only `value` can read.
   */
  form: "id" | "instant" | "money" | "word" | "text" | "list" | "other";
  /** Of its ids, without the underscore. */
  prefix: string | null;
  /** Of an amount in this line. */
  decimals?: (line: Line) => number;
  /** What people see for it, where that is something else. */
  shown?: (value: unknown) => unknown;
  /** The value on the wire. */
  value: (line: Line, cell: number) => unknown;
};

/** Takes row by row, and answers a piece of the file whenever one is full. */
export type Encoder = {
  head: string;
  take(line: Line): string | Uint8Array | undefined;
  end(): string | Uint8Array;
};

export function encoderOf(format: ExportFormat, columns: ExportColumn[], withLabels: boolean): Encoder {
  if (format === "csv") return new CsvEncoder(columns, withLabels);
  return format === "json"
    ? new JsonEncoder(columns, ["[", "\n", ",\n", "\n]\n"])
    : new JsonEncoder(columns, ["", "", "\n", "\n"]);
}

const pieceLength = 64 * 1024;

class JsonEncoder implements Encoder {
  readonly head: string;
  private text = "";
  private isFirst = true;

  constructor(
    private readonly columns: ExportColumn[],
    private readonly marks: [head: string, first: string, between: string, end: string],
  ) {
    this.head = marks[0];
  }

  take(line: Line): string | undefined {
    this.text += this.marks[this.isFirst ? 1 : 2] + JSON.stringify(objectOf(this.columns, line));
    this.isFirst = false;
    if (this.text.length < pieceLength) return undefined;
    const full = this.text;
    this.text = "";
    return full;
  }

  end(): string {
    return this.text + (this.isFirst && this.head === "" ? "" : this.marks[3]);
  }
}

/** `account.name` is `{ "account": { "name": … } }`. */
function objectOf(columns: ExportColumn[], line: Line): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [i, { name, value }] of columns.entries()) {
    const path = name.split(".");
    const last = path.pop()!;
    let at = object;
    for (const step of path) {
      const next = at[step];
      const inner = typeof next === "object" && next !== null ? (next as Record<string, unknown>) : {};
      at[step] = inner;
      at = inner;
    }
    at[last] = value(line, i) ?? null;
  }
  return object;
}
