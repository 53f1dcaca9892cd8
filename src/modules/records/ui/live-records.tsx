"use client";
// Changes made elsewhere, on the screen within a second: values change in their place; what would add, remove or move
// rows is told to the lists, which decide when it disturbs nobody.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { answeredAt, freshen, isChangeUnderway } from "@/surfaces/rpc/freshness";
import { type LiveEvent, useLiveEvents } from "@/surfaces/rpc/live";
import { recordCalls, recordKeys, useUntypedClient } from "@/surfaces/rpc/records";
import { recordCache } from "./cache";
import { type RecordScreen, useScreens } from "./record-screen";
import { useViewer } from "./viewer";

const gatherMs = 80;
/** More than this at once is an import: the lists are asked for again as a whole. */
const mostRows = 50;

export interface RowsChanged {
  recordType: string;
  /** Rows whose values changed here and now. */
  ids: ReadonlySet<string>;
  /** Whether rows may have come, gone or moved. */
  isStructural: boolean;
  /** Whether all of it was the viewer's own doing. */
  isOwn: boolean;
}

/** What is known of a record that was deleted while it was shown. */
export interface Deletion {
  actorId: string;
  at: string;
}

type Listener = (change: RowsChanged) => void;
const listeners = new Set<Listener>();

/** Calls back after live changes have been put in their places. */
export function useRowsChanged(listener: Listener): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    const tell: Listener = (change) => latest.current(change);
    listeners.add(tell);
    return () => {
      listeners.delete(tell);
    };
  }, []);
}

type Described = { fields: FieldDescriptor[] };

interface Gathered {
  ids: Set<string>;
  versions: Map<string, number>;
  events: LiveEvent[];
  deletions: Map<string, Deletion>;
  isStructural: boolean;
  isOwn: boolean;
}

/** Once, inside the shell. */
export function LiveRecords() {
  const client = useUntypedClient();
  const queryClient = useQueryClient();
  const screens = useScreens();
  const { userId } = useViewer();
  const gathered = useRef(new Map<string, Gathered>());
  const timer = useRef<number | undefined>(undefined);

  const apply = useCallback(
    async (screen: RecordScreen, { ids, versions, events, deletions, isStructural, isOwn }: Gathered) => {
      const cache = recordCache(queryClient, screen);
      const tell = (changed: ReadonlySet<string>, structural: boolean) => {
        for (const listener of listeners)
          listener({ recordType: screen.name, ids: changed, isStructural: structural, isOwn });
      };
      if (ids.size > mostRows) {
        void queryClient.invalidateQueries({ queryKey: recordKeys.type(screen.plural), refetchType: "none" });
        return tell(ids, true);
      }
      const since = Math.max(...events.map(answeredAt));
      for (const id of ids) cache.refreshAround(id, since);
      const shown = [...ids].filter((id) => {
        const row = cache.find(id);
        return row && row.version < (versions.get(id) ?? Number.POSITIVE_INFINITY);
      });
      if (shown.length > 0) {
        const page = await recordCalls(client, screen).list({
          filter: { id: { in: shown } },
          limit: 100,
          count: "none",
        });
        for (const record of page.items) cache.put(record);
        const gone = shown.filter((id) => !page.items.some((record) => record.id === id));
        for (const id of gone) {
          queryClient.setQueryData(recordKeys.gone(screen.plural, id), deletions.get(id));
          cache.lookAgain(id);
        }
        if (gone.length > 0) isStructural = true;
      }
      tell(new Set(shown), isStructural);
    },
    [client, queryClient],
  );

  useLiveEvents((event) => {
    const known: Gathered = gathered.current.get(event.recordType) ?? {
      ids: new Set<string>(),
      versions: new Map<string, number>(),
      events: [],
      deletions: new Map<string, Deletion>(),
      isStructural: false,
      isOwn: true,
    };
    known.ids.add(event.recordId);
    known.events.push(event);
    known.isOwn &&= event.actorId === userId;
    // A deletion tells the record as it last was: no version of it is shown rightly any more.
    if (event.type.endsWith(".deleted")) {
      known.deletions.set(event.recordId, event);
      known.versions.delete(event.recordId);
    } else if (event.version !== null) known.versions.set(event.recordId, event.version);
    if (!event.type.endsWith(".updated")) known.isStructural = true;
    gathered.current.set(event.recordType, known);
    soon();
  });

  const soon = () => {
    // Not pushed back by each further event: under a steady stream it would never come.
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      if (isChangeUnderway()) return soon();
      const all = gathered.current;
      const isOwn = [...all.values()].every((change) => change.isOwn);
      gathered.current = new Map();
      for (const [type, change] of all) {
        const screen = screens.find((one) => one.name === type);
        // What could not be fetched now is fetched by the next look: the caches know that they are old.
        if (screen) apply(screen, change).catch(() => recordCache(queryClient, screen).refreshLists());
      }
      const since = Math.max(...[...all.values()].flatMap(({ events }) => events.map(answeredAt)));
      for (const screen of screens) {
        // Roll-ups of a type stand on records of others.
        const described = queryClient.getQueryData<Described>(recordKeys.describe(screen.name));
        if (!described?.fields.some(({ rollup }) => rollup && all.has(rollup.recordType))) continue;
        void freshen(queryClient, [...recordKeys.type(screen.plural), "one"], since);
        for (const listener of listeners)
          listener({ recordType: screen.name, ids: new Set(), isStructural: true, isOwn });
      }
      void queryClient.invalidateQueries({ queryKey: ["changes"] });
    }, gatherMs);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return null;
}
