// Days as people see them: instants and dates in a time zone. Safe in the browser.

const dayMs = 86_400_000;

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A format takes some fifty kilobytes, and a zone may be spelled in any case. */
const mostZones = 200;
const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    if (formats.size >= mostZones) formats.clear();
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** The clock on the wall at an instant, as if it were UTC, in milliseconds. */
function wallMs(instantMs: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(new Date(instantMs))
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<string, number>;
  return Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!, parts.second!);
}

/** Minutes that the zone is ahead of UTC at an instant. */
export const offsetMinutes = (instantMs: number, timeZone: string): number =>
  Math.round((wallMs(instantMs, timeZone) - Math.floor(instantMs / 1000) * 1000) / 60_000);

/** The clock on the wall at an instant, written as if it were UTC, in milliseconds. */
export const wallOf = (instantMs: number, timeZone: string): number =>
  instantMs + offsetMinutes(instantMs, timeZone) * 60_000;

/** Offsets at midnight, by zone and day: a file of a hundred thousand times is about a few thousand days. */
const midnights = new Map<string, Map<number, number>>();
const mostDays = 20_000;
function offsetAtMidnight(day: number, timeZone: string): number {
  let known = midnights.get(timeZone);
  if (!known) {
    if (midnights.size >= mostZones) midnights.clear();
    known = new Map();
    midnights.set(timeZone, known);
  }
  let offset = known.get(day);
  if (offset === undefined) {
    offset = offsetMinutes(day * dayMs, timeZone);
    if (known.size >= mostDays) known.clear();
    known.set(day, offset);
  }
  return offset;
}

/**
 * The instant at which the clock on the wall shows `wall`, as RFC 5545 reads it: of an hour that comes twice the first
 * one; a time that is skipped is as far behind the change as it would have been.
 */
export function instantOf(wall: number, timeZone: string): number {
  const day = Math.floor(wall / dayMs);
  const before = offsetAtMidnight(day - 1, timeZone);
  const after = offsetAtMidnight(day + 2, timeZone);
  const first = wall - before * 60_000;
  if (before === after) return first;
  if (wallOf(first, timeZone) === wall) return first;
  const second = wall - after * 60_000;
  return wallOf(second, timeZone) === wall ? second : first;
}

/** `2025-01-26` where the zone's wall calendar says so. */
export const dayOf = (instantMs: number, timeZone: string): string =>
  new Date(wallMs(instantMs, timeZone)).toISOString().slice(0, 10);

/** The instant at which a day begins in the zone; after a clock change at midnight, the first there is. */
export function startOfDay(day: string, timeZone: string): number {
  const wall = Date.parse(`${day}T00:00:00Z`);
  const first = wall - offsetMinutes(wall, timeZone) * 60_000;
  const second = wall - offsetMinutes(first, timeZone) * 60_000;
  return dayOf(second, timeZone) === day ? second : first;
}

export const addDays = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);

/** Every day from `first` to `last`, both included; at most 400. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last && days.length < 400; day = addDays(day, 1)) days.push(day);
  return days;
}
