// Reminders of tasks and events: asked for by a person for themselves, told when their time has come.
import { z } from "zod";
import { invalidField, notFound } from "@/kernel/errors";
import { instantSchema } from "@/kernel/fields";
import { newId, parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { findRecord } from "@/kernel/records";
import { eventRecord } from "./event-schema";
import { taskRecord } from "./task-schema";

const activityId = z
  .string()
  .meta({ description: "The task or event", examples: ["task_018f6f0e7c1b7d3a9b0c1d2e3f405172"] });

export const NewReminder = z
  .strictObject({
    activityId,
    remindAt: instantSchema
      .optional()
      .meta({ description: "When to be reminded", examples: ["2025-01-25T13:45:00.000Z"] }),
    minutesBefore: z
      .int()
      .min(0)
      .max(43_200)
      .optional()
      .meta({ description: "Instead: how long before it is due or begins", examples: [15] }),
  })
  .refine(({ remindAt, minutesBefore }) => (remindAt === undefined) !== (minutesBefore === undefined), {
    path: ["remindAt"],
    message: "Give remindAt or minutesBefore",
  });

export const Reminder = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The reminder's id", examples: ["reminder_018f6f0e7c1b7d3a9b0c1d2e3f405179"] }),
    activityId,
    remindAt: z.iso.datetime().meta({ description: "When", examples: ["2025-01-25T13:45:00.000Z"] }),
    sentAt: z.iso
      .datetime()
      .nullable()
      .meta({
        description: "When it was told; null while it is to come",
        examples: ["2025-01-25T13:45:02.000Z"],
      }),
  })
  .meta({ title: "Reminder" });
export type Reminder = z.output<typeof Reminder>;

/** The task or event with the time that a reminder counts from; the actor must be allowed to read it. */
async function occasionOf(ctx: Ctx, id: string): Promise<{ at: string | null }> {
  const type = [taskRecord, eventRecord].find((one) => id.startsWith(`${one.prefix}_`));
  const record = type ? await findRecord(ctx, type, id) : null;
  if (!record) throw invalidField("activityId", "activityId: there is no such task or event", "NOT_FOUND");
  return { at: (record.dueDate ?? record.startTime ?? null) as string | null };
}

export async function createReminder(ctx: Ctx, input: z.output<typeof NewReminder>): Promise<Reminder> {
  const userId = ctx.actor.userId;
  if (!userId) throw invalidField("activityId", "Only a person can be reminded");
  const { at } = await occasionOf(ctx, input.activityId);
  if (input.remindAt === undefined && !at)
    throw invalidField("minutesBefore", "minutesBefore: the task has no due date to count from");
  const remindAt =
    input.remindAt ?? new Date(Date.parse(at as string) - input.minutesBefore! * 60_000).toISOString();
  const [row] = await ctx.tx.query<{ id: string; sent_at: string | null }>(
    `insert into reminders (tenant_id, id, user_id, activity_id, remind_at, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, user_id, activity_id, remind_at) do update set created_at = reminders.created_at
     returning id, sent_at`,
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf("reminder", newId("reminder")),
      uuidOf("user", userId),
      input.activityId,
      remindAt,
      ctx.now,
    ],
  );
  return {
    id: toPublicId("reminder", row!.id),
    activityId: input.activityId,
    remindAt,
    sentAt: row!.sent_at,
  };
}

/** One's own, the next first. */
export async function listReminders(ctx: Ctx): Promise<Reminder[]> {
  if (!ctx.actor.userId) return [];
  const rows = await ctx.tx.query<{
    id: string;
    activity_id: string;
    remind_at: string;
    sent_at: string | null;
  }>(
    `select id, activity_id, remind_at, sent_at from reminders where tenant_id = $1 and user_id = $2
     order by sent_at is not null, remind_at, id limit 500`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf("user", ctx.actor.userId)],
  );
  return rows.map((row) => ({
    id: toPublicId("reminder", row.id),
    activityId: row.activity_id,
    remindAt: row.remind_at,
    sentAt: row.sent_at,
  }));
}

export async function deleteReminder(
  ctx: Ctx,
  { reminderId }: { reminderId: string },
): Promise<{ id: string }> {
  const uuid = parseId("reminder", reminderId);
  const rows =
    uuid && ctx.actor.userId
      ? await ctx.tx.query(
          "delete from reminders where tenant_id = $1 and id = $2 and user_id = $3 returning 1",
          [uuidOf("tenant", ctx.tenant.id), uuid, uuidOf("user", ctx.actor.userId)],
        )
      : [];
  if (rows.length === 0) throw notFound("reminder");
  return { id: reminderId };
}
