// How a call ended and how long it took, in words. Safe in the browser.

export const callOutcomes = [
  { value: "connected", label: "Connected", color: "teal" },
  { value: "left_voicemail", label: "Left voicemail", color: "blue" },
  { value: "left_message", label: "Left a message", color: "blue" },
  { value: "no_answer", label: "No answer", color: "gray" },
  { value: "busy", label: "Busy", color: "orange" },
  { value: "wrong_number", label: "Wrong number", color: "red" },
] as const;
export type CallOutcome = (typeof callOutcomes)[number]["value"];

export const outcomeLabel = (value: unknown): string | undefined =>
  callOutcomes.find((one) => one.value === value)?.label;

export const isOutcome = (value: unknown): value is CallOutcome => outcomeLabel(value) !== undefined;

const longestMinutes = 10_080;
const hours = /^(\d+(?:[.,]\d+)?)\s*(?:h|hr|hrs|hour|hours|std)(?![a-z])\.?\s*/i;
const minutes = /^(\d+(?:[.,]\d+)?)\s*(?:m|min|mins|minute|minutes)?(?![a-z\d])\.?\s*/i;
const seconds = /^(\d+)\s*(?:s|sec|secs|second|seconds)(?![a-z])\.?\s*/i;
const clock = /^(\d{1,2}):([0-5]\d)(?::([0-5]\d))?$/;

const numberOf = (text: string | undefined): number => Number((text ?? "0").replace(",", "."));

/**
 * "12 min", "1 h 30", "1h30m", "90 sec" and "0:12" as whole minutes; less than one counts as one. A bare number is
 * minutes, and of two numbers with a colon the first is hours. Undefined: it means no length.
 */
export function minutesFromWords(words: string): number | undefined {
  let rest = words.trim();
  if (rest === "") return undefined;
  const clockParts = clock.exec(rest);
  let total: number;
  if (clockParts) {
    const [, first, second, third] = clockParts;
    total = Number(first) * 60 + Number(second) + Number(third ?? 0) / 60;
  } else {
    let isAny = false;
    const take = (pattern: RegExp): number => {
      const found = pattern.exec(rest);
      if (!found) return 0;
      isAny = true;
      rest = rest.slice(found[0].length);
      return numberOf(found[1]);
    };
    const inHours = take(hours);
    const inSeconds = take(seconds);
    const inMinutes = inSeconds > 0 ? 0 : take(minutes);
    total = inHours * 60 + inMinutes + (inSeconds || take(seconds)) / 60;
    if (!isAny || rest !== "") return undefined;
  }
  const whole = total > 0 ? Math.max(1, Math.round(total)) : 0;
  return whole <= longestMinutes ? whole : undefined;
}

/** "12 min", "1 h 30 min" */
export function wordsForMinutes(total: number): string {
  const [h, m] = [Math.floor(total / 60), total % 60];
  return [h > 0 ? `${h} h` : "", m > 0 || h === 0 ? `${m} min` : ""].filter(Boolean).join(" ");
}

const hasUnit = /\d\s*(?:h|hr|hrs|hours?|std|m|min|mins|minutes?|s|sec|secs|seconds?)\b|\d:\d\d/i;

/** "Wants an offer, 12 min" as what was said and the length at its end, if it ends in one; bare numbers are words. */
export function splitLength(line: string): { text: string; minutes?: number } {
  const words = line.trim().split(/\s+/);
  for (const from of [words.length - 4, words.length - 3, words.length - 2, words.length - 1]) {
    const tail = words.slice(Math.max(0, from)).join(" ");
    const minutes = from >= 0 && hasUnit.test(tail) ? minutesFromWords(tail) : undefined;
    if (minutes !== undefined) return { text: words.slice(0, from).join(" ").replace(/[,;]$/, ""), minutes };
  }
  return { text: line.trim() };
}
