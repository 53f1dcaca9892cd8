// Reading the event log in the order (xid, seq), up to the oldest transaction still running: commit order is not id
// order, and what comes before that horizon can never be joined by an earlier event.
import { toPublicId } from "@/kernel/id";
import { type Transaction, withSystem } from "@/kernel/tenancy/transaction";
import type { EventNotice } from "./hub";
import { eventSubject } from "./subjects";

export type EventPosition = { xid: number; seq: number };

/** SQL: the transaction from which on events may still be missing. */
export const horizonSql = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

/** The columns of a notice; `e` is control.events. */
export const noticeColumns = `e.xid, e.seq, e.tenant_id, e.id, e.type, e.record_type, e.record_id, e.owner_id,
  e.payload->'changes'->'before'->>'ownerId' as former_owner_id, e.actor_id, e.change_id,
  (e.payload->e.record_type->>'version')::int as version, e.created_at`;

export type NoticeRow = {
  xid: number;
  seq: number;
  tenant_id: string;
  id: string;
  type: string;
  record_type: string;
  record_id: string;
  owner_id: string | null;
  former_owner_id: string | null;
  actor_id: string;
  change_id: string | null;
  version: number | null;
  created_at: string;
};

export const toNotice = (row: NoticeRow): EventNotice => ({
  xid: row.xid,
  seq: row.seq,
  tenantId: toPublicId("tenant", row.tenant_id),
  id: toPublicId("evt", row.id),
  type: row.type,
  recordType: row.record_type,
  recordId: toPublicId(eventSubject(row.record_type)?.prefix ?? row.record_type, row.record_id),
  ownerId: row.owner_id ? toPublicId("user", row.owner_id) : null,
  formerOwnerId: row.former_owner_id,
  actorId: row.actor_id,
  changeId: row.change_id ? toPublicId("chg", row.change_id) : null,
  version: row.version,
  at: row.created_at,
});

/** Where the log stands now: everything that commits from here on comes after it. */
export async function currentPosition(): Promise<EventPosition> {
  const [row] = await withSystem("read", (tx) => tx.query<{ xid: number }>(`select ${horizonSql} as xid`));
  return { xid: row!.xid, seq: 0 };
}

/** Events after a position, and whether some are visible already that must wait for an older transaction. */
export async function readAfter(
  position: EventPosition,
  limit: number,
): Promise<{ notices: EventNotice[]; hasMore: boolean; isWaiting: boolean }> {
  const rows = await withSystem("read", (tx: Transaction) =>
    tx.query<NoticeRow & { is_safe: boolean }>(
      `select ${noticeColumns}, e.xid < ${horizonSql} as is_safe from events e
       where (e.xid, e.seq) > ($1, $2) order by e.xid, e.seq limit ${limit}`,
      [position.xid, position.seq],
      "events_after",
    ),
  );
  const unsafe = rows.findIndex((row) => !row.is_safe);
  const safe = unsafe === -1 ? rows : rows.slice(0, unsafe);
  return {
    notices: safe.map(toNotice),
    hasMore: unsafe === -1 && rows.length === limit,
    isWaiting: unsafe !== -1,
  };
}
