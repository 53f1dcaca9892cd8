// When something of the calendar takes place, moved: as the pointer or the arrows say, and what is saved of it.
import { addDays, dayOf, instantOf, wallOf } from "@/kernel/clock/zones";

export interface CalendarEntry {
  type: "event" | "task";
  id: string;
  title: string;
  start: string;
  end: string;
  isAllDay: boolean;
  status: string;
  ownerId: string | null;
  relatedTo: { type: string; id: string } | null;
  version: number;
  canWrite: boolean;
}

export type CalendarView = "month" | "week" | "day";

/** An all-day time is told by midnights in UTC, as events keep it; its end is the midnight after the last day. */
export interface When {
  start: string;
  end: string;
  isAllDay: boolean;
}

export const stepMinutes = 15;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const midnight = (day: string): string => `${day}T00:00:00.000Z`;
const iso = (ms: number): string => new Date(ms).toISOString();

export const whenOf = ({ start, end, isAllDay }: When): When => ({ start, end, isAllDay });

/** What the grid says after a drop: dates for whole days, times with their offset else; no end where it was dropped
 * from whole days onto an hour or the other way. */
export function whenDropped(startText: string, endText: string, isAllDay: boolean, before: When): When {
  if (isAllDay) {
    const first = startText.slice(0, 10);
    const last = endText ? endText.slice(0, 10) : addDays(first, 1);
    return { start: midnight(first), end: midnight(last), isAllDay };
  }
  const start = Date.parse(startText);
  const lasted = before.isAllDay ? hourMs : Date.parse(before.end) - Date.parse(before.start);
  return { start: iso(start), end: iso(endText ? Date.parse(endText) : start + lasted), isAllDay };
}

export const moveKeys = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"] as const;
export type MoveKey = (typeof moveKeys)[number];
export const isMoveKey = (key: string): key is MoveKey => moveKeys.some((one) => one === key);

/** Days and minutes of an arrow: in a month the lines are weeks, elsewhere they are hours; whole days have none. */
function stepOf(key: MoveKey, isAllDay: boolean, view: CalendarView): { days: number; minutes: number } {
  const sign = key === "ArrowUp" || key === "ArrowLeft" ? -1 : 1;
  if (key === "ArrowLeft" || key === "ArrowRight") return { days: sign, minutes: 0 };
  if (view === "month") return { days: 7 * sign, minutes: 0 };
  return isAllDay ? { days: 0, minutes: 0 } : { days: 0, minutes: stepMinutes * sign };
}

/** One arrow further, on the wall's clock of the zone; with `isEnd` only the end goes, and never before the start. */
export function steppedBy(
  key: MoveKey,
  isEnd: boolean,
  when: When,
  { view, zone }: { view: CalendarView; zone: string },
): When {
  const { days, minutes } = stepOf(key, when.isAllDay, view);
  const by = (at: string): string => {
    if (when.isAllDay) return midnight(addDays(at.slice(0, 10), days));
    return iso(instantOf(wallOf(Date.parse(at), zone) + days * dayMs + minutes * minuteMs, zone));
  };
  if (!isEnd) {
    const start = by(when.start);
    const lasts = Date.parse(when.end) - Date.parse(when.start);
    return { ...when, start, end: when.isAllDay ? by(when.end) : iso(Date.parse(start) + lasts) };
  }
  const end = by(when.end);
  const shortest = when.isAllDay ? dayMs : stepMinutes * minuteMs;
  return Date.parse(end) - Date.parse(when.start) < shortest ? when : { ...when, end };
}

export const isSameTime = (a: When, b: When): boolean =>
  a.isAllDay === b.isAllDay &&
  Date.parse(a.start) === Date.parse(b.start) &&
  Date.parse(a.end) === Date.parse(b.end);

/** The day it begins on, where the calendar shows it. */
export const dayShown = (when: When, zone: string): string =>
  when.isAllDay ? when.start.slice(0, 10) : dayOf(Date.parse(when.start), zone);

/** "Tuesday 3 March, 10:00 to 11:00" */
export function describeWhen(when: When, zone: string, locale: string, isTask: boolean): string {
  const dayWords = (day: string) =>
    new Intl.DateTimeFormat(locale, {
      timeZone: "UTC",
      weekday: "long",
      day: "numeric",
      month: "long",
    }).format(new Date(midnight(day)));
  const first = dayWords(dayShown(when, zone));
  if (when.isAllDay) {
    const last = addDays(when.end.slice(0, 10), -1);
    return last > when.start.slice(0, 10) ? `${first} to ${dayWords(last)}` : `${first}, all day`;
  }
  const time = (at: string) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(
      new Date(at),
    );
  return isTask ? `${first}, ${time(when.start)}` : `${first}, ${time(when.start)} to ${time(when.end)}`;
}
