"use client";
// The calendar by keyboard: M picks up what has the focus, arrows move it, Shift and arrows its end, Enter keeps it.
import { type KeyboardEvent, type RefObject, useState } from "react";
import { announce } from "@/ui/feedback/live-announcer";
import { notifyDone } from "@/ui/feedback/notify";
import type { CalendarGridProps } from "./calendar-grid";
import { dayShown, describeWhen, isMoveKey, steppedBy, type When, whenOf } from "./calendar-move";

interface UseMoveKeys extends CalendarGridProps {
  root: RefObject<HTMLElement | null>;
  locale: string;
}

export function useMoveKeys({ items, view, zone, locale, root, onMove, onReach }: UseMoveKeys) {
  const [moving, setMoving] = useState<{ id: string; when: When } | null>(null);
  const item = moving && items.find((one) => one.id === moving.id);

  /** The grid draws what is moved anew, so the focus waits on the grid and returns when it lies still. */
  const focusItem = (id: string) =>
    requestAnimationFrame(() => root.current?.querySelector<HTMLElement>(`[data-item="${id}"]`)?.focus());

  function stop(id: string) {
    setMoving(null);
    focusItem(id);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (!moving || !item) {
      const element =
        event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-item]") : null;
      const held = element && items.find((one) => one.id === element.dataset.item);
      if (!held || event.key.toLowerCase() !== "m") return;
      event.preventDefault();
      event.stopPropagation();
      if (!held.canWrite) {
        announce(element.title);
        notifyDone(element.title);
        return;
      }
      setMoving({ id: held.id, when: whenOf(held) });
      root.current?.focus();
      announce(
        `Moving ${held.title}. Arrows move it, Shift and arrows its end, Enter keeps it, Escape puts it back.`,
      );
      return;
    }
    if (isMoveKey(event.key)) {
      const isEnd = event.shiftKey && item.type === "event";
      const stepped = steppedBy(event.key, isEnd, moving.when, { view, zone });
      const when = item.type === "task" ? { ...stepped, end: stepped.start } : stepped;
      setMoving({ id: item.id, when });
      onReach(dayShown(when, zone));
      announce(describeWhen(when, zone, locale, item.type === "task"));
    } else if (event.key === "Enter") {
      onMove(item, moving.when);
      stop(item.id);
    } else if (event.key === "Escape") {
      announce("Put back");
      stop(item.id);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Whoever goes elsewhere has not said that it should stay there. */
  function onBlur(event: React.FocusEvent<HTMLElement>) {
    if (moving && event.target === root.current) setMoving(null);
  }
  return { moving, onKeyDown, onBlur };
}
