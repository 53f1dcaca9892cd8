import { expect, test } from "vitest";
import { whenFromWords } from "./when-words";

// A Wednesday, half past eight in Berlin.
const now = new Date("2025-01-22T07:30:00Z");
const berlin = (words: string) => whenFromWords(words, now, "Europe/Berlin");

test.each([
  ["next tue 9", "2025-01-28T08:00:00.000Z", true],
  ["tomorrow", "2025-01-23T08:00:00.000Z", false],
  ["tmr 14", "2025-01-23T13:00:00.000Z", true],
  ["fri 3pm", "2025-01-24T14:00:00.000Z", true],
  ["friday at 3", "2025-01-24T14:00:00.000Z", true],
  ["mon 10:30", "2025-01-27T09:30:00.000Z", true],
  ["in 2 hours", "2025-01-22T09:30:00.000Z", true],
  ["in 3 days", "2025-01-25T08:00:00.000Z", false],
  ["march 9", "2025-03-09T08:00:00.000Z", false],
  ["2025-02-03", "2025-02-03T08:00:00.000Z", false],
  ["2025-02-03 16:15", "2025-02-03T15:15:00.000Z", true],
])("%s", (words, at, hasTime) => {
  expect(berlin(words)).toEqual({ at, hasTime });
});

test("a time after the change to summer time is that time on the wall", () => {
  expect(whenFromWords("april 1 at 9am", now, "Europe/Berlin")?.at).toBe("2025-04-01T07:00:00.000Z");
  expect(whenFromWords("tomorrow 9am", now, "America/New_York")?.at).toBe("2025-01-23T14:00:00.000Z");
});

test("words without a time say nothing", () => {
  for (const words of ["", "   ", "call Bob", "x".repeat(300)]) expect(berlin(words)).toBeNull();
});
