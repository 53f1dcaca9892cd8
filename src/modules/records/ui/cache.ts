"use client";
// Records in the cache: one fresh answer goes into every list and page that shows the record, in its place.
import { type InfiniteData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { freshen } from "@/surfaces/rpc/freshness";
import { type RecordRow, type RowsPage, recordKeys, type TypeName } from "@/surfaces/rpc/records";

export type ListData = InfiniteData<RowsPage, string | undefined>;

/** Every shown list of the type, changed row by row; an untouched page stays the same object. */
function mapRows(
  client: QueryClient,
  plural: string,
  change: (row: RecordRow) => RecordRow | undefined,
): void {
  client.setQueriesData<ListData>({ queryKey: recordKeys.lists(plural) }, (data) => {
    if (!data) return data;
    let gone = 0;
    let isChanged = false;
    const pages = data.pages.map((page) => {
      const items = page.items.flatMap((row) => {
        const next = change(row);
        if (next !== row) isChanged = true;
        if (!next) gone += 1;
        return next ?? [];
      });
      return { ...page, items };
    });
    if (!isChanged) return data;
    return {
      ...data,
      pages: pages.map((page) => ({ ...page, total: page.total === null ? null : page.total - gone })),
    };
  });
}

export interface RecordCache {
  /** Puts a fresh record in its places; an answer older than what is shown is left out. */
  put: (record: RecordRow) => void;
  remove: (id: string) => void;
  /** Shown lists are asked for again. */
  refreshLists: () => void;
  /** What hangs on a record: its timeline and its related lists; all, or what was asked for before a moment. */
  refreshAround: (id: string, since?: number) => void;
  /** What shows the record asks for it again: it may be gone. */
  lookAgain: (id: string) => void;
  find: (id: string) => RecordRow | undefined;
}

export function recordCache(client: QueryClient, { plural }: TypeName): RecordCache {
  const isNewer = (fresh: RecordRow, shown: RecordRow) => fresh.version >= shown.version;
  return {
    put(record) {
      mapRows(client, plural, (row) => (row.id === record.id && isNewer(record, row) ? record : row));
      client.setQueryData<RecordRow>(recordKeys.one(plural, record.id), (shown) =>
        shown && !isNewer(record, shown) ? shown : record,
      );
    },
    remove(id) {
      mapRows(client, plural, (row) => (row.id === id ? undefined : row));
      client.removeQueries({ queryKey: recordKeys.one(plural, id) });
    },
    refreshLists() {
      void client.invalidateQueries({ queryKey: recordKeys.lists(plural) });
      void client.invalidateQueries({ queryKey: recordKeys.sums(plural) });
    },
    refreshAround(id, since = Number.POSITIVE_INFINITY) {
      void freshen(client, recordKeys.timeline(plural, id), since);
      void freshen(client, ["records", plural, "related", id], since);
    },
    lookAgain(id) {
      void client.invalidateQueries({ queryKey: recordKeys.one(plural, id) });
    },
    find(id) {
      const one = client.getQueryData<RecordRow>(recordKeys.one(plural, id));
      if (one) return one;
      for (const [, data] of client.getQueriesData<ListData>({ queryKey: recordKeys.lists(plural) })) {
        for (const page of data?.pages ?? []) {
          const row = page.items.find((candidate) => candidate.id === id);
          if (row) return row;
        }
      }
      return undefined;
    },
  };
}

export function useRecordCache({ name, plural }: TypeName): RecordCache {
  const client = useQueryClient();
  return useMemo(() => recordCache(client, { name, plural }), [client, name, plural]);
}
