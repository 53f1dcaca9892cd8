"use client";
/** Says things to screen readers: `announce("1,204 contacts")`. Two regions take turns so that repeats are spoken. */
import { VisuallyHidden } from "@mantine/core";
import { useSyncExternalStore } from "react";

interface Spoken {
  turn: 0 | 1;
  text: string;
}

let spoken: Spoken = { turn: 0, text: "" };
const silent: Spoken = spoken;
const listeners = new Set<() => void>();

export function announce(text: string): void {
  spoken = { turn: spoken.turn === 0 ? 1 : 0, text };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function LiveAnnouncer() {
  const now = useSyncExternalStore(
    subscribe,
    () => spoken,
    () => silent,
  );
  return (
    <VisuallyHidden>
      <div role="status" aria-live="polite" aria-atomic="true">
        {now.turn === 0 ? now.text : ""}
      </div>
      <div role="status" aria-live="polite" aria-atomic="true">
        {now.turn === 1 ? now.text : ""}
      </div>
    </VisuallyHidden>
  );
}
