import { expect, test } from "vitest";
import { NameSet } from "./name-set";

test("a name is among the others or not, however many there are and in whatever order they come and are asked for", () => {
  const names = new NameSet();
  expect(names.has("")).toBe(false);
  for (let n = 0; n < 5000; n++) names.add(`Company ${(n * 7919) % 5000}`);
  expect(Array.from({ length: 5000 }, (_, n) => names.has(`Company ${n}`)).every(Boolean)).toBe(true);
  expect(["", "Company", "Company 5000", "company 1"].some((name) => names.has(name))).toBe(false);
  names.add("");
  names.add("Zürich 😀");
  expect([names.has(""), names.has("Zürich 😀"), names.has("Company 4999")]).toEqual([true, true, true]);
});
