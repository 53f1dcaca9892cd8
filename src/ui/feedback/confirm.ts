"use client";
/** Asks before what cannot be undone; everything else is done at once. A question asked before the dialogs' code is there waits for it. */

export interface Confirmation {
  title: string;
  /** What will happen, and to whom. */
  text: string;
  /** The verb on the button: "Revoke". */
  action: string;
  onConfirm: () => void;
}

let waiting: readonly Confirmation[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Confirmation[]): void {
  waiting = next;
  for (const listener of listeners) listener();
}

export const confirm = (asked: Confirmation): void => change([...waiting, asked]);

/** For the host: what is waiting, and that it has been taken. */
export const confirmations = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  waiting: () => waiting,
  take: () => {
    const taken = waiting;
    if (taken.length > 0) change([]);
    return taken;
  },
};
