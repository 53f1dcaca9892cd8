// Which heading stands over an entry, whatever group it lies in.
import { expect, test } from "vitest";
import { headingOver, headingsOf } from "./group-headings";
import { type RowGroup, tableEntries } from "./table-groups";

const group = (id: string, names: string[], isOpen = true): RowGroup<{ id: string }> => ({
  id,
  name: id,
  label: id,
  count: names.length,
  isOpen,
  hasMore: false,
  rows: isOpen ? names.map((name) => ({ id: name })) : [],
  isFetching: false,
});

test("every entry is under the heading of its own group, closed groups and the first one too", () => {
  const groups = [group("a", ["a1", "a2", "a3"]), group("b", ["b1"], false), group("c", ["c1", "c2"])];
  const rows = groups.flatMap((one) => one.rows);
  const { entries } = tableEntries(rows, groups, 38);
  const headings = headingsOf(entries);
  expect(headings).toEqual([0, 4, 5]);
  expect(entries.map((_, index) => headingOver(headings, index))).toEqual([0, 0, 0, 0, 4, 5, 5, 5]);
  expect(headingOver([], 3)).toBeUndefined();
  expect(headingOver([2, 5], 1)).toBeUndefined();
});
