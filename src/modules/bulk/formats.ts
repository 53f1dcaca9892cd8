// How a column writes its numbers and dates: read by the form that the caller chose, or that the column itself shows.
import { z } from "zod";

export const dateFormats = ["ymd", "dmy", "mdy"] as const;
export type DateFormat = (typeof dateFormats)[number];
export const numberFormats = ["point", "comma"] as const;
export type NumberFormat = (typeof numberFormats)[number];

/** What is known of a column beside the field that it fills. */
export const ColumnFormat = z.strictObject({
  date: z
    .enum(dateFormats)
    .optional()
    .meta({ description: "The order of year, month and day in its dates; found out when absent" }),
  number: z
    .enum(numberFormats)
    .optional()
    .meta({ description: "Whether its decimals follow a point or a comma; found out when absent" }),
  values: z
    .record(z.string(), z.string())
    .optional()
    .meta({
      description: "What its values stand for, where the file writes them otherwise",
      examples: [{ GTXPro: "GTX Pro" }],
    }),
});
export type ColumnFormat = z.output<typeof ColumnFormat>;

/** `1,234.50`, `1.234,50`, `$ 1 234`, `(12)`: undefined when it is no number. */
export function readNumber(text: string, format?: NumberFormat): number | undefined {
  // As computers write the very large and the very small.
  if (/^[+-]?\d(\.\d+)?e[+-]?\d+$/i.test(text.trim())) return Number(text);
  let digits = text.trim().replace(/[\s\u00a0\u202f'’]/g, "");
  const isNegative = /^\(.*\)$/.test(digits) || /^-|-$/.test(digits);
  digits = digits.replace(/^[(+-]+|[)-]+$/g, "").replace(/^(\p{Sc}|[A-Z]{3})|(\p{Sc}|[A-Z]{3})$/gu, "");
  const lastComma = digits.lastIndexOf(",");
  const lastDot = digits.lastIndexOf(".");
  if (format) {
    const [group, decimal] = format === "comma" ? [".", ","] : [",", "."];
    const [whole = "", ...fraction] = digits.split(decimal);
    if (fraction.length > 1 || fraction[0]?.includes(group)) return undefined;
    if (whole.includes(group) && !new RegExp(`^\\d{1,3}(\\${group}\\d{2,3})*\\${group}\\d{3}$`).test(whole))
      return undefined;
    digits = [whole.replaceAll(group, ""), ...fraction].join(".");
  } else if (lastComma !== -1 && lastDot !== -1) {
    const [group, decimal] = lastComma > lastDot ? [".", ","] : [",", "."];
    digits = digits.replaceAll(group, "").replace(decimal, ".");
  } else if (/^\d{1,3}(,\d{3})+$/.test(digits) || /^\d{1,3}(\.\d{3}){2,}$/.test(digits)) {
    digits = digits.replaceAll(/[.,]/g, "");
  } else digits = digits.replace(",", ".");
  if (!/^(\d+\.?\d*|\.\d+)$/.test(digits)) return undefined;
  const value = Number(digits);
  return isNegative ? -value : value;
}

const two = (digits: string): string => digits.padStart(2, "0");
/** Two digits mean the hundred years that end twenty years from 2030. */
const fullYear = (year: string): string =>
  year.length === 4 ? year : `${Number(year) > 50 ? "19" : "20"}${year}`;

export type DateRead = { value: string } | { fault: string };

/** ISO dates, `2025/01/24`, `24.01.2025`, `24-01-25`; `1/24/2025` where the column or the date itself says how to read it. */
export function readDate(text: string, format?: DateFormat): DateRead {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (iso) return { value: `${iso[1]}-${two(iso[2]!)}-${two(iso[3]!)}` };
  const parts = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$/.exec(text);
  if (!parts) return { value: text };
  const [, first, separator, second, last] = parts as unknown as [string, string, string, string, string];
  if (format === "ymd") {
    if (last.length === 4) return { fault: "is not a date as the others of its column" };
    return { value: `${fullYear(two(first))}-${two(second)}-${two(last)}` };
  }
  const year = fullYear(last);
  const dmy = `${year}-${two(second)}-${two(first)}`;
  const mdy = `${year}-${two(first)}-${two(second)}`;
  const read = { dmy, mdy };
  if (format) {
    const month = Number(format === "dmy" ? second : first);
    return month > 12 ? { fault: "is not a date as the others of its column" } : { value: read[format] };
  }
  if (separator === "." || Number(first) > 12 || Number(first) === Number(second)) return { value: dmy };
  if (Number(second) > 12) return { value: mdy };
  return { fault: "may be read as day and month or as month and day; write it as YYYY-MM-DD" };
}

/** Whether a text is a day in one of the forms that are read. */
export const looksLikeDate = (text: string): boolean =>
  /^\d{4}([-/.])\d{1,2}\1\d{1,2}$/.test(text) || /^\d{1,2}([-/.])\d{1,2}\1(\d{4}|\d{2})$/.test(text);

/** Gathers what the values of one column show about how it is written. */
export class FormatEvidence {
  private dmy = 0;
  private mdy = 0;
  private either = 0;
  private comma = 0;
  private point = 0;

  date(text: string): void {
    const parts = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})$/.exec(text.trim());
    if (!parts) return;
    const [first, second] = [Number(parts[1]), Number(parts[2])];
    if (first > 12 && second <= 12) this.dmy += 1;
    if (second > 12 && first <= 12) this.mdy += 1;
    if (first <= 12 && second <= 12 && first !== second) this.either += 1;
  }

  number(text: string): void {
    const digits = text.replace(/[^\d.,]/g, "");
    if (/,\d+$/.test(digits) && (!/,\d{3}$/.test(digits) || digits.includes("."))) this.comma += 1;
    else if (/\.\d+$/.test(digits) && (!/\.\d{3}$/.test(digits) || digits.includes(","))) this.point += 1;
    else if (/^\d{1,3}(\.\d{3}){2,}$/.test(digits)) this.comma += 1;
    else if (/^\d{1,3}(,\d{3}){2,}$/.test(digits)) this.point += 1;
  }

  /** Only what all of the column agrees on: a mixed column is read value by value. */
  get dateFormat(): DateFormat | undefined {
    if (this.dmy > 0 && this.mdy === 0) return "dmy";
    return this.mdy > 0 && this.dmy === 0 ? "mdy" : undefined;
  }

  /** Dates that may be read in two ways, and nothing in the column that says which. */
  get isDateAmbiguous(): boolean {
    return this.either > 0 && this.dateFormat === undefined;
  }

  get numberFormat(): NumberFormat | undefined {
    if (this.comma > 0 && this.point === 0) return "comma";
    return this.point > 0 && this.comma === 0 ? "point" : undefined;
  }
}
