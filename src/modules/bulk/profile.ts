// What the columns of a file hold: samples, the values of those that have few, how dates and numbers are written, and
// the kind of field that would fit where there is none yet.
import { z } from "zod";
import { fieldKinds } from "@/kernel/fields/descriptor";
import type { SourceRow } from "./decode";
import {
  dateFormats,
  FormatEvidence,
  isLocalTime,
  looksLikeDate,
  looksLikeMoment,
  numberFormats,
  readNumber,
} from "./formats";

export const ColumnProfile = z.strictObject({
  samples: z.array(z.string()).meta({ description: "Some of its values", examples: [["Won", "Lost"]] }),
  filled: z.int().meta({ description: "How many of the rows looked at have a value", examples: [8800] }),
  kind: z.enum(fieldKinds).meta({ description: "What its values look like", examples: ["select"] }),
  values: z
    .array(
      z.strictObject({
        value: z.string().meta({ description: "One of its values", examples: ["Won"] }),
        rows: z.int().meta({ description: "How many rows have it", examples: [4238] }),
      }),
    )
    .nullable()
    .meta({ description: "All its values, the most frequent first; null where there are too many" }),
  dateFormat: z
    .enum(dateFormats)
    .nullable()
    .meta({ description: "The order of day, month and year that its dates show; null when they show none" }),
  isDateAmbiguous: z.boolean().meta({
    description: "Whether its dates may be read with the day first or with the month first",
    examples: [false],
  }),
  localTime: z
    .string()
    .nullable()
    .meta({
      description: "One of its dates with a time of day that names no zone; null when none is like that",
      examples: ["2025-03-10 14:30"],
    }),
  numberFormat: z
    .enum(numberFormats)
    .nullable()
    .meta({ description: "What its decimals follow; null when its numbers show none" }),
});
export type ColumnProfile = z.output<typeof ColumnProfile>;

/** Enough to know what a column holds; the plan looks at every row. */
const mostRows = 20_000;
const mostValues = 60;
const sampleCount = 5;
const sampleLength = 200;

const words = new Set(["true", "false", "yes", "no", "y", "n", "on", "off", "ja", "nein", "oui", "non"]);
const patterns: { kind: ColumnProfile["kind"]; test: RegExp }[] = [
  { kind: "email", test: /^[^@\s]+@[^@\s]+\.[^@\s]+$/ },
  { kind: "url", test: /^(https?:\/\/|www\.)\S+$/i },
  // With a sign, a bracket or groups: digits alone may be any number.
  { kind: "phone", test: /^(\+\d|00\d|\(\d{2,5}\)\s?\d|0\d{1,4}[\s/-]\d)[\d\s()./-]{4,}$/ },
];

class Column {
  private readonly counts = new Map<string, number>();
  private isVaried = false;
  private filled = 0;
  private longest = 0;
  private readonly samples: string[] = [];
  private localTime: string | null = null;
  private readonly evidence = new FormatEvidence();
  /** Kinds that every value so far may be. */
  private like = new Set<string>([
    "boolean",
    "date",
    "dateTime",
    "integer",
    "number",
    "money",
    ...patterns.map((p) => p.kind),
  ]);

  add(cell: string): void {
    const text = cell.trim();
    if (text === "") return;
    this.filled += 1;
    this.longest = Math.max(this.longest, text.length);
    if (this.samples.length < sampleCount && !this.samples.includes(text)) this.samples.push(text);
    if (!this.isVaried && text.length <= sampleLength) {
      this.counts.set(text, (this.counts.get(text) ?? 0) + 1);
      if (this.counts.size > mostValues) this.isVaried = true;
    }
    if (text.length > 60) this.like.clear();
    for (const kind of this.like) if (!isLike(kind, text)) this.like.delete(kind);
    if (this.localTime === null && isLocalTime(text)) this.localTime = text;
    if (this.like.has("date") || this.like.has("dateTime")) this.evidence.date(text);
    if (this.like.has("number") || this.like.has("money")) this.evidence.number(text);
  }

  private get kind(): ColumnProfile["kind"] {
    if (this.filled === 0) return "text";
    const found = (
      ["boolean", "date", "dateTime", "phone", "integer", "number", "money", "email", "url"] as const
    ).find((kind) => this.like.has(kind));
    if (found) return found;
    if (this.longest > 200) return "longText";
    const isChoice =
      !this.isVaried && this.counts.size <= 20 && this.counts.size * 3 <= this.filled && this.longest <= 60;
    return isChoice ? "select" : "text";
  }

  get profile(): ColumnProfile {
    const { kind, evidence } = this;
    const isDate = this.filled > 0 && (this.like.has("date") || this.like.has("dateTime"));
    return {
      samples: this.samples.map((text) => text.slice(0, sampleLength).toWellFormed()),
      filled: this.filled,
      kind,
      values: this.isVaried
        ? null
        : [...this.counts]
            .sort((a, b) => b[1] - a[1])
            .map(([value, rows]) => ({ value: value.toWellFormed(), rows })),
      dateFormat: isDate ? (evidence.dateFormat ?? null) : null,
      isDateAmbiguous: isDate && evidence.isDateAmbiguous,
      localTime: this.localTime,
      numberFormat: evidence.numberFormat ?? null,
    };
  }
}

function isLike(kind: string, text: string): boolean {
  switch (kind) {
    case "boolean":
      return words.has(text.toLowerCase());
    case "date":
      return looksLikeDate(text);
    case "dateTime":
      return looksLikeMoment(text);
    case "integer":
      return /^-?(0|[1-9]\d{0,14})$/.test(text);
    case "number":
      return /^-?[\d.,\s'’]+$/.test(text) && readNumber(text) !== undefined;
    case "money":
      return readNumber(text) !== undefined;
    default:
      return patterns.find((one) => one.kind === kind)?.test.test(text) ?? false;
  }
}

/** Looks at the beginning of a file; one profile for each column. */
export async function profileOf(
  columns: readonly string[],
  rows: AsyncIterable<SourceRow>,
): Promise<ColumnProfile[]> {
  const found = columns.map(() => new Column());
  let seen = 0;
  for await (const { cells, fault } of rows) {
    if (fault) continue;
    for (const [i, column] of found.entries()) column.add(String(cells[i] ?? ""));
    seen += 1;
    if (seen >= mostRows) break;
  }
  return found.map((column) => column.profile);
}
