// What is planned next for deals, and what has been done for them: asked by the deals themselves.
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { type NextActivity, registerActivityCheck, registerNextActivity } from "@/modules/deals";

/** The open task due first or the event that begins first, for each of the deals that has one. */
export async function nextActivityOf(ctx: Ctx, dealIds: string[]): Promise<Map<string, NextActivity>> {
  const rows = await ctx.tx.query<{
    deal_id: string;
    type: "task" | "event";
    id: string;
    title: string;
    at: string | null;
  }>(
    `select distinct on (deal_id) deal_id, type, id, title, at from (
       select deal_id, 'task' as type, id, title, due_date as at from tasks
         where tenant_id = $1 and deal_id = any($2::uuid[]) and deleted_at is null and status in ('pending', 'in_progress')
       union all
       select deal_id, 'event', id, title, start_time from calendar_events
         where tenant_id = $1 and deal_id = any($2::uuid[]) and deleted_at is null and status = 'scheduled' and start_time > $3
     ) a order by deal_id, at nulls last, id`,
    [uuidOf("tenant", ctx.tenant.id), dealIds.map((id) => uuidOf("deal", id)), ctx.now],
    "next_activities",
  );
  return new Map(
    rows.map(({ deal_id, type, id, title, at }) => [
      toPublicId("deal", deal_id),
      { id: toPublicId(type, id), type, title, dueAt: at },
    ]),
  );
}

/** The deals among these that have an activity of the kind on record: a task done, an event, a call or another communication. */
export async function dealsWithActivity(ctx: Ctx, dealIds: string[], kind: string): Promise<Set<string>> {
  const [table, condition] =
    kind === "task"
      ? ["tasks", "status = 'completed'"]
      : kind === "event"
        ? ["calendar_events", "status <> 'cancelled'"]
        : kind === "note"
          ? ["notes", "true"]
          : kind === "communication"
            ? ["communications", "true"]
            : ["communications", "type = $3"];
  const values = [
    uuidOf("tenant", ctx.tenant.id),
    dealIds.map((id) => uuidOf("deal", id)),
    ...(condition.includes("$3") ? [kind] : []),
  ];
  const rows = await ctx.tx.query<{ deal_id: string }>(
    `select distinct deal_id from ${table}
     where tenant_id = $1 and deal_id = any($2::uuid[]) and deleted_at is null and ${condition}`,
    values,
  );
  return new Set(rows.map((row) => toPublicId("deal", row.deal_id)));
}

registerNextActivity(nextActivityOf);
registerActivityCheck(dealsWithActivity);
