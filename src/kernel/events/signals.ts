// Signals: what is worth telling now and nothing later, to everyone who listens in any process. Never stored, so one
// may be lost with a connection: whoever needs to know looks again from time to time.
import { z } from "zod";

const Signal = z.object({
  tenantId: z.string(),
  recordType: z.string(),
  /** With its prefix. */
  recordId: z.string(),
  /** Who owns the record, so that it is told only to those who may know of it. */
  ownerId: z.string().nullable(),
});
export type Signal = z.output<typeof Signal>;

type Listener = (signal: Signal) => void;
type Wire = { listeners: Map<string, Set<Listener>>; send: ((text: string) => void) | null };

// Next and the server are separate bundles: one wire for both.
const holder = globalThis as typeof globalThis & { meridianSignals?: Wire };
holder.meridianSignals ??= { listeners: new Map(), send: null };
const wire = holder.meridianSignals;

/** Listens to one tenant's signals. Answers how to stop. */
export function onSignal(tenantId: string, listener: Listener): () => void {
  const listeners = wire.listeners.get(tenantId) ?? new Set();
  wire.listeners.set(tenantId, listeners.add(listener));
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && wire.listeners.get(tenantId) === listeners) wire.listeners.delete(tenantId);
  };
}

const deliver = (signal: Signal): void => {
  for (const listener of wire.listeners.get(signal.tenantId) ?? []) listener(signal);
};

/** To this process at once, to the others by the dispatcher's connection. */
export function sendSignal(signal: Signal): void {
  deliver(signal);
  wire.send?.(JSON.stringify(signal));
}

/** From another process. */
export function receiveSignal(text: string): void {
  deliver(Signal.parse(JSON.parse(text)));
}

/** The dispatcher's part: how the other processes are reached; null when it stops. */
export function carrySignals(send: ((text: string) => void) | null): void {
  wire.send = send;
}
