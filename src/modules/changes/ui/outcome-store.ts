"use client";
// The report that is shown of a way back: anyone who takes something back puts it here.
import { useSyncExternalStore } from "react";

export interface Outcome {
  recordType: string;
  recordId: string;
  /** The record's name where the ids alone do not tell: a record that is gone. */
  name?: string | null;
  fields: string[];
  reason: string;
}

export interface OutcomeReport {
  title: string;
  /** What the first list is called; "Put back" when absent. */
  reversedTitle?: string;
  reversed: Outcome[];
  kept: Outcome[];
  failed: Outcome[];
  /** The undo's own change set, when its lists are too long to be held here: they are asked for page by page. */
  revertId?: string;
}

let shown: OutcomeReport | null = null;
const listeners = new Set<() => void>();

export function showOutcome(report: OutcomeReport | null): void {
  shown = report;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useShownOutcome = (): OutcomeReport | null =>
  useSyncExternalStore(
    subscribe,
    () => shown,
    () => null,
  );
