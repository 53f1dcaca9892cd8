"use client";
// When a list asks again after a change: at once while nobody's pointer or caret is in it, else it offers. What the
// viewer has changed is no news to them: then it only waits for its moment.
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { useRowsChanged } from "./live-records";
import type { RecordScreen } from "./record-screen";

const markedMs = 2_500;
const restMs = 1_500;

interface QuietRefreshOptions {
  area: RefObject<HTMLElement | null>;
  /** False: another list is shown in its place. */
  isActive: boolean;
  /** Whether asking again is cheap enough to do unasked. */
  isSmall: boolean;
  /** Whether a changed value may move a row, or take it out. */
  mayMove: boolean;
  refetch: () => unknown;
}

export function useQuietRefresh(screen: RecordScreen, options: QuietRefreshOptions) {
  const { area, isActive, isSmall, mayMove, refetch } = options;
  const [changedIds, setChangedIds] = useState<ReadonlySet<string>>(new Set());
  const [outdated, setOutdated] = useState<"silently" | "visibly" | null>(null);
  const lastTouch = useRef(0);
  const refresh = useCallback(() => {
    setOutdated(null);
    void refetch();
  }, [refetch]);

  useEffect(() => {
    const touch = () => {
      lastTouch.current = Date.now();
    };
    const element = area.current;
    for (const name of ["pointermove", "pointerdown", "wheel", "keydown"])
      element?.addEventListener(name, touch, { passive: true });
    return () => {
      for (const name of ["pointermove", "pointerdown", "wheel", "keydown"])
        element?.removeEventListener(name, touch);
    };
  }, [area]);

  const isQuiet = useCallback(
    () =>
      Date.now() - lastTouch.current > restMs &&
      isSmall &&
      !area.current?.querySelector('[role="grid"] input:not([type="checkbox"]):focus, [role="dialog"]'),
    [area, isSmall],
  );

  useRowsChanged(({ recordType, ids, isStructural, isOwn }) => {
    if (!isActive || recordType !== screen.name) return;
    if (ids.size > 0) setChangedIds(ids);
    if (!isStructural && !mayMove) return;
    if (isQuiet()) refresh();
    // Where no moment will come by itself, also one's own new rows have to be asked for.
    else if (isOwn && (isSmall || !isStructural)) setOutdated((before) => before ?? "silently");
    else setOutdated("visibly");
  });

  useEffect(() => {
    if (changedIds.size === 0) return;
    const timer = window.setTimeout(() => setChangedIds(new Set()), markedMs);
    return () => window.clearTimeout(timer);
  }, [changedIds]);

  useEffect(() => {
    if (!outdated) return;
    const timer = window.setInterval(() => {
      if (isQuiet()) refresh();
    }, restMs);
    return () => window.clearInterval(timer);
  }, [outdated, isQuiet, refresh]);

  return { changedIds, isOutdated: outdated === "visibly", refresh };
}
