"use client";
/**
 * Code that a page does not need to be seen: fetched when the page is at rest, or at once when it is wanted. What was
 * asked for before it arrived is kept: the part is drawn as wanted when it is there.
 */
import { useEffect, useState } from "react";

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

/** The part once it is wanted and there. A part that cannot be fetched is the page's error, as any code of it. */
export function useLate<T>(part: Late<T>, isWanted: boolean): T | undefined {
  const [found, setFound] = useState<{ part: T } | undefined>(
    isWanted && part.current ? { part: part.current } : undefined,
  );
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    if (!isWanted || found) return;
    let isGone = false;
    part.load().then(
      (loaded) => !isGone && setFound({ part: loaded }),
      (error: unknown) => !isGone && setFailure(error),
    );
    return () => {
      isGone = true;
    };
  }, [part, isWanted, found]);
  if (failure) throw failure;
  return found?.part;
}

/** For what is only fetched ahead: who really wants it will hear of a failure. */
export function fetchAhead(part: Late<unknown>): void {
  part.load().catch(() => undefined);
}
