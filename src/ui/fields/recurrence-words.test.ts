import { expect, test } from "vitest";
import { readRhythm, recurrenceWords, writeRhythm } from "./recurrence-words";

test("a rule is read into its parts, written as it was, and said in words", () => {
  for (const [rule, words] of [
    ["FREQ=DAILY", "Every day"],
    ["FREQ=DAILY;INTERVAL=3;COUNT=4", "Every 3 days, 4 times"],
    ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every working day"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "Every two weeks on Monday"],
    ["FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260331T235959Z", "Every week on Mon, Wed, until Mar 31, 2026"],
    ["FREQ=MONTHLY;INTERVAL=3", "Every quarter"],
    ["FREQ=MONTHLY;BYDAY=-1FR", "Every month on the last Friday"],
    ["FREQ=YEARLY", "Every year"],
  ] as const) {
    const rhythm = readRhythm(rule);
    expect(rhythm && writeRhythm(rhythm)).toBe(rule);
    expect(recurrenceWords(rule, "en-US")).toBe(words);
  }
});

test("a rule with parts that have no control stays as it is", () => {
  for (const rule of [
    "FREQ=MONTHLY;BYMONTHDAY=15",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=MO",
    "FREQ=DAILY;BYDAY=1MO",
  ]) {
    expect(readRhythm(rule)).toBeNull();
    expect(recurrenceWords(rule, "en-US")).toBe(rule);
  }
});
