// Recurrence rules of RFC 5545: checked when they are given, and stepped when a task is done.
import * as library from "rrule";
import { instantOf, wallOf } from "@/kernel/clock/zones";

// The package is CommonJS to Node and an ES module to bundlers.
const { RRule, rrulestr } =
  "rrulestr" in library ? library : (library as { default: typeof library }).default;

/** Why the text is no rule for a task, or null when it is one. */
export function recurrenceFault(text: string): string | null {
  if (/[\r\n]/.test(text) || /DTSTART/i.test(text))
    return "is one RRULE without DTSTART; it starts at the due date";
  try {
    const rule = rrulestr(`RRULE:${text.replace(/^RRULE:/i, "")}`);
    const { freq, interval } = rule.options;
    if (freq === RRule.SECONDLY || freq === RRule.MINUTELY || freq === RRule.HOURLY)
      return "repeats at most once a day";
    if (!Number.isInteger(interval) || interval < 1 || interval > 1000) return "has an interval of 1 to 1000";
    return null;
  } catch {
    return 'is not a recurrence rule such as "FREQ=WEEKLY;BYDAY=MO"';
  }
}

/**
 * The next due date after `dueDate`, and after `now` so that a task done late does not come back overdue. The rule is
 * stepped on the wall clock of `timeZone`: nine o'clock stays nine o'clock when clocks change, and Monday is Monday
 * there. COUNT is what is left, the present task included: `rule` is what the next task carries. Null when it was the
 * last.
 */
export function nextOccurrence(
  text: string,
  dueDate: string,
  now: string,
  timeZone = "UTC",
): { dueDate: string; rule: string } | null {
  const plain = text.replace(/^RRULE:/i, "");
  const start = new Date(wallOf(Date.parse(dueDate), timeZone));
  const rule = rrulestr(`RRULE:${plain}`, { dtstart: start });
  const instant = (wall: Date) => new Date(instantOf(wall.getTime(), timeZone)).toISOString();
  const { count } = rule.options;
  if (count !== null && count !== undefined) {
    if (count <= 1) return null;
    const uncounted = new RRule({ ...rule.origOptions, count: undefined });
    const next = uncounted.after(start);
    return next ? { dueDate: instant(next), rule: plain.replace(/COUNT=\d+/i, `COUNT=${count - 1}`) } : null;
  }
  const after = Math.max(start.getTime(), wallOf(Date.parse(now), timeZone));
  const next = rule.after(new Date(after));
  return next ? { dueDate: instant(next), rule: plain } : null;
}
