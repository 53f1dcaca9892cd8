// Writes a transaction's change set, audit rows and outbox events as one statement, so that they commit with the
// change or not at all.

import { newUuid, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { arrayOfJson, arrayOfWords } from "@/platform/database/array-text";

type Column = { name: string; type: "uuid" | "text" | "jsonb" };
const auditColumns: Column[] = [
  { name: "id", type: "uuid" },
  { name: "record_type", type: "text" },
  { name: "record_id", type: "uuid" },
  { name: "action", type: "text" },
  { name: "before", type: "jsonb" },
  { name: "after", type: "jsonb" },
];
const eventColumns: Column[] = [
  { name: "id", type: "uuid" },
  { name: "type", type: "text" },
  { name: "record_type", type: "text" },
  { name: "record_id", type: "uuid" },
  { name: "owner_id", type: "uuid" },
  { name: "payload", type: "jsonb" },
];
/** The parameters of the change set: $1 to $11, in the order of `flushChanges`. */
const common = 11;

/**
 * The rows of one table: those of a single change as plain parameters, which saves the database a sixth of the whole
 * statement, those of many as one array for each column.
 */
function rowsOf(columns: Column[], first: number, shared: string, isSingle: boolean): string {
  const places = columns.map(({ type }, i) => `$${first + i}::${type}${isSingle ? "" : "[]"}`);
  if (isSingle) return `select ${shared}, ${places.join(", ")}`;
  const names = columns.map(({ name }) => name).join(", ");
  return `select ${shared}, ${names} from unnest(${places.join(", ")}) as r(${names})`;
}

/** A single change is the whole of a change set; of many, some may have been sent before, by this transaction or another. */
function textOf(isSingle: boolean): string {
  const names = (columns: Column[]) => columns.map(({ name }) => name).join(", ");
  return `with change_set as (
    insert into change_sets (tenant_id, id, operation, summary, actor_id, actor_name, user_id, source, request_id, reverts, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)${isSingle ? "" : " on conflict do nothing"}),
  audit as (
    insert into audit_log (tenant_id, change_id, created_at, ${names(auditColumns)})
    ${rowsOf(auditColumns, common + 1, "$1, $2, $11", isSingle)})
  insert into control.events (tenant_id, actor_id, change_id, request_id, created_at, ${names(eventColumns)})
  ${rowsOf(eventColumns, common + 1 + auditColumns.length, "$1, $5, $2, $9, $11", isSingle)}`;
}
const single = { name: "flush_change", text: textOf(true) };
const many = { name: "flush_changes", text: textOf(false) };

const first = ([only]: (string | null)[]): string | null => only ?? null;
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
  const isNew = !ctx.isJoining && ctx.flushed.changes === 0 && ctx.flushed.events === 0;
  const isSingle = isNew && changes.length === 1 && emitted.length === 1;
  const words = isSingle ? first : arrayOfWords;
  const json = isSingle ? first : arrayOfJson;
  const { name, text } = isSingle ? single : many;
  ctx.tx.send(
    text,
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
      words(changes.map(() => newUuid())),
      words(changes.map((change) => change.recordType)),
      words(changes.map((change) => idPart(change.recordId))),
      words(changes.map((change) => change.action)),
      json(changes.map((change) => (change.before ? JSON.stringify(change.before) : null))),
      json(changes.map((change) => (change.after ? JSON.stringify(change.after) : null))),
      words(emitted.map(() => newUuid())),
      words(emitted.map((event) => event.type)),
      words(emitted.map((event) => event.recordType)),
      words(emitted.map((event) => idPart(event.recordId))),
      words(emitted.map((event) => (event.ownerId ? uuidOf("user", event.ownerId) : null))),
      json(emitted.map((event) => JSON.stringify(event.payload))),
    ],
    name,
  );
  ctx.flushed.changes += changes.length;
  ctx.flushed.events += emitted.length;
  changes.length = 0;
  emitted.length = 0;
}
