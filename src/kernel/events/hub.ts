// The hub: every committed event of this process's database, to whoever listens in this process. It only tells that
// something happened; what was written is read from the log by those who may.

/** An event without its payload: enough to decide who is told, and to look again. */
export type EventNotice = {
  xid: number;
  seq: number;
  tenantId: string;
  /** `evt_…` */
  id: string;
  type: string;
  recordType: string;
  /** With its prefix: `contact_…`. */
  recordId: string;
  ownerId: string | null;
  /** Who owned the record before this event took it away from them. */
  formerOwnerId: string | null;
  actorId: string;
  changeId: string | null;
  /** The record's version after the event. */
  version: number | null;
  at: string;
};

export type EventListener = (notices: readonly EventNotice[]) => void;

type Hub = {
  byTenant: Map<string, Set<EventListener>>;
  all: Set<EventListener>;
  onFirst: Set<() => void>;
  /** Whether everything that is safe to read from now on will be published. */
  isPositioned: boolean;
  waiting: (() => void)[];
};
// Next and the server are separate bundles: one hub for both.
const holder = globalThis as typeof globalThis & { meridianEventHub?: Hub };
holder.meridianEventHub ??= {
  byTenant: new Map(),
  all: new Set(),
  onFirst: new Set(),
  isPositioned: false,
  waiting: [],
};
const hub = holder.meridianEventHub;

const startedListening = (): void => {
  for (const tell of hub.onFirst) tell();
};

/** Listens to one tenant's events, or to every tenant's with `null`. Answers how to stop. */
export function subscribe(tenantId: string | null, listener: EventListener): () => void {
  if (tenantId === null) {
    hub.all.add(listener);
    startedListening();
    return () => hub.all.delete(listener);
  }
  const listeners = hub.byTenant.get(tenantId) ?? new Set();
  hub.byTenant.set(tenantId, listeners.add(listener));
  startedListening();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && hub.byTenant.get(tenantId) === listeners) hub.byTenant.delete(tenantId);
  };
}

export const hasListeners = (): boolean => hub.byTenant.size > 0 || hub.all.size > 0;

/** Told whenever someone begins to listen: the dispatcher need not read while nobody does. */
export function onListening(tell: () => void): () => void {
  hub.onFirst.add(tell);
  return () => hub.onFirst.delete(tell);
}

/** Set by the dispatcher: false while it rests because nobody listens. */
export function setPositioned(isPositioned: boolean): void {
  hub.isPositioned = isPositioned;
  if (isPositioned) for (const go of hub.waiting.splice(0)) go();
}

/**
 * Resolves once a listener misses nothing any more. Who then reads the log from an earlier position, and skips what it
 * has seen, has every event once.
 */
export const positioned = (): Promise<void> =>
  hub.isPositioned ? Promise.resolve() : new Promise((resolve) => hub.waiting.push(resolve));

/** Hands events out, in the order of the log. */
export function publish(notices: readonly EventNotice[]): void {
  if (notices.length === 0) return;
  for (const listener of hub.all) listener(notices);
  const tenants = new Map<string, EventNotice[]>();
  for (const notice of notices) {
    if (!hub.byTenant.has(notice.tenantId)) continue;
    const of = tenants.get(notice.tenantId);
    if (of) of.push(notice);
    else tenants.set(notice.tenantId, [notice]);
  }
  for (const [tenantId, theirs] of tenants) {
    for (const listener of hub.byTenant.get(tenantId) ?? []) listener(theirs);
  }
}
