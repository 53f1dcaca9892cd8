// How a list is grouped: from the address's `stage` or `createdAt:month` to the question asked of the server, and from
// a group's key back to the filter of its rows.
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { Filter, Operators } from "@/kernel/query/filter";
import { formatValue } from "@/ui/fields/format";
import type { FilterScope } from "@/ui/filter/filter-rules";

export const groupIntervals = ["day", "week", "month", "quarter", "year"] as const;
export type GroupInterval = (typeof groupIntervals)[number];

export interface Grouping {
  /** "stage", "account.industry", "customFields.size" */
  by: string;
  interval?: GroupInterval;
  field: FieldDescriptor;
  /** Of a field one step away: the relation, and the field that leads there. */
  relation?: { name: string; through: string };
}

const isTime = ({ kind }: FieldDescriptor) => kind === "date" || kind === "dateTime";

const groupable = new Set<string>([
  "text",
  "select",
  "multiSelect",
  "tags",
  "user",
  "record",
  "boolean",
  "integer",
  "date",
  "dateTime",
]);
export const canGroupBy = (field: FieldDescriptor): boolean =>
  groupable.has(field.kind) && field.isFilterable && !field.isUnique;

/** Undefined where the field is not there, or no longer. */
export function readGrouping(groupBy: string | undefined, scope: FilterScope): Grouping | undefined {
  if (!groupBy) return undefined;
  const [by = "", asked] = groupBy.split(":");
  const own = scope.fields.find((field) => field.key === by);
  const [name = "", ...rest] = by.split(".");
  const relation = own ? undefined : scope.relations?.[name];
  const field = own ?? relation?.fields.find((one) => one.key === rest.join("."));
  const through = scope.fields.find((one) => one.relation === name)?.key;
  if (!field || (relation && !through)) return undefined;
  return {
    by,
    field,
    interval: isTime(field) ? (groupIntervals.find((one) => one === asked) ?? "month") : undefined,
    relation: relation && through ? { name, through } : undefined,
  };
}

export const writeGrouping = (by: string, interval?: GroupInterval): string =>
  interval ? `${by}:${interval}` : by;

function nextStart(start: string, interval: GroupInterval): string {
  const at = new Date(`${start.slice(0, 10)}T00:00:00.000Z`);
  if (interval === "day") at.setUTCDate(at.getUTCDate() + 1);
  if (interval === "week") at.setUTCDate(at.getUTCDate() + 7);
  if (interval === "month") at.setUTCMonth(at.getUTCMonth() + 1);
  if (interval === "quarter") at.setUTCMonth(at.getUTCMonth() + 3);
  if (interval === "year") at.setUTCFullYear(at.getUTCFullYear() + 1);
  return at.toISOString();
}

function operatorsOf({ field, interval }: Grouping, key: unknown): Operators {
  if (interval) {
    const start = String(key).slice(0, 10);
    const end = nextStart(start, interval);
    return field.kind === "date"
      ? { gte: start, lt: end.slice(0, 10) }
      : { gte: `${start}T00:00:00.000Z`, lt: end };
  }
  if (typeof key === "string" && field.kind !== "boolean") return { in: [key] };
  return { eq: key as number | boolean };
}

/** The rows of one group. */
export function groupFilter(grouping: Grouping, key: unknown): Filter {
  const { by, relation, field } = grouping;
  const operators: Operators = key === null ? { isNull: true } : operatorsOf(grouping, key);
  if (!relation) return { [by]: operators };
  const inner: Filter = { [relation.name]: { [field.key]: operators } };
  // Without the record in between there is no value either.
  return key === null ? { or: [{ [relation.through]: { isNull: true } }, inner] } : inner;
}

export const within = (filter: Filter | undefined, narrower: Filter): Filter =>
  filter ? { and: [filter, narrower] } : narrower;

const shortMonth = (at: Date, locale: string) =>
  new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(at);

/** "Won", "March 2025", "No stage" */
export function groupName(
  { field, interval }: Grouping,
  key: unknown,
  label: string | null,
  locale: string,
): string {
  if (key === null || key === "") return `No ${field.label.toLowerCase()}`;
  if (label) return label;
  if (!interval)
    return formatValue(field, field.kind === "tags" || field.kind === "multiSelect" ? [key] : key, locale);
  const day = String(key).slice(0, 10);
  const at = new Date(`${day}T00:00:00Z`);
  if (interval === "year") return day.slice(0, 4);
  if (interval === "quarter") return `Q${Math.floor(at.getUTCMonth() / 3) + 1} ${day.slice(0, 4)}`;
  if (interval === "month") return shortMonth(at, locale);
  const shown = formatValue({ ...field, kind: "date" }, day, locale);
  return interval === "week" ? `Week of ${shown}` : shown;
}

/**
 * Choices in the order of their list, times from the latest on, everything else by its name, nothing last: an order
 * that is known before anything is counted, and that counting does not change.
 */
export function inGroupOrder<G extends { key: unknown; label: string | null }>(
  grouping: Grouping,
  groups: G[],
  locale: string,
): G[] {
  const { field, interval } = grouping;
  const places = new Map(field.options?.map((option, at) => [option.value, at]) ?? []);
  const placeOf = ({ key }: G) => places.get(String(key)) ?? places.size;
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const byName = (a: G, b: G) =>
    compare(groupName(grouping, a.key, a.label, locale), groupName(grouping, b.key, b.label, locale));
  const between = (a: G, b: G): number => {
    if (interval) return String(a.key) < String(b.key) ? 1 : -1;
    if (typeof a.key === "number" && typeof b.key === "number") return a.key - b.key;
    if (typeof a.key === "boolean" && typeof b.key === "boolean") return Number(b.key) - Number(a.key);
    return placeOf(a) - placeOf(b) || byName(a, b);
  };
  return [...groups].sort((a, b) =>
    a.key === null || b.key === null ? Number(a.key === null) - Number(b.key === null) : between(a, b),
  );
}

/** What a group sums up to: the amounts in sight, and whatever else is added up under its column. */
export const summedFields = (
  fields: FieldDescriptor[],
  columns: string[],
  calculations: Record<string, string>,
): string[] =>
  fields
    .filter(({ key }) => columns.includes(key))
    .filter(({ key, kind }) => kind === "money" || calculations[key] === "sum")
    .map(({ key }) => key)
    .slice(0, 5);
