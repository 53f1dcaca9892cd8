// Writes a transaction's change set, audit rows and outbox events as one statement, so that they commit with the
// change or not at all.

import { newUuid, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { arrayOfJson, arrayOfWords } from "@/platform/database/array-text";

const insertChangeSet = `insert into change_sets (tenant_id, id, operation, summary, actor_id, actor_name, user_id, source, request_id, reverts, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`;

const insertAudit = `insert into audit_log (tenant_id, id, change_id, record_type, record_id, action, before, after, created_at)
  select $1, a.id, $2, a.record_type, a.record_id, a.action, a.before, a.after, $11
  from unnest($12::uuid[], $13::text[], $14::uuid[], $15::text[], $16::jsonb[], $17::jsonb[])
    as a(id, record_type, record_id, action, before, after)`;

const insertEvents = `insert into control.events (tenant_id, id, type, record_type, record_id, owner_id, actor_id, change_id, request_id, payload, created_at)
  select $1, e.id, e.type, e.record_type, e.record_id, e.owner_id, $5, $2, $9, e.payload, $11
  from unnest($18::uuid[], $19::text[], $20::text[], $21::uuid[], $22::uuid[], $23::jsonb[])
    as e(id, type, record_type, record_id, owner_id, payload)`;

const flushText = `with change_set as (${insertChangeSet}), audit as (${insertAudit}) ${insertEvents}`;

const idPart = (id: string): string => uuidOf(id.slice(0, id.indexOf("_")), id);
const actionWords: Record<string, string> = {
  created: "Created",
  updated: "Updated",
  deleted: "Deleted",
  restored: "Restored",
  merged: "Merged",
  unmerged: "Un-merged",
  linked: "Linked",
  unlinked: "Unlinked",
  relinked: "Moved links of",
};

function summaryOf(ctx: Ctx): string {
  if (ctx.summary) return ctx.summary;
  const [first] = ctx.changes;
  if (!first) return ctx.request.operation;
  const noun = ctx.changes.length === 1 ? first.recordType : `${ctx.changes.length} records`;
  return `${actionWords[first.action]} ${noun}`;
}

/**
 * Sends what `ctx` has gathered since the last time; called just before the commit, and earlier by whoever gathers much
 * and has something to wait for.
 */
export function flushChanges(ctx: Ctx): void {
  const { changes, emitted, actor, request } = ctx;
  if (changes.length === 0 && emitted.length === 0) return;
  ctx.tx.send(
    flushText,
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf("chg", ctx.changeId),
      request.operation,
      summaryOf(ctx),
      actor.id,
      actor.name,
      actor.userId ? uuidOf("user", actor.userId) : null,
      request.source,
      request.requestId,
      ctx.reverts ? uuidOf("chg", ctx.reverts) : null,
      ctx.now,
      arrayOfWords(changes.map(() => newUuid())),
      arrayOfWords(changes.map((change) => change.recordType)),
      arrayOfWords(changes.map((change) => idPart(change.recordId))),
      arrayOfWords(changes.map((change) => change.action)),
      arrayOfJson(changes.map((change) => (change.before ? JSON.stringify(change.before) : null))),
      arrayOfJson(changes.map((change) => (change.after ? JSON.stringify(change.after) : null))),
      arrayOfWords(emitted.map(() => newUuid())),
      arrayOfWords(emitted.map((event) => event.type)),
      arrayOfWords(emitted.map((event) => event.recordType)),
      arrayOfWords(emitted.map((event) => idPart(event.recordId))),
      arrayOfWords(emitted.map((event) => (event.ownerId ? uuidOf("user", event.ownerId) : null))),
      arrayOfJson(emitted.map((event) => JSON.stringify(event.payload))),
    ],
    "flush_changes",
  );
  ctx.flushed.changes += changes.length;
  ctx.flushed.events += emitted.length;
  changes.length = 0;
  emitted.length = 0;
}
