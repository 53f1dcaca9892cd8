// Rows as the bytes of a file: CSV (RFC 4180, formulas neutralised), a JSON array, or one JSON object per line.
import { guarded } from "@/kernel/fields/formula-guard";
import { listText } from "@/kernel/fields/list-text";

export const exportFormats = ["csv", "json", "ndjson"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const contentTypes: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
  ndjson: "application/x-ndjson; charset=utf-8",
};

export type ExportHeader = {
  name: string;
  label: string;
  /** Whether its text is a word whatever it says: neither quotes nor a guard are needed. */
  isWord: boolean;
};
/** Rows as long as the header, or longer. */
type Values = AsyncIterable<unknown[][]>;

export function encode(
  format: ExportFormat,
  header: ExportHeader[],
  withLabels: boolean,
  chunks: Values,
): AsyncIterable<string> {
  if (format === "csv") return csv(header, withLabels, chunks);
  return format === "json" ? json(header, chunks) : ndjson(header, chunks);
}

async function* csv(header: ExportHeader[], withLabels: boolean, chunks: Values): AsyncIterable<string> {
  yield `${header.map((one) => cell(withLabels ? one.label : one.name)).join(",")}\r\n`;
  const cells = header.map(({ isWord }) => (isWord ? word : cell));
  for await (const rows of chunks) {
    const lines: string[] = [];
    for (const row of rows) {
      const line: string[] = [];
      for (let i = 0; i < cells.length; i++) line.push(cells[i]!(row[i]));
      lines.push(line.join(","));
    }
    lines.push("");
    yield lines.join("\r\n");
  }
}

const word = (value: unknown): string => (value === null || value === undefined ? "" : String(value));

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  // A number is no formula, whatever its sign.
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = guarded(
    Array.isArray(value) ? listText(value) : typeof value === "string" ? value : JSON.stringify(value),
  );
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function* json(header: ExportHeader[], chunks: Values): AsyncIterable<string> {
  let isFirst = true;
  yield "[";
  for await (const rows of chunks) {
    for (const row of rows) {
      yield `${isFirst ? "\n" : ",\n"}${JSON.stringify(objectOf(header, row))}`;
      isFirst = false;
    }
  }
  yield "\n]\n";
}

async function* ndjson(header: ExportHeader[], chunks: Values): AsyncIterable<string> {
  for await (const rows of chunks)
    yield rows.map((row) => `${JSON.stringify(objectOf(header, row))}\n`).join("");
}

/** `account.name` is `{ "account": { "name": … } }`. */
function objectOf(header: ExportHeader[], row: unknown[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [i, { name }] of header.entries()) {
    const path = name.split(".");
    const last = path.pop()!;
    let at = object;
    for (const step of path) {
      const next = at[step];
      const inner = typeof next === "object" && next !== null ? (next as Record<string, unknown>) : {};
      at[step] = inner;
      at = inner;
    }
    at[last] = row[i] ?? null;
  }
  return object;
}
