"use client";
/** True once the first page has been drawn and the browser has a moment: time for what nobody sees at first. */
import { useEffect, useState } from "react";

/** A page that waits for its data is idle too, and what it waits for must not share the line. */
const drawnMs = 1_500;

export function useAtRest(): boolean {
  const [isAtRest, setIsAtRest] = useState(false);
  useEffect(() => {
    let handle: number | undefined;
    const rest = () => setIsAtRest(true);
    const timer = window.setTimeout(() => {
      // Safari has no idle callback.
      if (typeof window.requestIdleCallback === "function")
        handle = window.requestIdleCallback(rest, { timeout: 3_000 });
      else rest();
    }, drawnMs);
    return () => {
      window.clearTimeout(timer);
      if (handle !== undefined) window.cancelIdleCallback(handle);
    };
  }, []);
  return isAtRest;
}
