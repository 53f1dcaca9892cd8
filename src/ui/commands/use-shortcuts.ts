"use client";
/** Turns key presses anywhere on the page into commands, including sequences such as "G C". */
import { useEffect, useRef } from "react";
import type { CommandStore } from "./command-store";
import { wasInFront } from "./in-front";
import { isTypingTarget, matchesStroke, parseShortcut } from "./shortcut";

const sequenceMs = 1_200;

/** `isCovered`: something that takes the keyboard is open, or on its way. */
export function useShortcuts(store: CommandStore, isCovered: boolean): void {
  const covered = useRef(isCovered);
  useEffect(() => {
    covered.current = isCovered;
  }, [isCovered]);
  useEffect(() => {
    let typed: KeyboardEvent[] = [];
    let timer: number | undefined;

    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return;
      if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      const isPlainKey = !event.metaKey && !event.ctrlKey && !event.altKey;
      if (isTypingTarget(event.target) && (isPlainKey || event.key.toLowerCase() === "z")) return;
      // A modal dialog owns the keyboard; only key combinations pass through it.
      if (isPlainKey && (covered.current || wasInFront(event))) return;

      typed = [...typed, event].slice(-3);
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        typed = [];
      }, sequenceMs);

      let best: { length: number; run: () => void } | undefined;
      for (const command of store.all()) {
        if (!command.shortcut || command.isToldOnly || command.isEnabled?.() === false) continue;
        const strokes = parseShortcut(command.shortcut);
        const recent = typed.slice(-strokes.length);
        if (recent.length < strokes.length) continue;
        const hits = strokes.every((stroke, index) => {
          const pressed = recent[index];
          return pressed !== undefined && matchesStroke(pressed, stroke);
        });
        // The longer sequence wins ("G C" over "C"); between equals, what was mounted last.
        if (hits && strokes.length >= (best?.length ?? 0))
          best = { length: strokes.length, run: command.run };
      }
      if (!best) return;
      event.preventDefault();
      typed = [];
      best.run();
    }

    window.addEventListener("keydown", onKeyDown);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("keydown", onKeyDown);
    };
  }, [store]);
}
