"use client";
// The reader's own time zone and clock, and times in words as they are typed.
import { dateFormat } from "@/ui/fields/format";
import { whenFromWords } from "../when-words";

export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** The moment that "next tue 9" means, or undefined. */
export const momentOf = (words: string): string | undefined =>
  whenFromWords(words, new Date(), ownTimeZone())?.at;

/** `2026-01-31` as the reader's wall says. */
export function localDay(at: Date | string): string {
  const date = new Date(at);
  const pad = (part: number) => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** "Today 14:00", "Tomorrow 09:00", "Tue 3 Mar, 09:00". */
export function shortMoment(at: string, locale: string): string {
  const date = new Date(at);
  const time = dateFormat(locale, { hour: "2-digit", minute: "2-digit" }).format(date);
  const now = new Date();
  const day = localDay(date);
  if (day === localDay(now)) return `Today ${time}`;
  if (day === localDay(new Date(now.getTime() + 86_400_000))) return `Tomorrow ${time}`;
  if (day === localDay(new Date(now.getTime() - 86_400_000))) return `Yesterday ${time}`;
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  const words = dateFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...year,
  });
  return `${words.format(date)}, ${time}`;
}

/**
 * "Send the offer next tue 9" as what is to be done and when: the shortest end of the line that means a time, if any.
 */
export function splitWhen(line: string): { title: string; at?: string } {
  const words = line.trim().split(/\s+/);
  // The longest end that begins with a word of time; "call 3 people" has none.
  for (let from = 1; from < words.length; from++) {
    const tail = words.slice(from).join(" ");
    if (!beginsWithTime.test(tail)) continue;
    const at = momentOf(tail);
    if (at) return { title: words.slice(0, from).join(" "), at };
  }
  return { title: line.trim() };
}

const beginsWithTime =
  /^(today|tomorrow|tmr|tmrw|tomo|tonight|next|this|on|in \d|at \d|(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d)/i;
