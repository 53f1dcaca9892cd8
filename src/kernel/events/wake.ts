// The wire between a commit and the dispatcher of this process: no NOTIFY inside the tenant's transaction.

type Waker = () => void;
const holder = globalThis as typeof globalThis & { meridianWake?: Set<Waker> };
holder.meridianWake ??= new Set();

/** Tells this process's dispatcher that events were committed. */
export function wakeDispatcher(): void {
  for (const wake of holder.meridianWake ?? []) wake();
}

export function onWake(waker: Waker): () => void {
  holder.meridianWake?.add(waker);
  return () => holder.meridianWake?.delete(waker);
}
