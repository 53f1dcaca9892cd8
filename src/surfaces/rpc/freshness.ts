"use client";
// Which answers in the cache already hold a change of this page: those that were asked for after the change itself was
// answered. The event that tells of it then asks for nothing a second time.
import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";

/** An event arrives within seconds of the answer. */
const mostRemembered = 200;

/** Longer, nobody else's changes wait for the answer to one's own. */
const patienceMs = 2_000;

const answered = new Map<string, number>();
const underway = new Set<{ since: number }>();
const asked = new WeakMap<Query, number>();

/** A part of a change: what a job goes on to do under the same id is at another time. */
const partOf = (changeId: string, at: string): string => `${changeId} ${at}`;

/** Sends a change. */
export async function duringChange<T>(send: () => Promise<T>): Promise<T> {
  const change = { since: performance.now() };
  underway.add(change);
  try {
    return await send();
  } finally {
    underway.delete(change);
  }
}

/** Whether the answer of a change is waited for: the event that tells of it may be here before. */
export const isChangeUnderway = (): boolean =>
  [...underway].some(({ since }) => performance.now() - since < patienceMs);

/** The answer of a change has come; it was written at that time of the server. */
export function noteOwnChange(changeId: string, at: string): void {
  answered.set(partOf(changeId, at), performance.now());
  const [oldest] = answered.keys();
  if (answered.size > mostRemembered && oldest !== undefined) answered.delete(oldest);
}

/** From now on it is known of every query when it was last asked. */
export function watchFreshness(client: QueryClient): void {
  client.getQueryCache().subscribe((event) => {
    // `fetch` begins a question and is followed by its retries, which can only be later.
    if (event.type === "updated" && event.action.type === "fetch") asked.set(event.query, performance.now());
  });
}

/** When the answer of this page's own change came; infinity for a change made elsewhere. */
export const answeredAt = ({ changeId, at }: { changeId: string | null; at: string }): number =>
  (changeId === null ? undefined : answered.get(partOf(changeId, at))) ?? Number.POSITIVE_INFINITY;

/** Asks again for what was asked before that moment; what was asked after it holds the change. */
export function freshen(client: QueryClient, queryKey: QueryKey, since: number): Promise<void> {
  return client.invalidateQueries({
    queryKey,
    predicate: (query) => (asked.get(query) ?? 0) <= since,
  });
}
