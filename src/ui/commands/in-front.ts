"use client";
/** What takes the keyboard while it is open: a modal dialog, a menu. */
const inFront = '[role="dialog"][aria-modal="true"], [role="menu"]';

/**
 * Presses of a key while something stood in front. Noted before anything else hears of the key: what is in front may
 * close by it, and be gone when the rest of the page is asked.
 */
const pressedInFront = new WeakSet<Event>();

if (typeof window !== "undefined") {
  window.addEventListener(
    "keydown",
    (event) => {
      if (document.querySelector(inFront)) pressedInFront.add(event);
    },
    { capture: true },
  );
}

/** Whether a key was pressed for something in front of the page, even if it has closed since. */
export const wasInFront = (event: Event): boolean => pressedInFront.has(event);
