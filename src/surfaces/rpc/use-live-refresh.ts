"use client";
// What is shown is asked for again when events concern it: once for all events of a moment, and not at all where an
// answer that was asked for after the change is there already.
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { answeredAt, freshen, isChangeUnderway } from "./freshness";
import { type LiveEvent, useLiveEvents } from "./live";

const gatherMs = 100;

interface Options {
  /** What is asked for again: every query under this key. */
  queryKey: QueryKey;
  concerns: (event: LiveEvent) => boolean;
  /** While it says so, nothing moves under the hand; it is asked again after. */
  isBusy?: () => boolean;
}

export function useLiveRefresh(options: Options): void {
  const client = useQueryClient();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const gathered = useRef<LiveEvent[]>([]);
  const timer = useRef<number | undefined>(undefined);
  const soon = useCallback(() => {
    // Not pushed back by each further event: under a steady stream it would never come.
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      if (isChangeUnderway() || latest.current.isBusy?.()) return soon();
      const since = Math.max(...gathered.current.map(answeredAt));
      gathered.current = [];
      void freshen(client, latest.current.queryKey, since);
    }, gatherMs);
  }, [client]);
  useLiveEvents((event) => {
    if (!latest.current.concerns(event)) return;
    gathered.current.push(event);
    soon();
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
}
