/** Values as text for people: numbers, money, dates near and far, addresses. Pure functions of value and locale. */
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { isEmptyValue, isObject, readReference, readValue } from "./read-value";
import { recurrenceWords } from "./recurrence-words";

const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

// Making a formatter costs far more than using it, and a table asks thousands of times.
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const known = numberFormats.get(key) ?? new Intl.NumberFormat(locale, options);
  numberFormats.set(key, known);
  return known;
}

export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const known = dateFormats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  dateFormats.set(key, known);
  return known;
}

const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();

function relativeFormat(locale: string): Intl.RelativeTimeFormat {
  const known =
    relativeFormats.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  relativeFormats.set(locale, known);
  return known;
}

export function formatNumber(value: number, locale: string, options: Intl.NumberFormatOptions = {}): string {
  return numberFormat(locale, options).format(value);
}

/** What parts thousands and decimals where numbers are typed: "1,234.5", "1.234,5". */
export function numberSeparators(locale: string): { thousandSeparator: string; decimalSeparator: string } {
  const parts = numberFormat(locale, { useGrouping: "always" }).formatToParts(1234.5);
  const partOf = (type: "group" | "decimal") => parts.find((part) => part.type === type)?.value ?? "";
  return { thousandSeparator: partOf("group"), decimalSeparator: partOf("decimal") };
}

export function formatMoney(amount: number, currency: string, locale: string): string {
  const isWhole = Number.isInteger(amount);
  return numberFormat(locale, {
    style: "currency",
    currency,
    ...(isWhole ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {}),
  }).format(amount);
}

export interface Money {
  amount: number;
  currency: string;
}

/** A money field is a number beside the record's own currency, or `{ amount, currency }`. */
export function readMoney(field: FieldDescriptor, value: unknown, record: unknown): Money | undefined {
  if (isObject(value) && typeof value.currency === "string") {
    return { amount: Number(value.amount), currency: value.currency };
  }
  const amount = typeof value === "string" && value !== "" ? Number(value) : value;
  if (typeof amount !== "number" || Number.isNaN(amount)) return undefined;
  const own = readValue(record, "currency");
  return { amount, currency: typeof own === "string" ? own : (field.currency ?? "USD") };
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export function formatExact(at: Date, locale: string): string {
  return dateFormat(locale, { dateStyle: "full", timeStyle: "short" }).format(at);
}

export function formatRelative(at: Date, now: Date, locale: string): string {
  const difference = at.getTime() - now.getTime();
  const distance = Math.abs(difference);
  const relative = relativeFormat(locale);
  if (distance < minute) return "just now";
  if (distance < hour) return relative.format(Math.round(difference / minute), "minute");
  if (distance < day) return relative.format(Math.round(difference / hour), "hour");
  if (distance < 7 * day) return relative.format(Math.round(difference / day), "day");
  const isThisYear = at.getFullYear() === now.getFullYear();
  return dateFormat(locale, {
    day: "numeric",
    month: "short",
    ...(isThisYear ? {} : { year: "numeric" }),
  }).format(at);
}

/** A date without a time is the same day everywhere: it is never moved by a time zone. */
export function formatDay(isoDate: string, locale: string): string {
  const at = new Date(`${isoDate.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return isoDate;
  return dateFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(at);
}

const addressOrder = ["street", "street2", "zipCode", "postalCode", "city", "state", "country"];

export function formatAddress(value: unknown): string {
  if (!isObject(value)) return typeof value === "string" ? value : "";
  return addressOrder
    .map((part) => value[part])
    .filter((part): part is string => typeof part === "string" && part !== "")
    .join(", ");
}

/** A number and what it counts stay on one line. */
const withUnit = ({ unit }: FieldDescriptor, number: string): string =>
  unit ? `${number}\u00a0${unit}` : number;

export function optionLabel(field: FieldDescriptor, value: unknown): string {
  const option = field.options?.find((candidate) => candidate.value === value);
  return option?.label ?? String(value ?? "");
}

/** Any value of a field in one line of plain text: for chips, timelines, spoken text and copying. */
export function formatValue(
  field: FieldDescriptor | undefined,
  value: unknown,
  locale: string,
  record?: unknown,
): string {
  if (isEmptyValue(value)) return "—";
  if (!field) return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
  if (field.isRecurrence && typeof value === "string") return recurrenceWords(value, locale);
  switch (field.kind) {
    case "integer":
      // 2000 may be a year: four digits read well without a separator.
      return withUnit(field, formatNumber(Number(value), locale, { useGrouping: "min2" }));
    case "number":
      return withUnit(field, formatNumber(Number(value), locale));
    case "money": {
      const money = readMoney(field, value, record);
      return money ? formatMoney(money.amount, money.currency, locale) : String(value);
    }
    case "boolean":
      return value ? "Yes" : "No";
    case "date":
      return formatDay(String(value), locale);
    case "dateTime":
      return dateFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(String(value)));
    case "select":
      return optionLabel(field, value);
    case "multiSelect":
      return Array.isArray(value)
        ? value.map((one) => optionLabel(field, one)).join(", ")
        : optionLabel(field, value);
    case "tags":
      return Array.isArray(value) ? value.join(", ") : String(value);
    case "address":
      return formatAddress(value);
    case "user":
    case "record":
      return readReference(field, value, record)?.name ?? String(value);
    default:
      return isObject(value) ? JSON.stringify(value) : String(value);
  }
}
