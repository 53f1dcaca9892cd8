import { expect, test } from "vitest";
import { minutesFromWords, splitLength, wordsForMinutes } from "./call-words";

test.each([
  ["12 min", 12],
  ["12", 12],
  ["1 h 30", 90],
  ["1h30m", 90],
  ["1.5 hours", 90],
  ["0:12", 12],
  ["1:05:40", 66],
  ["40 sec", 1],
  ["2 min 40 sec", 3],
  ["0", 0],
])("%s is a length", (words, minutes) => {
  expect(minutesFromWords(words)).toBe(minutes);
});

test.each(["", "soon", "12 apples", "300 h", "-5", "1:99"])("%s is none", (words) => {
  expect(minutesFromWords(words)).toBeUndefined();
});

test("and back into words", () => {
  expect([0, 12, 60, 90].map(wordsForMinutes)).toEqual(["0 min", "12 min", "1 h", "1 h 30 min"]);
});

test("what was said and how long it took stand on one line", () => {
  expect(splitLength("Wants an offer, 12 min")).toEqual({ text: "Wants an offer", minutes: 12 });
  expect(splitLength("Spoke with 3 people")).toEqual({ text: "Spoke with 3 people" });
  expect(splitLength("They need 40")).toEqual({ text: "They need 40" });
  expect(splitLength("1 h 5 min")).toEqual({ text: "", minutes: 65 });
});
