"use client";
/**
 * Code that a page does not need to be seen: fetched when the page is at rest, or at once when it is wanted. What was
 * asked for before it arrived is kept: the part is drawn as wanted when it is there.
 */
import { useEffect, useState } from "react";
import { notifyMissing } from "../feedback/notify";

export interface Late<T> {
  /** Fetches once, however often it is called. */
  load: () => Promise<T>;
  /** What has arrived. */
  current: T | undefined;
}

export function late<T>(fetchPart: () => Promise<T>): Late<T> {
  let asked: Promise<T> | undefined;
  const part: Late<T> = {
    current: undefined,
    load: () => {
      asked ??= fetchPart().then(
        (found) => {
          part.current = found;
          return found;
        },
        (error: unknown) => {
          // The next one who wants it asks again.
          asked = undefined;
          throw error;
        },
      );
      return asked;
    },
  };
  return part;
}

/**
 * The part once it is wanted and there. Code that cannot be fetched ends no page: it is asked for again, ever more
 * rarely, and at once when the connection is back.
 */
export function useLate<T>(part: Late<T>, isWanted: boolean): T | undefined {
  const [found, setFound] = useState<{ part: T } | undefined>(
    isWanted && part.current ? { part: part.current } : undefined,
  );
  const [failures, setFailures] = useState(0);
  useEffect(() => {
    if (!isWanted || found) return;
    let isGone = false;
    const ask = () =>
      void part.load().then(
        (loaded) => !isGone && setFound({ part: loaded }),
        () => !isGone && setFailures((before) => before + 1),
      );
    // With a connection, this often is no accident: the page may be older than the server.
    if (failures === 3 && navigator.onLine) notifyMissing();
    if (failures === 0) ask();
    const timer = failures > 0 ? window.setTimeout(ask, Math.min(500 * 2 ** failures, 30_000)) : undefined;
    window.addEventListener("online", ask);
    return () => {
      isGone = true;
      window.clearTimeout(timer);
      window.removeEventListener("online", ask);
    };
  }, [part, isWanted, found, failures]);
  return found?.part;
}

/** For what is only fetched ahead: who really wants it asks again. */
export function fetchAhead(part: Late<unknown>): void {
  part.load().catch(() => undefined);
}
