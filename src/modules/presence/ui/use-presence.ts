"use client";
// Who else looks at the record that this tab shows. Said every few seconds while the tab can be seen, and at once when
// someone comes, goes or begins to edit.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { isTRPCClientError } from "@trpc/client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { AppRouter } from "@/modules";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { usePresenceSignals } from "@/surfaces/rpc/live";
import type { Present } from "../schema";

/** The server forgets a tab after 16 s. */
const everyMs = 7_000;
const gatherMs = 120;

let ownTab: string | undefined;
const tabId = (): string => {
  ownTab ??= crypto.randomUUID();
  return ownTab;
};

/** Leaves a page that is being closed: only a request that outlives it arrives. */
function leave(shown: string): void {
  const body = JSON.stringify({ tab: tabId(), shown });
  const headers = { "Content-Type": "application/json" };
  // Unheard, the absence is noticed some seconds later.
  fetch("/api/trpc/presence.leave", { method: "POST", body, headers, keepalive: true }).catch(
    () => undefined,
  );
}

const nobody: Present["people"] = [];

export interface Presence {
  people: Present["people"];
  /** The field that is being edited here; null: none any more. */
  setEditing: (field: string | null) => void;
  /** The record is not there any more. */
  isGone: boolean;
}

const isNotThere = (error: unknown): boolean =>
  isTRPCClientError<AppRouter>(error) && error.data?.httpStatus === 404;

export function usePresence(recordType: string, recordId: string): Presence {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const field = useRef<string | null>(null);
  const [isSeen, setIsSeen] = useState(true);
  const queryKey = ["presence", recordType, recordId];
  const { data, error } = useQuery({
    queryKey,
    queryFn: () =>
      client.presence.announce.mutate({ recordType, recordId, tab: tabId(), field: field.current }),
    enabled: isSeen,
    refetchInterval: (query) => !isNotThere(query.state.error) && everyMs,
    refetchOnWindowFocus: false,
    staleTime: 0,
    gcTime: 0,
    // What fails is said again anyway, and presence is no reason for an error on the page.
    retry: false,
  });

  useEffect(() => {
    const see = () => setIsSeen(document.visibilityState === "visible");
    see();
    document.addEventListener("visibilitychange", see);
    return () => document.removeEventListener("visibilitychange", see);
  }, []);

  useEffect(() => {
    if (!isSeen) return;
    const goodbye = () => leave(recordId);
    window.addEventListener("pagehide", goodbye);
    return () => {
      window.removeEventListener("pagehide", goodbye);
      goodbye();
    };
  }, [isSeen, recordId]);

  // One's own announcement comes back as a signal too: those of a moment are answered by one.
  const timer = useRef<number | undefined>(undefined);
  const saySoon = useCallback(() => {
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      void queryClient.invalidateQueries({ queryKey: ["presence", recordType, recordId] });
    }, gatherMs);
  }, [queryClient, recordType, recordId]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  usePresenceSignals((signal) => {
    if (isSeen && signal.recordId === recordId && signal.recordType === recordType) saySoon();
  });

  const setEditing = useCallback(
    (next: string | null) => {
      if (field.current === next) return;
      field.current = next;
      saySoon();
    },
    [saySoon],
  );
  return { people: data?.people ?? nobody, setEditing, isGone: isNotThere(error) };
}
