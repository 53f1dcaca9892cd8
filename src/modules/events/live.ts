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
  type Next = { at: 0 | 1; result: IteratorResult<EventMessage[] | SignalMessage, void> };
  const ready: (Next | { failure: unknown })[] = [];
  let ring: () => void = () => undefined;
  // Not a race of both: the one that waits for hours would hold on to all that the other has brought meanwhile.
  const ask = (at: 0 | 1): void => {
    streams[at]
      .next()
      .then(
        (result) => ready.push({ at, result }),
        (failure: unknown) => ready.push({ failure }),
      )
      .then(() => ring());
  };
  ask(0);
  ask(1);
  for (let open = 2; open > 0; ) {
    const next = ready.shift();
    if (!next) {
      await new Promise<void>((resolve) => {
        ring = resolve;
      });
      continue;
    }
    if ("failure" in next) throw next.failure;
    if (next.result.done) {
      open -= 1;
      continue;
    }
    ask(next.at);
    yield next.result.value;
  }
}
