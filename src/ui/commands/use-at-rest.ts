"use client";
/** True once the first page has been drawn and the browser has a moment: time for what nobody sees at first. */
import { useEffect, useState } from "react";

export function useAtRest(): boolean {
  const [isAtRest, setIsAtRest] = useState(false);
  useEffect(() => {
    const rest = () => setIsAtRest(true);
    // Safari has no idle callback.
    if (typeof window.requestIdleCallback !== "function") {
      const timer = window.setTimeout(rest, 1_500);
      return () => window.clearTimeout(timer);
    }
    const handle = window.requestIdleCallback(rest, { timeout: 3_000 });
    return () => window.cancelIdleCallback(handle);
  }, []);
  return isAtRest;
}
