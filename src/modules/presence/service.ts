// Presence: a tab announces what it shows every few seconds; who does not any more is gone by the next look.
import { notFound } from "@/kernel/errors";
import { sendSignal } from "@/kernel/events";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import {
  findRecord,
  getRecord,
  type RecordType,
  recordTypeNamed,
  recordTypeOfId,
  type Wire,
} from "@/kernel/records";
import type { Announcement, Leaving, Present } from "./schema";

/** A tab announces itself every 7 s: two lost announcements in a row are an absence. */
export const presentSeconds = 16;
const forgottenSeconds = 3600;

type Held = { record_type: string; record_id: string; field: string | null };

/** Answers who else is there. Only who may read the record can be seen at it, or see anyone. */
export async function announcePresence(ctx: Ctx, input: Announcement): Promise<Present> {
  const type = recordTypeNamed(input.recordType);
  if (!type) throw notFound("record type");
  const record = await getRecord(ctx, type, input.recordId);
  const { userId } = ctx.actor;
  // A key looks at nothing.
  if (!userId) return { people: [] };
  const tenant = uuidOf("tenant", ctx.tenant.id);
  const recordId = uuidOf(type.prefix, record.id as string);
  const [before] = await ctx.tx.query<Held & { is_stale: boolean }>(
    `with old as (
       select record_type, record_id, field, seen_at < $7::timestamptz - make_interval(secs => ${presentSeconds}) as is_stale
       from presences where tenant_id = $1 and tab = $2 and user_id = $3),
     forgotten as (
       delete from presences where tenant_id = $1 and tab <> $2 and seen_at < $7::timestamptz - make_interval(secs => ${forgottenSeconds})),
     held as (
       insert into presences (tenant_id, tab, user_id, record_type, record_id, field, seen_at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (tenant_id, tab) do update
         set record_type = excluded.record_type, record_id = excluded.record_id, field = excluded.field, seen_at = excluded.seen_at
         where presences.user_id = excluded.user_id)
     select * from old`,
    [tenant, input.tab, uuidOf("user", userId), type.name, recordId, input.field, ctx.now],
    "announce_presence",
  );
  const isSame = before?.record_id === recordId && before.record_type === type.name && !before.is_stale;
  if (!isSame || before.field !== input.field) tellAbout(ctx, type, record);
  if (before && !isSame) await tellLeft(ctx, before);
  return { people: await peopleAt(ctx, type, recordId) };
}

/** The tab does not show the record any more. */
export async function leavePresence(ctx: Ctx, { tab, shown }: Leaving): Promise<Leaving> {
  const type = recordTypeOfId(shown);
  const recordId = type && parseId(type.prefix, shown);
  if (!recordId) throw notFound("record");
  if (!ctx.actor.userId) return { tab, shown };
  const [left] = await ctx.tx.query<Held>(
    `delete from presences where tenant_id = $1 and tab = $2 and user_id = $3 and record_id = $4
     returning record_type, record_id, field`,
    [uuidOf("tenant", ctx.tenant.id), tab, uuidOf("user", ctx.actor.userId), recordId],
  );
  if (left) await tellLeft(ctx, left);
  return { tab, shown };
}

async function peopleAt(ctx: Ctx, type: RecordType, recordId: string): Promise<Present["people"]> {
  const rows = await ctx.tx.query<{ user_id: string; name: string; field: string | null }>(
    `select p.user_id, u.name, max(p.field) as field
     from presences p join users u on u.tenant_id = p.tenant_id and u.id = p.user_id
     where p.tenant_id = $1 and p.record_id = $2 and p.record_type = $3 and p.user_id <> $4
       and p.seen_at > $5::timestamptz - make_interval(secs => ${presentSeconds})
     group by 1, 2 order by 2, 1`,
    [uuidOf("tenant", ctx.tenant.id), recordId, type.name, uuidOf("user", ctx.actor.userId ?? ""), ctx.now],
    "people_present",
  );
  return rows.map((row) => ({ userId: toPublicId("user", row.user_id), name: row.name, field: row.field }));
}

function tellAbout(ctx: Ctx, type: RecordType, record: Wire): void {
  const signal = {
    tenantId: ctx.tenant.id,
    recordType: type.name,
    recordId: record.id as string,
    ownerId: (record.ownerId as string | null | undefined) ?? null,
  };
  ctx.afterCommit(() => sendSignal(signal));
}

async function tellLeft(ctx: Ctx, { record_type, record_id }: Held): Promise<void> {
  const type = recordTypeNamed(record_type);
  if (!type) return;
  // A record that was deleted, or that this person may no longer read, has nobody left to tell through them.
  const record = await findRecord(ctx, type, toPublicId(type.prefix, record_id));
  if (record) tellAbout(ctx, type, record);
}
