// The calendar: events and due tasks between two moments, laid on the days of a time zone.
import { z } from "zod";
import { addDays, dayOf, daysBetween, isTimeZone, startOfDay } from "@/kernel/clock/zones";
import { invalidField } from "@/kernel/errors";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { compileScope, heldWithin, Params } from "@/kernel/query";
import { columnList, fromRow, type RecordType } from "@/kernel/records";
import { type CalendarEvent, eventRecord } from "./event-schema";
import { type Task, taskRecord } from "./task-schema";

const most = 2000;
const longestDays = 400;
const dayMs = 86_400_000;

const moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);
export const timeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, "is not the name of a time zone such as Europe/Berlin")
  .default("UTC")
  .meta({ description: "Time zone whose days are meant", examples: ["Europe/Berlin"] });

export const CalendarQuery = z.strictObject({
  from: moment.meta({
    description: "From when; a date is its first moment in the time zone",
    examples: ["2025-01-20"],
  }),
  to: moment.meta({ description: "Until when; a date is included whole", examples: ["2025-01-26"] }),
  timeZone,
  userId: z
    .string()
    .optional()
    .meta({
      description: "Only what this person owns, does or attends",
      examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"],
    }),
});

export const CalendarItem = z
  .strictObject({
    type: z.enum(["event", "task"]).meta({ description: "What it is", examples: ["event"] }),
    id: z.string().meta({ description: "Its id", examples: ["event_018f6f0e7c1b7d3a9b0c1d2e3f405173"] }),
    title: z.string().meta({ description: "Its title", examples: ["Product Demo"] }),
    start: z.iso
      .datetime()
      .meta({ description: "When it begins, or is due", examples: ["2025-01-26T10:00:00.000Z"] }),
    end: z.iso.datetime().meta({ description: "When it ends", examples: ["2025-01-26T11:00:00.000Z"] }),
    isAllDay: z.boolean().meta({ description: "Whole days, the same dates everywhere", examples: [false] }),
    days: z
      .array(z.iso.date())
      .meta({ description: "Every day of the time zone that it touches", examples: [["2025-01-26"]] }),
    status: z.string().meta({ description: "How it stands", examples: ["scheduled"] }),
    ownerId: z
      .string()
      .nullable()
      .meta({ description: "Whose it is", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
    relatedTo: z
      .strictObject({
        type: z.string().meta({ description: "Kind of record", examples: ["deal"] }),
        id: z.string().meta({ description: "Its id", examples: ["deal_018f6f0e7c1b7d3a9b0c1d2e3f405170"] }),
      })
      .nullable()
      .meta({ description: "What it is about" }),
    version: z
      .int()
      .meta({ description: "Sent as `ifVersion` or `If-Match` when it is moved", examples: [1] }),
    canWrite: z.boolean().meta({ description: "Whether you may change it", examples: [true] }),
  })
  .meta({ title: "Calendar item" });
export type CalendarItem = z.output<typeof CalendarItem>;

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

export async function getCalendar(ctx: Ctx, input: z.output<typeof CalendarQuery>): Promise<CalendarItem[]> {
  const zone = input.timeZone;
  const from = isDate(input.from) ? startOfDay(input.from, zone) : Date.parse(input.from);
  const to = isDate(input.to) ? startOfDay(addDays(input.to, 1), zone) : Date.parse(input.to);
  if (to <= from) throw invalidField("to", "to must be after from");
  if (to - from > longestDays * dayMs)
    throw invalidField("to", `A calendar covers at most ${longestDays} days`);
  const items = await Promise.all([
    eventsBetween(ctx, from, to, zone, input.userId),
    tasksBetween(ctx, from, to, zone, input.userId),
  ]);
  return items.flat().sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.id < b.id ? -1 : 1));
}

/** A record, and whether the actor may change it. */
type Held<R> = { record: R; canWrite: boolean };

async function rowsOf<R>(
  ctx: Ctx,
  type: RecordType,
  conditions: (params: Params) => string[],
  order: string,
): Promise<Held<R>[]> {
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const where = [
    `t.tenant_id = ${tenant}`,
    "t.deleted_at is null",
    compileScope(ctx.actor, "activities:read", params, tenant, "t", type),
    ...conditions(params),
  ];
  const scope = scopeOf(ctx.actor, "activities:write");
  const canWrite = scope ? heldWithin(scope, ctx.actor, params, tenant, "t", type) : "false";
  const rows = await ctx.tx.query(
    `select ${columnList(type, "t.")}, (${canWrite}) is true as can_write from ${type.tableName} t
     where ${where.join(" and ")} order by ${order} limit ${most}`,
    params.values,
  );
  return rows.map((row) => ({ record: fromRow(type, row) as R, canWrite: row.can_write === true }));
}

const iso = (ms: number): string => new Date(ms).toISOString();
const uuidOfUser = (id: string): string => {
  if (!/^user_[0-9a-f]{32}$/.test(id)) throw invalidField("userId", "userId is not the id of a person");
  return uuidOf("user", id);
};

async function eventsBetween(
  ctx: Ctx,
  from: number,
  to: number,
  zone: string,
  userId: string | undefined,
): Promise<CalendarItem[]> {
  // An all-day event means dates: those that the range shows in its own zone.
  const [firstDay, lastDay] = [dayOf(from, zone), dayOf(to - 1, zone)];
  const events = await rowsOf<CalendarEvent>(
    ctx,
    eventRecord,
    (params) => {
      const timed = `not t.is_all_day and t.start_time < ${params.add(iso(to))} and (t.end_time > ${params.add(iso(from))} or t.start_time >= ${params.add(iso(from))})`;
      const allDay = `t.is_all_day and t.start_time < ${params.add(`${addDays(lastDay, 1)}T00:00:00Z`)} and t.end_time > ${params.add(`${firstDay}T00:00:00Z`)}`;
      // One range over the index whatever the zone.
      const near = `t.start_time < ${params.add(iso(to + dayMs))} and t.end_time >= ${params.add(iso(from - dayMs))}`;
      const mine = userId
        ? [
            `(t.owner_id = ${params.add(uuidOfUser(userId))}::uuid or t.attendees @> array[${params.add(userId)}])`,
          ]
        : [];
      return [near, `(${timed} or ${allDay})`, ...mine];
    },
    "t.start_time, t.id",
  );
  return events.map(({ record: event, canWrite }) => {
    const [start, end] = [Date.parse(event.startTime), Date.parse(event.endTime)];
    const days = event.isAllDay
      ? daysBetween(event.startTime.slice(0, 10), iso(end - 1).slice(0, 10))
      : daysBetween(dayOf(start, zone), dayOf(Math.max(start, end - 1), zone));
    return itemOf("event", event, {
      start: event.startTime,
      end: event.endTime,
      isAllDay: event.isAllDay,
      days,
      canWrite,
    });
  });
}

async function tasksBetween(
  ctx: Ctx,
  from: number,
  to: number,
  zone: string,
  userId: string | undefined,
): Promise<CalendarItem[]> {
  const tasks = await rowsOf<Task>(
    ctx,
    taskRecord,
    (params) => [
      `t.due_date >= ${params.add(iso(from))} and t.due_date < ${params.add(iso(to))}`,
      ...(userId ? [`t.assigned_to = ${params.add(uuidOfUser(userId))}::uuid`] : []),
    ],
    "t.due_date, t.id",
  );
  return tasks.map(({ record: task, canWrite }) => {
    const due = task.dueDate as string;
    return itemOf("task", task, {
      start: due,
      end: due,
      isAllDay: false,
      days: [dayOf(Date.parse(due), zone)],
      canWrite,
    });
  });
}

const itemOf = (
  type: CalendarItem["type"],
  record: CalendarEvent | Task,
  when: Pick<CalendarItem, "start" | "end" | "isAllDay" | "days" | "canWrite">,
): CalendarItem => ({
  type,
  id: record.id,
  title: record.title,
  ...when,
  status: record.status,
  ownerId: record.ownerId,
  relatedTo: (record as unknown as { relatedTo: CalendarItem["relatedTo"] }).relatedTo,
  version: record.version,
});

/** The tasks and events of one person for a feed: from `from` on, in order. */
export async function agendaOf(
  ctx: Ctx,
  userId: string,
  from: string,
): Promise<{ events: CalendarEvent[]; tasks: Task[] }> {
  const uuid = uuidOf("user", userId);
  const [events, tasks] = await Promise.all([
    rowsOf<CalendarEvent>(
      ctx,
      eventRecord,
      (params) => [
        `t.end_time >= ${params.add(from)}`,
        `(t.owner_id = ${params.add(uuid)}::uuid or t.attendees @> array[${params.add(toPublicId("user", uuid))}])`,
      ],
      "t.start_time, t.id",
    ),
    rowsOf<Task>(
      ctx,
      taskRecord,
      (params) => [
        `t.due_date >= ${params.add(from)}`,
        `t.assigned_to = ${params.add(uuid)}::uuid`,
        "t.status in ('pending', 'in_progress')",
      ],
      "t.due_date, t.id",
    ),
  ]);
  return { events: events.map(({ record }) => record), tasks: tasks.map(({ record }) => record) };
}
