// How a column writes its numbers and dates: read by the form that the caller chose, or that the column itself shows.
import { z } from "zod";
import { instantOf } from "@/kernel/clock/zones";
import { monthNamed } from "./month-names";

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
  timeZone: z
    .string()
    .nullable()
    .optional()
    .meta({ description: "The clock of its times that name no zone; null where they are days at midnight" }),
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

/** `31 Dec 1999`, `December 31st, 1999`, `31-Dez-99`, `1999 Dec 31`. */
const wordForms: [RegExp, day: number, month: number, year: number][] = [
  [
    /^(\d{1,2})(?:st|nd|rd|th|\.|º)?[\s-]*(?:de\s|of\s)?(\p{L}{3,})\.?,?[\s-]*(?:de\s)?(\d{4}|\d{2})$/iu,
    1,
    2,
    3,
  ],
  [/^(\p{L}{3,})\.?[\s-]*(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4})$/iu, 2, 1, 3],
  [/^(\d{4})[\s-](\p{L}{3,})\.?[\s-](\d{1,2})$/u, 3, 2, 1],
];

function readInWords(text: string): string | undefined {
  for (const [form, day, month, year] of wordForms) {
    const parts = form.exec(text);
    const number = parts && monthNamed(parts[month]!);
    if (parts && number) return `${fullYear(parts[year]!)}-${two(String(number))}-${two(parts[day]!)}`;
  }
  return undefined;
}

/** No date is longer: what else a cell may hold need not be looked at. */
const longestDate = 60;
const timeForm =
  /^(.*?\d)(?:T|,?\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap])?(?:\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;

/** The day and the time of a text, `T13:45:00`, and its zone: null where it names none. */
function divideTime(text: string): { day: string; time: string | null; zone: string | null } {
  const parts = timeForm.exec(text);
  if (!parts) return { day: text, time: null, zone: null };
  const [, day = "", hours = "", minutes, seconds = "00", half, zone] = parts;
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase() === "p" ? 12 : 0) : Number(hours);
  const offset =
    zone && (/^[+-]/.test(zone) ? zone.replace(/^(.{3}):?(\d{2})?$/, (_, h, m = "00") => `${h}:${m}`) : "Z");
  return { day, time: `T${two(String(hour))}:${minutes}:${seconds}`, zone: offset ?? null };
}

/** Before this year nobody had zones, and calendars do not agree. */
const firstZonedYear = "1000";

/** What the clock of a zone shows, as a moment; what no clock shows stays as it is, for its reason to be told. */
function inZone(local: string, timeZone: string | null | undefined): string {
  const asUtc = `${local}Z`;
  if (!timeZone || local < firstZonedYear) return asUtc;
  const wall = new Date(asUtc);
  const isOnClock = !Number.isNaN(wall.getTime()) && wall.toISOString().startsWith(local);
  return isOnClock ? new Date(instantOf(wall.getTime(), timeZone)).toISOString() : asUtc;
}

/**
 * ISO dates, `2025/01/24`, `24.01.2025`, `24-01-25`, `24 Jan 2025`; `1/24/2025` where the column or the date itself says
 * how to read it. A time behind it is read where `isMoment` asks for one, and left out where a day is asked for; one that
 * names no zone is what the clock of `timeZone` shows, or UTC's.
 */
export function readDate(
  text: string,
  format?: DateFormat,
  isMoment = false,
  timeZone?: string | null,
): DateRead {
  if (text.length > longestDate) return { value: text };
  const { day, time, zone } = divideTime(text);
  if (time === null) return readDay(text, format);
  // To the millisecond, as programs write it.
  if (isMoment && /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text)) return { value: text };
  const read = readDay(day, format);
  if ("fault" in read) return read;
  if (!isoDay.test(read.value)) return { value: text };
  if (!isMoment) return read;
  const local = read.value + time;
  return { value: zone === null ? inZone(local, timeZone) : local + zone };
}

const isoDay = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text: string): boolean => {
  const read = readDay(text);
  return "fault" in read || isoDay.test(read.value);
};

/** Whether a text is a day with a time of day that names no zone. At midnight programs write days. */
export function isLocalTime(text: string): boolean {
  if (text.length > longestDate || !text.includes(":")) return false;
  const { day, time, zone } = divideTime(text);
  return time !== null && zone === null && time !== "T00:00:00" && isDay(day);
}

function readDay(text: string, format?: DateFormat): DateRead {
  const iso =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\.?$/.exec(text) ?? /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(text);
  if (iso) return { value: `${iso[1]}-${two(iso[2]!)}-${two(iso[3]!)}` };
  const inWords = readInWords(text);
  if (inWords) return { value: inWords };
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

/** Whether a text is a day and a time in one of the forms that are read. */
export function looksLikeMoment(text: string): boolean {
  const { day, time } = divideTime(text);
  return time !== null && isDay(day);
}

/** Whether a text is a day in one of the forms that are read. */
export const looksLikeDate = (text: string): boolean =>
  readInWords(text) !== undefined ||
  /^\d{4}([-/.])\d{1,2}\1\d{1,2}$/.test(text) ||
  /^\d{1,2}([-/.])\d{1,2}\1(\d{4}|\d{2})$/.test(text);

/** Gathers what the values of one column show about how it is written. */
export class FormatEvidence {
  private dmy = 0;
  private mdy = 0;
  private either = 0;
  private comma = 0;
  private point = 0;
  /** A time of day that names no zone: what the column holds are moments, not days at midnight. */
  hasLocalTimes = false;

  date(text: string): void {
    const trimmed = text.trim();
    if (trimmed.length > longestDate) return;
    const hasTime = trimmed.includes(":");
    if (hasTime && !this.hasLocalTimes) this.hasLocalTimes = isLocalTime(trimmed);
    const day = hasTime ? divideTime(trimmed).day : trimmed;
    const parts = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})$/.exec(day);
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
