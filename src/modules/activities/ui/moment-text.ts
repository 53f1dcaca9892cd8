"use client";
// The reader's own time zone and clock. Without the parser of words: every page tells times, few take them.
import { dateFormat } from "@/ui/fields/format";

export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

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
