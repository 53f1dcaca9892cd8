// History: who changed what, and taking it back.
import { forbidden, invalidField, notFound } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { displayNames, type Page, recordTypeNamed } from "@/kernel/records";
import { withNames } from "./names";
import type { ChangeEntry, ChangeSet, NamedEntry } from "./schema";

type Row = {
  id: string;
  summary: string;
  operation: string;
  actor_id: string;
  actor_name: string;
  source: string;
  request_id: string;
  created_at: string;
  record_count: number;
  reverts: string | null;
  reverted_by: string | null;
  record_type: string | null;
  record_id: string | null;
};

const columns = `c.id, c.summary, c.operation, c.actor_id, c.actor_name, c.source, c.request_id, c.created_at, c.reverts, f.record_type, f.record_id,
  (select count(*)::int from (select distinct a.record_id from audit_log a where a.tenant_id = c.tenant_id and a.change_id = c.id limit 100000) n) as record_count,
  (select r.id from change_sets r where r.tenant_id = c.tenant_id and r.reverts = c.id limit 1) as reverted_by`;

const publicRecordId = (type: string, uuid: string): string =>
  toPublicId(recordTypeNamed(type)?.prefix ?? type, uuid);

const withFirst = `change_sets c left join lateral (
  select a.record_type, a.record_id from audit_log a where a.tenant_id = c.tenant_id and a.change_id = c.id order by a.id limit 1) f on true`;

async function publicChanges(ctx: Ctx, rows: Row[]): Promise<ChangeSet[]> {
  const touched = new Map<string, string[]>();
  for (const { record_type: type, record_id: id } of rows) {
    if (type && id) touched.set(type, [...(touched.get(type) ?? []), id]);
  }
  const names = new Map<string, string>();
  for (const [name, ids] of touched) {
    const type = recordTypeNamed(name);
    for (const [id, called] of type ? await displayNames(ctx, type, ids) : []) names.set(id, called);
  }
  return rows.map((row) => publicChange(row, names));
}

const publicChange = (row: Row, names: Map<string, string>): ChangeSet => ({
  id: toPublicId("chg", row.id),
  summary: row.summary,
  operation: row.operation,
  actor: { id: row.actor_id, name: row.actor_name },
  source: row.source,
  requestId: row.request_id,
  createdAt: row.created_at,
  record:
    row.record_type && row.record_id
      ? {
          type: row.record_type,
          id: publicRecordId(row.record_type, row.record_id),
          name: names.get(row.record_id) ?? null,
        }
      : null,
  recordCount: row.record_count,
  reverts: row.reverts ? toPublicId("chg", row.reverts) : null,
  revertedBy: row.reverted_by ? toPublicId("chg", row.reverted_by) : null,
});

export type HistoryQuery = {
  userId?: string;
  source?: string;
  since?: string;
  until?: string;
  limit: number;
  cursor?: string;
};

/** The first id of a moment: ids are made in the order of time, and that is what their index holds. */
const firstIdAt = (at: string): string => {
  const ms = Math.max(0, new Date(at).getTime()).toString(16).padStart(12, "0");
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-000000000000`;
};

/** The newest first. Who may only see their own changes sees those. */
export async function listChanges(
  ctx: Ctx,
  { userId, source, since, until, limit, cursor }: HistoryQuery,
): Promise<Page<ChangeSet>> {
  const scope = scopeOf(ctx.actor, "changes:read");
  if (scope === undefined) throw forbidden(["changes:read"], ctx.actor.permissionTexts);
  const who = scope === "tenant" ? userId : (ctx.actor.userId ?? undefined);
  const values: unknown[] = [uuidOf("tenant", ctx.tenant.id)];
  // A job that touched no record has only told of something, as of what has come due: that changes nothing.
  const where = ["c.tenant_id = $1", "(c.source <> 'job' or f.record_id is not null)"];
  if (who) {
    const uuid = parseId("user", who);
    if (!uuid) throw invalidField("userId", "userId must be an id like user_…");
    values.push(uuid);
    where.push(`c.user_id = $${values.length}`);
  }
  const filter = (condition: (value: string) => string, value: string | undefined) => {
    if (value !== undefined) where.push(condition(`$${values.push(value)}`));
  };
  filter((value) => `c.source = ${value}`, source);
  filter((value) => `c.id >= ${value}::uuid`, since && firstIdAt(since));
  filter((value) => `c.id < ${value}::uuid`, until && firstIdAt(until));
  if (cursor) {
    const uuid = parseId("chg", cursor);
    if (!uuid) throw invalidField("cursor", "cursor does not belong to this list");
    values.push(uuid);
    where.push(`c.id < $${values.length}::uuid`);
  }
  const rows = await ctx.tx.query<Row>(
    `select ${columns} from ${withFirst} where ${where.join(" and ")} order by c.id desc limit ${limit + 1}`,
    values,
  );
  const kept = await publicChanges(ctx, rows.slice(0, limit));
  const hasNext = rows.length > limit;
  return {
    items: kept,
    page: 1,
    limit,
    total: null,
    totalIsExact: false,
    hasNext,
    nextCursor: hasNext ? kept.at(-1)!.id : null,
  };
}

/** A change set that the actor may see: 404 for another's when they may see only their own. */
export async function findChange(
  ctx: Ctx,
  changeId: string,
  permission: string,
): Promise<ChangeSet & { userId: string | null }> {
  const uuid = parseId("chg", changeId);
  const scope = scopeOf(ctx.actor, permission);
  if (scope === undefined) throw forbidden([permission], ctx.actor.permissionTexts);
  const [row] = uuid
    ? await ctx.tx.query<Row & { user_id: string | null }>(
        `select ${columns}, c.user_id from ${withFirst} where c.tenant_id = $1 and c.id = $2`,
        [uuidOf("tenant", ctx.tenant.id), uuid],
      )
    : [];
  const isMine = row?.user_id && ctx.actor.userId && toPublicId("user", row.user_id) === ctx.actor.userId;
  if (!row || (scope !== "tenant" && !isMine)) throw notFound("change");
  const [change] = await publicChanges(ctx, [row]);
  return { ...change!, userId: row.user_id ? toPublicId("user", row.user_id) : null };
}

export async function getChange(
  ctx: Ctx,
  { changeId }: { changeId: string },
): Promise<ChangeSet & { entries: NamedEntry[] }> {
  const { userId: _, ...change } = await findChange(ctx, changeId, "changes:read");
  const entries = await entriesOf(ctx, changeId, { limit: 200 });
  const told = entries.map(({ auditId: _id, ...entry }) => entry);
  return { ...change, entries: await withNames(ctx, told) };
}

export type StoredEntry = ChangeEntry & { auditId: string };

const passWhere = {
  deleted: "and action = 'deleted'",
  changed: "and action not in ('deleted', 'created', 'restored')",
  made: "and action in ('created', 'restored')",
};

/** The records of a change set, the last written first, from `before` backwards; all, or those of one pass of an undo. */
export async function entriesOf(
  ctx: Ctx,
  changeId: string,
  { limit, before, pass }: { limit: number; before?: string; pass?: keyof typeof passWhere },
): Promise<StoredEntry[]> {
  const rows = await ctx.tx.query<{
    id: string;
    record_type: string;
    record_id: string;
    action: string;
    before: ChangeEntry["before"];
    after: ChangeEntry["after"];
  }>(
    `select id, record_type, record_id, action, before, after from audit_log
     where tenant_id = $1 and change_id = $2 ${before ? "and id < $3::uuid" : ""}
     ${pass ? passWhere[pass] : ""} order by id desc limit ${limit}`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf("chg", changeId), ...(before ? [before] : [])],
  );
  return rows.map((row) => ({
    auditId: row.id,
    recordType: row.record_type,
    recordId: publicRecordId(row.record_type, row.record_id),
    action: row.action,
    before: row.before,
    after: row.after,
  }));
}

export async function countEntries(ctx: Ctx, changeId: string): Promise<number> {
  const [row] = await ctx.tx.query<{ n: number }>(
    "select count(*)::int as n from audit_log where tenant_id = $1 and change_id = $2",
    [uuidOf("tenant", ctx.tenant.id), uuidOf("chg", changeId)],
  );
  return row?.n ?? 0;
}
