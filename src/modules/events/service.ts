// Reading the event log: a page at a time, or live from any point on without a gap.
import { AppError, notFound, unauthorized } from "@/kernel/errors";
import {
  currentPosition,
  type EventNotice,
  type EventPosition,
  horizonSql,
  type NoticeRow,
  noticeColumns,
  positioned,
  startDispatcher,
  subscribe,
  toNotice,
} from "@/kernel/events";
import { parseId, uuidOf } from "@/kernel/id";
import type { Ctx, RequestInfo } from "@/kernel/operation";
import type { Actor } from "@/kernel/permissions";
import { Params } from "@/kernel/query";
import type { Page } from "@/kernel/records";
import { type Transaction, withTenant } from "@/kernel/tenancy";
import type { EventMessage, EventQuery, LiveQuery, LoggedEvent } from "./schema";
import { audienceOf, isOfTypes, typesSql, visibleSql } from "./visibility";

const positionLost = () =>
  new AppError(
    "EVENT_POSITION_LOST",
    410,
    "This event is no longer in the log, which keeps 30 days. Read the records anew and go on from now.",
  );

/** Where an event stands in the log; 404 when it never was this tenant's, 410 when it may have been. */
async function positionOf(tx: Transaction, actor: Actor, eventId: string): Promise<EventPosition> {
  const uuid = parseId("evt", eventId);
  if (!uuid) throw notFound("event");
  const [row] = await tx.query<{ xid: number; seq: number }>(
    "select xid, seq from events where tenant_id = $1 and id = $2",
    [uuidOf("tenant", actor.tenant.id), uuid],
  );
  if (!row) throw positionLost();
  return { xid: row.xid, seq: row.seq };
}

type LogRow = NoticeRow & { request_id: string; payload: Record<string, unknown> };

const messageOf = (notice: EventNotice): EventMessage => ({
  id: notice.id,
  type: notice.type,
  recordType: notice.recordType,
  recordId: notice.recordId,
  ownerId: notice.ownerId,
  actorId: notice.actorId,
  changeId: notice.changeId,
  version: notice.version,
  at: notice.at,
});

async function readVisible(
  tx: Transaction,
  actor: Actor,
  position: EventPosition,
  types: string[] | undefined,
  limit: number,
  more = "",
): Promise<LogRow[]> {
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", actor.tenant.id))}::uuid`;
  const visible = visibleSql(actor, params, tenant);
  const ofTypes = typesSql(types, params);
  return tx.query<LogRow>(
    `select ${noticeColumns}${more} from events e
     where e.tenant_id = ${tenant} and (e.xid, e.seq) > (${params.add(position.xid)}, ${params.add(position.seq)})
       and e.xid < ${horizonSql} and ${visible} and ${ofTypes}
     order by e.xid, e.seq limit ${limit}`,
    params.values,
  );
}

/** The next events after a point, oldest first, of what the actor may read. */
export async function listEvents(ctx: Ctx, query: EventQuery): Promise<Page<LoggedEvent>> {
  const position = query.after ? await positionOf(ctx.tx, ctx.actor, query.after) : { xid: 0, seq: 0 };
  const rows = await readVisible(
    ctx.tx,
    ctx.actor,
    position,
    query.types,
    query.limit + 1,
    ", e.request_id, e.payload",
  );
  const items = rows.slice(0, query.limit).map((row) => ({
    ...messageOf(toNotice(row)),
    requestId: row.request_id,
    payload: row.payload,
  }));
  return {
    items,
    page: 1,
    limit: query.limit,
    total: null,
    totalIsExact: false,
    hasNext: rows.length > query.limit,
    nextCursor: items.at(-1)?.id ?? query.after ?? null,
  };
}

const isAfter = (notice: EventPosition, position: EventPosition): boolean =>
  notice.xid > position.xid || (notice.xid === position.xid && notice.seq > position.seq);

/** A slow reader holds at most this many events in memory; beyond, it reads on from the log. */
const queueLimit = 2000;
const catchUpSize = 500;

/** Every event that the actor may know, one by one. */
export async function* followEvents(
  request: RequestInfo,
  query: LiveQuery,
  signal: AbortSignal | undefined,
): AsyncGenerator<EventMessage, void, undefined> {
  for await (const events of followTogether(request, query, signal)) yield* events;
}

/**
 * Every event that the actor may know, each once and in order, from `lastEventId` (or now) until `signal` aborts; those
 * that come together, together. What was missed is read from the log first; a reader that falls behind goes on from the
 * log too.
 */
export async function* followTogether(
  request: RequestInfo,
  { types, lastEventId }: LiveQuery,
  signal: AbortSignal | undefined,
): AsyncGenerator<EventMessage[], void, undefined> {
  const actor = request.actor;
  if (!actor) throw unauthorized("credential_missing");
  const audience = audienceOf(actor);
  let queue: EventNotice[] = [];
  let isBehind = true;
  let ring: () => void = () => undefined;
  const unsubscribe = subscribe(actor.tenant.id, (notices) => {
    if (isBehind) return;
    queue.push(...notices);
    if (queue.length > queueLimit) {
      queue = [];
      isBehind = true;
    }
    ring();
  });
  const stop = () => ring();
  signal?.addEventListener("abort", stop);
  try {
    await startDispatcher();
    let position = lastEventId
      ? await withTenant(actor.tenant, "read", (tx) => positionOf(tx, actor, lastEventId))
      : await currentPosition();
    await positioned();
    while (!signal?.aborted) {
      await audience.refresh();
      if (isBehind) {
        // From here on the queue gathers, so what is not in the next page of the log is in the queue.
        isBehind = false;
        queue = [];
        const after = position;
        const rows = await withTenant(actor.tenant, "read", (tx) =>
          readVisible(tx, actor, after, types, catchUpSize),
        );
        const last = rows.at(-1);
        if (last) position = { xid: last.xid, seq: last.seq };
        if (rows.length === catchUpSize) isBehind = true;
        if (rows.length > 0) yield rows.map((row) => messageOf(toNotice(row)));
        continue;
      }
      const notices = queue;
      queue = [];
      const events: EventMessage[] = [];
      for (const notice of notices) {
        if (!isAfter(notice, position)) continue;
        position = { xid: notice.xid, seq: notice.seq };
        if (isOfTypes(types, notice.type) && audience.mayKnow(notice)) events.push(messageOf(notice));
      }
      if (events.length > 0) yield events;
      if (queue.length > 0 || isBehind || signal?.aborted) continue;
      await new Promise<void>((resolve) => {
        ring = resolve;
      });
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    unsubscribe();
  }
}
