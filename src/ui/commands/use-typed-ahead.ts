"use client";
/** What is typed after ⌘K and before the menu is there: it is the menu's, not the page's. */
import { type RefObject, useEffect, useRef } from "react";

export function useTypedAhead(isWaiting: boolean, onCancel: () => void): RefObject<string> {
  const typed = useRef("");
  useEffect(() => {
    if (!isWaiting) return;
    typed.current = "";
    function keep(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.key === "Escape") onCancel();
      else if (event.key === "Backspace") typed.current = typed.current.slice(0, -1);
      else if (event.key.length === 1) typed.current += event.key;
      else return;
      event.preventDefault();
      event.stopPropagation();
    }
    window.addEventListener("keydown", keep, true);
    return () => window.removeEventListener("keydown", keep, true);
  }, [isWaiting, onCancel]);
  return typed;
}
