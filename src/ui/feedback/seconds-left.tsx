"use client";
/** "12 s", one less each second. Read out once: a screen reader is not told every second. */
import { useEffect, useState } from "react";

export function SecondsLeft({ until }: { until: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 250);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <span role="timer" aria-live="off">
      {Math.max(0, Math.ceil((until - now) / 1_000))} s
    </span>
  );
}
