// How a column is written, in a few words: what was found out, or what is still to be said.
import { placeOf } from "@/modules/activities/ui/zone-select";
import { readDate } from "../formats";
import type { Import, ImportKind } from "../plan-schema";
import type { ColumnChoice } from "./choices";

type Column = Import["files"][number]["columns"][number];
type Field = ImportKind["fields"][number];

export const dateNames = { dmy: "day first", mdy: "month first", ymd: "year first" } as const;
export const numberNames = { point: "decimal point", comma: "decimal comma" } as const;

export const newFieldKinds = [
  { value: "text", label: "Text" },
  { value: "longText", label: "Long text" },
  { value: "integer", label: "Whole number" },
  { value: "number", label: "Number" },
  { value: "date", label: "Date" },
  { value: "dateTime", label: "Date and time" },
  { value: "boolean", label: "Yes or no" },
  { value: "select", label: "Choice" },
  { value: "multiSelect", label: "Several choices" },
  { value: "url", label: "Web address" },
  { value: "email", label: "E-mail" },
  { value: "phone", label: "Phone" },
  { value: "user", label: "Person" },
];

export const kindOf = (choice: ColumnChoice, field: Field | undefined): string =>
  choice.create?.kind ?? field?.kind ?? "text";
export const isDate = (kind: string) => kind === "date" || kind === "dateTime";
export const isNumber = (kind: string) => kind === "integer" || kind === "number" || kind === "money";

/** Whether the column holds times of which the file does not say where their clock hangs. */
export const hasLocalTimes = (column: Column, kind: string): boolean =>
  kind === "dateTime" && column.localTime !== null;
const clockOf = (zone: string): string => (/^(Etc\/)?(UTC|GMT)/.test(zone) ? "UTC" : `${placeOf(zone)} time`);

/** One of its values as it is read: a day, or a moment by the clock of UTC. */
export function readAs(
  column: Column,
  kind: string,
  { dateFormat }: ColumnChoice["format"],
  timeZone: string,
): string | undefined {
  const isLocal = hasLocalTimes(column, kind);
  const sample = isLocal ? column.localTime : column.samples[0];
  if (!sample) return undefined;
  const read = readDate(sample, dateFormat, kind === "dateTime", isLocal ? timeZone : null);
  if ("fault" in read) return `${sample} ${read.fault}`;
  const moment = read.value.includes("T") ? new Date(read.value) : undefined;
  if (!moment || Number.isNaN(moment.getTime())) return `${sample} is read as ${read.value}`;
  const [day, time] = moment.toISOString().split("T") as [string, string];
  return `${sample} is read as ${time === "00:00:00.000Z" && !isLocal ? day : `${day} ${time.slice(0, 5)} UTC`}`;
}

const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** The values of a column that a field with choices does not know, the most frequent first. */
export function unknownValues(column: Column, choice: ColumnChoice, field: Field | undefined): string[] {
  if (!field || field.options.length === 0 || !column.values || field.kind === "boolean") return [];
  const known = new Set(field.options.flatMap(({ value, label }) => [plain(value), plain(label)]));
  for (const added of choice.adds ?? []) known.add(plain(added));
  const means = choice.format.values ?? {};
  return column.values.flatMap(({ value }) => (known.has(plain(means[value] ?? value)) ? [] : value));
}

/** Values that come again and again, or that name something, may stand for others; names of people do not. */
const isVocabulary = ({ values, filled }: Column, field: Field | undefined): boolean =>
  (field?.options.length ?? 0) > 0 ||
  field?.kind === "record" ||
  field?.kind === "user" ||
  (field?.kind === "text" && values !== null && values.length > 1 && values.length * 2 <= filled);

export function formatWords(
  column: Column,
  choice: ColumnChoice,
  field: Field | undefined,
  timeZone: string,
): { text: string; isOpenQuestion: boolean } | null {
  const kind = kindOf(choice, field);
  const parts: string[] = [];
  let isOpenQuestion = false;
  if (choice.create)
    parts.push(`new: ${newFieldKinds.find((one) => one.value === kind)?.label.toLowerCase() ?? kind}`);
  if (isDate(kind)) {
    const { dateFormat } = choice.format;
    if (dateFormat) parts.push(dateNames[dateFormat]);
    else if (column.isDateAmbiguous) {
      parts.push("day or month first?");
      isOpenQuestion = true;
    } else if (!hasLocalTimes(column, kind)) parts.push("dates");
    if (hasLocalTimes(column, kind)) parts.push(clockOf(timeZone));
  }
  if (isNumber(kind)) {
    const { numberFormat } = choice.format;
    parts.push(numberFormat ? numberNames[numberFormat] : "numbers");
  }
  const unknown = unknownValues(column, choice, field);
  const mapped = Object.keys(choice.format.values ?? {}).length;
  if (unknown.length > 0) {
    parts.push(unknown.length === 1 ? `what is "${unknown[0]}"?` : `${unknown.length} values to explain`);
    isOpenQuestion = true;
  } else if (choice.adds?.length)
    parts.push(choice.adds.length === 1 ? `"${choice.adds[0]}" is new` : `${choice.adds.length} new values`);
  else if (mapped > 0) parts.push(mapped === 1 ? "1 value means another" : `${mapped} values mean others`);
  else if (column.values && column.values.length > 0 && parts.length === 0 && isVocabulary(column, field))
    parts.push(column.values.length === 1 ? "1 value" : `${column.values.length} values`);
  return parts.length > 0 ? { text: parts.join(", "), isOpenQuestion } : null;
}
