// Credentials resolved a moment ago: at most 5 s old, and dropped in this process the moment one is revoked or what
// stands behind it changes. Other processes catch up within those 5 s.
import { clock } from "@/kernel/clock";
import type { Actor } from "@/kernel/permissions/actor";

export type CachedActor = {
  actor: Actor;
  /** Addresses the credential may be used from; null: any. */
  ipAllowed: string[] | null;
};

type Entry = CachedActor & { untilMs: number };
type Store = { entries: Map<string, Entry>; generation: number };

const keptMs = 5_000;
const limit = 10_000;

// Next and the server are separate bundles of one process: a drop must reach both.
const holder = globalThis as typeof globalThis & { meridianActors?: Store };
holder.meridianActors ??= { entries: new Map(), generation: 0 };
const store = holder.meridianActors;

export const actorCache = {
  /** To be read before looking a credential up, and handed to `set`: a look-up that a drop overtook is not kept. */
  generation: (): number => store.generation,

  get(key: string): CachedActor | undefined {
    const entry = store.entries.get(key);
    if (!entry) return undefined;
    if (entry.untilMs > clock.nowMs()) return entry;
    store.entries.delete(key);
    return undefined;
  },

  set(key: string, value: CachedActor, generation: number, expiresAtMs = Number.POSITIVE_INFINITY): void {
    if (generation !== store.generation) return;
    if (store.entries.size >= limit) store.entries.clear();
    store.entries.set(key, { ...value, untilMs: Math.min(clock.nowMs() + keptMs, expiresAtMs) });
  },

  /** Forgets whom `matches` names; everybody without it. */
  drop(matches: (actor: Actor) => boolean = () => true): void {
    store.generation += 1;
    for (const [key, { actor }] of store.entries) if (matches(actor)) store.entries.delete(key);
  },
};
