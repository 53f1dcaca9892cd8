import { expect, test } from "vitest";
import { type RowGroup, tableEntries } from "./table-groups";

type Row = { id: string };
const group = (id: string, count: number | undefined, ids: string[], isOpen = true): RowGroup<Row> => ({
  id,
  name: id,
  label: id,
  count,
  isOpen,
  hasMore: true,
  rows: ids.map((one) => ({ id: one })),
  isFetching: false,
});

test("rows keep their numbers across groups, closed groups show none, and the rest of a group follows its rows", () => {
  const groups = [
    group("a", 3, ["1", "2"]),
    group("b", 9, ["3"], false),
    group("c", 1, ["1"]),
    group("d", 70, []),
  ];
  const rows = [{ id: "1" }, { id: "2" }, { id: "1" }];
  const { entries, entryOfRow } = tableEntries(rows, groups, 38);
  expect(entries.map((entry) => entry.key)).toEqual([
    "group a",
    "a 1",
    "a 2",
    "more a",
    "group b",
    "group c",
    "c 1",
    "group d",
    "more d",
  ]);
  expect(entryOfRow).toEqual([1, 2, 6]);
  expect(entries.flatMap((entry) => (entry.kind === "more" ? entry.height : []))).toEqual([38, 70 * 38]);
});

test("a group that is not counted yet keeps the place of its first rows, and ends when there are no more", () => {
  const coming = group("a", undefined, []);
  const loaded = group("b", undefined, ["1"]);
  const whole = { ...group("c", undefined, ["2"]), hasMore: false };
  const { entries } = tableEntries([{ id: "1" }, { id: "2" }], [coming, loaded, whole], 38);
  expect(entries.map((entry) => (entry.kind === "more" ? entry.height : entry.key))).toEqual([
    "group a",
    50 * 38,
    "group b",
    "b 1",
    50 * 38,
    "group c",
    "c 2",
  ]);
});

test("without groups every row is an entry", () => {
  const { entries, entryOfRow } = tableEntries([{ id: "1" }, { id: "2" }], undefined, 38);
  expect(entries.map((entry) => entry.key)).toEqual(["1", "2"]);
  expect(entryOfRow).toEqual([0, 1]);
});

test("a group keeps the place of all its rows, so that nothing below moves while they come", () => {
  const heightOf = (read: number) => {
    const ids = Array.from({ length: read }, (_, at) => String(at));
    const { entries } = tableEntries(
      ids.map((id) => ({ id })),
      [group("a", 10_000, ids)],
      38,
    );
    return entries.reduce((sum, entry) => sum + (entry.kind === "more" ? entry.height : 38), 0);
  };
  expect([0, 50, 150, 9_990].map(heightOf)).toEqual(
    [10_001, 10_001, 10_001, 10_001].map((rows) => rows * 38),
  );
});
