"use client";
// Times in words as they are typed.
import { whenFromWords } from "../when-words";
import { ownTimeZone } from "./moment-text";

/** The moment that "next tue 9" means, or undefined. */
export const momentOf = (words: string): string | undefined =>
  whenFromWords(words, new Date(), ownTimeZone())?.at;

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
