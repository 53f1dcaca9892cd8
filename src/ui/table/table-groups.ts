/** Rows in groups, as one line of entries that the virtualised list walks: a header, its rows, what is still to load. */
import type { ReactNode } from "react";
import type { RecordLike } from "../fields/read-value";

export interface RowGroup<R extends RecordLike> {
  id: string;
  /** As text, for the accessible name. */
  name: string;
  label: ReactNode;
  /** Undefined until they are counted. */
  count: number | undefined;
  isOpen: boolean;
  /** Whether rows are still to be asked for. */
  hasMore: boolean;
  /** Those loaded so far. */
  rows: R[];
  isFetching: boolean;
  error?: unknown;
}

export type TableEntry<R extends RecordLike> =
  | { kind: "row"; key: string; row: R; rowIndex: number }
  | { kind: "group"; key: string; group: RowGroup<R> }
  | { kind: "more"; key: string; group: RowGroup<R>; height: number };

/** Rows that a group asks for at first; its next ones come in larger pieces. */
export const groupPageSize = 50;
/** Browsers lay out some 33 million pixels at most. */
const mostKept = 100_000;

export interface TableEntries<R extends RecordLike> {
  entries: TableEntry<R>[];
  /** Where each row is among the entries. */
  entryOfRow: number[];
}

export function tableEntries<R extends RecordLike>(
  rows: R[],
  groups: RowGroup<R>[] | undefined,
  rowHeight: number,
): TableEntries<R> {
  const entries: TableEntry<R>[] = [];
  const entryOfRow: number[] = [];
  const add = (row: R, key: string) => {
    entryOfRow.push(entries.length);
    entries.push({ kind: "row", key, row, rowIndex: entryOfRow.length - 1 });
  };
  if (!groups) {
    for (const row of rows) add(row, row.id);
    return { entries, entryOfRow };
  }
  for (const group of groups) {
    entries.push({ kind: "group", key: `group ${group.id}`, group });
    if (!group.isOpen) continue;
    // A record with two tags stands in two groups.
    for (const row of group.rows) add(row, `${group.id} ${row.id}`);
    const { count = Number.POSITIVE_INFINITY } = group;
    if (count <= group.rows.length || !group.hasMore) continue;
    // The place of all that is still to come is kept: nothing jumps when it comes.
    const left = group.count === undefined ? groupPageSize : Math.min(count - group.rows.length, mostKept);
    const height = left * rowHeight;
    entries.push({ kind: "more", key: `more ${group.id}`, group, height });
  }
  return { entries, entryOfRow };
}
