// Recurrence rules (RFC 5545) as people choose and read them: the parts that have a control, and the rule in words.

export const weekdays = [
  { value: "MO", label: "Mon", name: "Monday" },
  { value: "TU", label: "Tue", name: "Tuesday" },
  { value: "WE", label: "Wed", name: "Wednesday" },
  { value: "TH", label: "Thu", name: "Thursday" },
  { value: "FR", label: "Fri", name: "Friday" },
  { value: "SA", label: "Sat", name: "Saturday" },
  { value: "SU", label: "Sun", name: "Sunday" },
] as const;
const workingDays = ["MO", "TU", "WE", "TH", "FR"];

export const units = [
  { value: "DAILY", one: "day", many: "days" },
  { value: "WEEKLY", one: "week", many: "weeks" },
  { value: "MONTHLY", one: "month", many: "months" },
  { value: "YEARLY", one: "year", many: "years" },
] as const;
export type Unit = (typeof units)[number]["value"];

export const places = [
  { value: 1, label: "first" },
  { value: 2, label: "second" },
  { value: 3, label: "third" },
  { value: 4, label: "fourth" },
  { value: -1, label: "last" },
] as const;

export interface Rhythm {
  unit: Unit;
  interval: number;
  /** Of a week; the due date's own when there are none. */
  days: string[];
  /** Of a month: the second Tuesday. The due date's own day when null. */
  place: { nth: number; day: string } | null;
  /** The last day, `2026-03-31`. */
  until: string | null;
  /** How many there are still, this one included. */
  count: number | null;
}

export const plainRhythm = (unit: Unit, interval = 1, days: string[] = []): Rhythm => ({
  unit,
  interval,
  days,
  place: null,
  until: null,
  count: null,
});

/** The parts of a rule; null when it has others than there are controls for. */
export function readRhythm(rule: string): Rhythm | null {
  const rhythm = plainRhythm("DAILY");
  let hasUnit = false;
  for (const part of rule
    .replace(/^RRULE:/i, "")
    .split(";")
    .filter(Boolean)) {
    const [name = "", value = ""] = part.toUpperCase().split("=");
    if (name === "FREQ") {
      const unit = units.find((one) => one.value === value);
      if (!unit) return null;
      rhythm.unit = unit.value;
      hasUnit = true;
    } else if (name === "INTERVAL" && /^[1-9]\d{0,2}$/.test(value)) rhythm.interval = Number(value);
    else if (name === "COUNT" && /^[1-9]\d{0,3}$/.test(value)) rhythm.count = Number(value);
    else if (name === "UNTIL" && /^\d{8}/.test(value))
      rhythm.until = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6, 8)}`;
    else if (name === "BYDAY" && /^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$/.test(value))
      rhythm.days = value.split(",");
    else if (name === "BYDAY" && /^(-1|[1-4])(MO|TU|WE|TH|FR|SA|SU)$/.test(value))
      rhythm.place = { nth: Number(value.slice(0, -2)), day: value.slice(-2) };
    else return null;
  }
  const fits =
    (rhythm.days.length === 0 || rhythm.unit === "WEEKLY") && (!rhythm.place || rhythm.unit === "MONTHLY");
  return hasUnit && fits ? rhythm : null;
}

export function writeRhythm({ unit, interval, days, place, until, count }: Rhythm): string {
  const inOrder = weekdays.map((one) => one.value).filter((day) => days.includes(day));
  return [
    `FREQ=${unit}`,
    interval > 1 ? `INTERVAL=${interval}` : "",
    unit === "WEEKLY" && inOrder.length > 0 ? `BYDAY=${inOrder.join(",")}` : "",
    unit === "MONTHLY" && place ? `BYDAY=${place.nth}${place.day}` : "",
    count ? `COUNT=${count}` : until ? `UNTIL=${until.replaceAll("-", "")}T235959Z` : "",
  ]
    .filter(Boolean)
    .join(";");
}

const dayName = (value: string): string => weekdays.find((one) => one.value === value)?.name ?? value;

function rhythmWords({ unit, interval, days, place }: Rhythm): string {
  const isWorkingWeek = days.length === 5 && workingDays.every((day) => days.includes(day));
  if (unit === "WEEKLY" && interval === 1 && isWorkingWeek) return "Every working day";
  const { one, many } = units.find(({ value }) => value === unit) ?? units[0];
  if (unit === "MONTHLY" && interval === 3 && !place) return "Every quarter";
  const every =
    interval === 1 ? `Every ${one}` : interval === 2 ? `Every two ${many}` : `Every ${interval} ${many}`;
  if (days.length > 0)
    return `${every} on ${days.length === 1 ? dayName(days[0] ?? "") : days.map((day) => dayName(day).slice(0, 3)).join(", ")}`;
  const nth = place ? places.find(({ value }) => value === place.nth)?.label : undefined;
  return place && nth ? `${every} on the ${nth} ${dayName(place.day)}` : every;
}

/** "Every two weeks on Monday, until 31 Mar 2026"; a rule without controls is shown as it is. */
export function recurrenceWords(rule: string, locale: string): string {
  const rhythm = readRhythm(rule);
  if (!rhythm) return rule;
  const { until, count } = rhythm;
  const end = count
    ? `, ${count === 1 ? "this once more" : `${count} times`}`
    : until
      ? `, until ${new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${until}T00:00:00Z`))}`
      : "";
  return rhythmWords(rhythm) + end;
}
