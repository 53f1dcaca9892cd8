// The live stream of one listener: events, each once and in order, and signals as they come.
import { unauthorized } from "@/kernel/errors";
import { onSignal, type Signal } from "@/kernel/events";
import type { RequestInfo } from "@/kernel/operation";
import type { EventMessage, LiveQuery, SignalMessage } from "./schema";
import { followTogether } from "./service";
import { audienceOf } from "./visibility";

/** Signals of what the actor may read. A listener that does not keep up gets each record's last one. */
async function* followSignals(
  { actor }: RequestInfo,
  signal: AbortSignal | undefined,
): AsyncGenerator<SignalMessage, void, undefined> {
  if (!actor) throw unauthorized("credential_missing");
  const audience = audienceOf(actor);
  const waiting = new Map<string, Signal>();
  let ring: () => void = () => undefined;
  const stop = onSignal(actor.tenant.id, (one) => {
    waiting.set(one.recordId, one);
    ring();
  });
  const wake = () => ring();
  signal?.addEventListener("abort", wake);
  try {
    while (!signal?.aborted) {
      await audience.refresh();
      const now = [...waiting.values()];
      waiting.clear();
      for (const { recordType, recordId, ownerId } of now)
        if (audience.mayKnow({ recordType, ownerId, formerOwnerId: null }))
          yield { type: "presence", recordType, recordId };
      if (waiting.size > 0 || signal?.aborted) continue;
      await new Promise<void>((resolve) => {
        ring = resolve;
      });
    }
  } finally {
    signal?.removeEventListener("abort", wake);
    stop();
  }
}

/** Both as one stream, until `signal` aborts; events as lists of those that come together. */
export async function* followLive(
  request: RequestInfo,
  query: LiveQuery,
  signal: AbortSignal | undefined,
): AsyncGenerator<EventMessage[] | SignalMessage, void, undefined> {
  const streams = [followTogether(request, query, signal), followSignals(request, signal)] as const;
  const next = (at: 0 | 1) => streams[at].next().then((result) => ({ at, result }));
  const pending = new Map([
    [0 as 0 | 1, next(0)],
    [1 as 0 | 1, next(1)],
  ]);
  while (pending.size > 0) {
    const { at, result } = await Promise.race(pending.values());
    if (result.done) {
      pending.delete(at);
      continue;
    }
    pending.set(at, next(at));
    yield result.value;
  }
}
