import { expect, test } from "vitest";
import { rowsOnce } from "./rows-once";

const row = (id: string, version: number) => ({ id, version });

test("a record that moved between two pages is one row, in its first place and with its newest values", () => {
  const pages = [
    [row("a", 1), row("b", 1), row("c", 3)],
    [row("b", 2), row("d", 1), row("c", 2)],
  ];
  expect(rowsOnce(pages)).toEqual([row("a", 1), row("b", 2), row("c", 3), row("d", 1)]);
  expect(rowsOnce([])).toEqual([]);
});
