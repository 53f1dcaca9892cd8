// What activities do by the clock: tell what has come due, once, and remove the files of attachments that are gone.
import { clock } from "@/kernel/clock";
import { newId, toPublicId, uuidOf } from "@/kernel/id";
import { allTenants, defineScheduled } from "@/kernel/jobs";
import { type Ctx, inWrite, type RequestInfo } from "@/kernel/operation";
import { systemActor } from "@/kernel/permissions";
import { columnList, fromRow, keptDays, type Wire } from "@/kernel/records";
import type { TenantRef } from "@/kernel/tenancy";
import { withTenant } from "@/kernel/tenancy";
import { log } from "@/platform/log";
import { queueMail } from "@/platform/mail";
import { removeFile } from "@/platform/storage";
import { fileKeyOf } from "./attachments";
import { reminderDue, taskDue } from "./events";
import { taskRecord } from "./task-schema";

const stepSize = 500;

const asJob = (operation: string): RequestInfo => ({
  requestId: newId("req"),
  source: "job",
  ip: "",
  userAgent: "",
  actor: null,
  operation,
  idempotencyKey: null,
  bodyHash: null,
  ifMatch: null,
  responseHeaders: {},
});

/** Tells what has come due in a tenant since the last look. Each is told once, however many look at the same time. */
export async function tellDue(tenant: TenantRef): Promise<{ tasks: number; reminders: number }> {
  const told = { tasks: 0, reminders: 0 };
  for (let step = stepSize; step === stepSize; told.tasks += step) {
    step = await inWrite(systemActor(tenant), asJob("activities.tellDue"), tellTasks);
  }
  for (let step = stepSize; step === stepSize; told.reminders += step) {
    step = await inWrite(systemActor(tenant), asJob("activities.tellDue"), tellReminders);
  }
  return told;
}

async function tellTasks(ctx: Ctx): Promise<number> {
  const rows = await ctx.tx.query(
    `update tasks set due_told_at = $2 where tenant_id = $1 and id in (
       select id from tasks where tenant_id = $1 and deleted_at is null and due_told_at is null and completed_at is null
         and due_date <= $2 order by due_date limit ${stepSize} for update skip locked)
     returning ${columnList(taskRecord)}`,
    [uuidOf("tenant", ctx.tenant.id), ctx.now],
  );
  ctx.summary = "Told of due tasks";
  for (const row of rows) {
    const task = fromRow(taskRecord, row);
    if (task.status === "cancelled") continue;
    ctx.emit(
      taskDue,
      { recordType: "task", recordId: task.id as string, ownerId: task.ownerId as string | null },
      { task },
    );
  }
  return rows.length;
}

type DueReminder = {
  user_id: string;
  activity_id: string;
  title: string | null;
  at: string | null;
  email: string;
  is_active: boolean;
};

async function tellReminders(ctx: Ctx): Promise<number> {
  const rows = await ctx.tx.query<DueReminder>(
    `with due as (
       update reminders set sent_at = $2 where tenant_id = $1 and id in (
         select id from reminders where tenant_id = $1 and sent_at is null and remind_at <= $2
         order by remind_at limit ${stepSize} for update skip locked)
       returning user_id, activity_id)
     select d.user_id, d.activity_id, coalesce(k.title, e.title) as title, coalesce(k.due_date, e.start_time) as at,
       u.email, u.status = 'active' as is_active
     from due d join users u on u.tenant_id = $1 and u.id = d.user_id
     left join tasks k on k.tenant_id = $1 and d.activity_id = 'task_' || replace(k.id::text, '-', '')
       and k.deleted_at is null and k.status in ('pending', 'in_progress')
     left join calendar_events e on e.tenant_id = $1 and d.activity_id = 'event_' || replace(e.id::text, '-', '')
       and e.deleted_at is null and e.status = 'scheduled'`,
    [uuidOf("tenant", ctx.tenant.id), ctx.now],
  );
  ctx.summary = "Sent reminders";
  for (const row of rows)
    if (row.title !== null && row.is_active) tellReminder(ctx, row as DueReminder & { title: string });
  return rows.length;
}

function tellReminder(
  ctx: Ctx,
  { user_id, activity_id, title, at, email }: DueReminder & { title: string },
): void {
  const userId = toPublicId("user", user_id);
  const recordType = activity_id.startsWith("task_") ? "task" : "event";
  ctx.emit(
    reminderDue,
    { recordType, recordId: activity_id, ownerId: userId },
    { userId, activityId: activity_id, title, at },
  );
  const when = at
    ? `\n\n${recordType === "task" ? "Due" : "Starts"}: ${at.slice(0, 16).replace("T", " ")} UTC`
    : "";
  ctx.afterCommit(() =>
    queueMail({
      to: email,
      subject: `Reminder: ${title.replace(/\s+/g, " ").slice(0, 150)}`,
      text: `${title}${when}`,
      tenantUuid: uuidOf("tenant", ctx.tenant.id),
    }),
  );
}

/** Removes for good the attachments deleted longer ago than they can be restored, bytes first. */
export async function purgeAttachments(tenant: TenantRef): Promise<number> {
  const before = new Date(clock.nowMs() - keptDays * 86_400_000).toISOString();
  const rows = await withTenant(tenant, "read", (tx) =>
    tx.query<Wire & { id: string }>(
      "select id from attachments where tenant_id = $1 and deleted_at < $2 order by deleted_at limit 10000",
      [uuidOf("tenant", tenant.id), before],
    ),
  );
  for (const { id } of rows) await removeFile(fileKeyOf(tenant.id, toPublicId("file", id)));
  await withTenant(tenant, "write", (tx) =>
    tx.query("delete from attachments where tenant_id = $1 and id = any($2::uuid[])", [
      uuidOf("tenant", tenant.id),
      rows.map((row) => row.id),
    ]),
  );
  return rows.length;
}

/** One tenant's failure keeps no other from being served. */
async function everywhere(what: string, work: (tenant: TenantRef) => Promise<unknown>): Promise<void> {
  for (const tenant of await allTenants()) {
    await work(tenant).catch((error: unknown) => log.error({ err: error, tenant: tenant.id }, what));
  }
}

defineScheduled("tell_due_activities", "* * * * *", () =>
  everywhere("due activities could not be told", tellDue),
);
// Before deleted records are purged, which would leave the bytes behind.
defineScheduled("purge_attachments", "2 3 * * *", () =>
  everywhere("attachments could not be purged", purgeAttachments),
);
