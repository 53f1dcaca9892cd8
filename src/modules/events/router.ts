// The operations on events: a table of contents.
import { z } from "zod";
import { operation, read, router, tracked } from "@/kernel/operation";
import { pageOf } from "@/kernel/records";
import { followLive } from "./live";
import { type EventMessage, EventQuery, LiveQuery, LoggedEvent, type SignalMessage } from "./schema";
import { listEvents } from "./service";

/** Each event carries its id, so that a reconnecting client goes on after the last one it saw; a signal has none. */
const EventStream = z.custom<
  AsyncIterable<ReturnType<typeof tracked<EventMessage | EventMessage[]>> | SignalMessage>
>((value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value);

export const eventsRouter = router({
  list: operation({
    title: "List events",
    description:
      "What happened, oldest first, kept for 30 days. Send the last event's id as `after` for what came since.",
    permission: "events:read",
    rest: "GET /events",
    errors: { EVENT_POSITION_LOST: "The event named in `after` is no longer in the log" },
  })
    .input(EventQuery)
    .output(pageOf(LoggedEvent))
    .query(read(listEvents)),
  live: operation({
    title: "Follow events",
    description:
      "Every event as it is committed; goes on without a gap after `lastEventId`. Between them, signals that someone came to a record or left it.",
    permission: "events:read",
  })
    .input(LiveQuery)
    .output(EventStream)
    .subscription(async function* ({ ctx, input, signal }) {
      for await (const message of followLive(ctx.request, input, signal)) {
        if (!Array.isArray(message)) yield message;
        else if (input.isTogether) yield tracked(message.at(-1)?.id ?? "", message);
        else for (const event of message) yield tracked(event.id, event);
      }
    }),
});
