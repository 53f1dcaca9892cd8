// Words for a time as people type them — "next tue 9", "in 2 hours", "tomorrow" — as an instant. Safe in the browser.
import { en } from "chrono-node";
import { instantOf, offsetMinutes } from "@/kernel/clock/zones";

export type When = {
  /** RFC 3339, UTC. */
  at: string;
  /** False when only a day was said; the time is then nine in the morning. */
  hasTime: boolean;
};

/** Nine in the morning: when a day alone is said. */
const morningHour = 9;

/** "march 9" is a day, not nine o'clock. */
const endsWithMonthDay = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}$/i;

/** "next tue 9" has no word for the hour; written out so that the parser takes it for one. */
function spelledOut(words: string): string {
  const plain = words
    .trim()
    .replace(/\s+/g, " ")
    .replace(/\b(tmr|tmrw|tomo)\b/gi, "tomorrow");
  if (endsWithMonthDay.test(plain)) return plain;
  return plain.replace(
    /(\D) (\d{1,2})(?::(\d{2}))?$/,
    (_, before: string, hour: string, minute?: string) => `${before} at ${hour}:${minute ?? "00"}`,
  );
}

/**
 * The instant meant, seen from `now` in `timeZone`; null when the words say no time. Of two readings the one to come
 * is meant: a weekday is the next such day, and a small hour without am or pm is in working hours.
 */
export function whenFromWords(words: string, now: Date, timeZone: string): When | null {
  if (words.trim() === "" || words.length > 200) return null;
  const [found] = en.casual.parse(
    spelledOut(words),
    { instant: now, timezone: offsetMinutes(now.getTime(), timeZone) },
    { forwardDate: true },
  );
  if (!found) return null;
  const { start } = found;
  const hasTime = start.isCertain("hour");
  const wall = Date.UTC(
    start.get("year")!,
    start.get("month")! - 1,
    start.get("day")!,
    hasTime ? workingHour(start.get("hour")!, start.isCertain("meridiem"), words) : morningHour,
    hasTime ? (start.get("minute") ?? 0) : 0,
    hasTime && start.isCertain("second") ? (start.get("second") ?? 0) : 0,
  );
  return { at: new Date(instantOf(wall, timeZone)).toISOString(), hasTime };
}

/** "at 3" is three in the afternoon; "3 am" and "03:00" are what they say. */
function workingHour(hour: number, isMeridiemSaid: boolean, words: string): number {
  const isExact =
    isMeridiemSaid || /\b\d{2}:\d{2}\b|\b(hours?|minutes?|mins?|hrs?|h|midnight|morning)\b/i.test(words);
  return !isExact && hour >= 1 && hour <= 6 ? hour + 12 : hour;
}
