"use client";
/** A moment as people say it ("3 min ago"), exact on hover and in the datetime attribute; it keeps itself fresh. */
import { useSyncExternalStore } from "react";
import { formatExact, formatRelative } from "./format";
import { useLocale } from "./locale";

const tickMs = 30_000;

// One clock for all: a list shows hundreds of moments.
let now = new Date();
let timer: number | undefined;
const listeners = new Set<() => void>();

function tick() {
  now = new Date();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) timer = window.setInterval(tick, tickMs);
  // What is shown after a while without any moment must not be read by an old clock.
  if (Date.now() - now.getTime() > tickMs) tick();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.clearInterval(timer);
  };
}

const present = () => now;

export function RelativeTime({ at }: { at: string | Date }) {
  const { tag } = useLocale();
  const shownAt = useSyncExternalStore(subscribe, present, present);
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return <span>{String(at)}</span>;
  // Server and browser differ by a second and perhaps a time zone; the browser's word is the last.
  return (
    <time dateTime={moment.toISOString()} title={formatExact(moment, tag)} suppressHydrationWarning>
      {formatRelative(moment, shownAt, tag)}
    </time>
  );
}
