"use client";
/** What stands at the window's bottom (a bar of actions, a phone's places) says so here, and toasts stay above it. */
import { useEffect, useRef } from "react";

/** Half the width of a toast with some air, around the window's middle. */
const halfToastPx = 220;
const standing = new Map<HTMLElement, ResizeObserver>();

/** How much of the window's bottom is taken, for `--m-bottom-edge`; nothing that is hidden or beside toasts counts. */
function measure() {
  const middle = window.innerWidth / 2;
  let taken = 0;
  for (const element of standing.keys()) {
    const { top, left, right, height } = element.getBoundingClientRect();
    if (height === 0 || left > middle + halfToastPx || right < middle - halfToastPx) continue;
    taken = Math.max(taken, window.innerHeight - top);
  }
  document.documentElement.style.setProperty("--m-bottom-edge", `${Math.round(taken)}px`);
}

/** For the element that must not be covered, as long as it is there. */
export function useBottomEdge<T extends HTMLElement>() {
  const ref = useRef<T>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (standing.size === 0) window.addEventListener("resize", measure);
    standing.set(element, observer);
    return () => {
      observer.disconnect();
      standing.delete(element);
      if (standing.size === 0) window.removeEventListener("resize", measure);
      measure();
    };
  }, []);
  return ref;
}
