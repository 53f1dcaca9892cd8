"use client";
// One live stream of events for the whole page, and who listens to it. It goes on after a lost connection without a
// gap; whoever listens is told of each event once.
import { useSubscription } from "@trpc/tanstack-react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { useTRPC } from "./client";

export interface LiveEvent {
  id: string;
  /** "contact.updated" */
  type: string;
  recordType: string;
  recordId: string;
  ownerId: string | null;
  actorId: string;
  changeId: string | null;
  version: number | null;
  at: string;
}

/** Someone came to a record or left it. */
export interface PresenceSignal {
  type: "presence";
  recordType: string;
  recordId: string;
}

type Listener = (event: LiveEvent) => void;
type SignalListener = (signal: PresenceSignal) => void;

class LiveHub {
  readonly #listeners = new Set<Listener>();
  readonly #signalListeners = new Set<SignalListener>();

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  listenToSignals(listener: SignalListener): () => void {
    this.#signalListeners.add(listener);
    return () => this.#signalListeners.delete(listener);
  }

  signal(signal: PresenceSignal): void {
    for (const listener of this.#signalListeners) listener(signal);
  }

  tell(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

const LiveContext = createContext<LiveHub | null>(null);

/** Opens the stream; once, around all pages of a signed-in person. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [hub] = useState(() => new LiveHub());
  return (
    <LiveContext value={hub}>
      <LiveStream hub={hub} />
      {children}
    </LiveContext>
  );
}

function LiveStream({ hub }: { hub: LiveHub }) {
  const trpc = useTRPC();
  useSubscription(
    trpc.events.live.subscriptionOptions(
      { isTogether: true },
      {
        onData: (message) => {
          if ("data" in message) for (const event of [message.data].flat()) hub.tell(event);
          else hub.signal(message);
        },
      },
    ),
  );
  return null;
}

/** Calls back for every event while the calling part is mounted. */
export function useLiveEvents(listener: Listener): void {
  const hub = useContext(LiveContext);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => hub?.listen((event) => latest.current(event)), [hub]);
}

/** Calls back whenever someone came to a record or left it. */
export function usePresenceSignals(listener: (signal: PresenceSignal) => void): void {
  const hub = useContext(LiveContext);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => hub?.listenToSignals((signal) => latest.current(signal)), [hub]);
}
