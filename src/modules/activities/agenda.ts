// A person's day: what is due, what is late, what takes place, which leads to call next and which deals have no next
// step.
import { z } from "zod";
import { addDays, dayOf, startOfDay } from "@/kernel/clock/zones";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import type { Condition, RecordQuery } from "@/kernel/query";
import {
  columnList,
  fromRow,
  listRecords,
  type Page,
  type RecordType,
  recordTypeNamed,
  type Wire,
} from "@/kernel/records";
import { Deal } from "@/modules/deals";
import { CalendarItem, getCalendar, timeZone } from "./calendar";
import { Task, taskRecord } from "./task-schema";

const most = 50;

export const TodayQuery = z.strictObject({ timeZone });

const LeadToCall = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The lead's id", examples: ["lead_018f6f0e7c1b7d3a9b0c1d2e3f405169"] }),
    fullName: z.string().meta({ description: "First and last name", examples: ["Jane Smith"] }),
    company: z
      .string()
      .nullable()
      .meta({ description: "Its company", examples: ["Prospect Inc"] }),
    email: z.string().meta({ description: "E-mail address", examples: ["jane.smith@prospect.com"] }),
    phone: z
      .string()
      .nullable()
      .meta({ description: "Phone number", examples: ["+1-555-0456"] }),
    score: z.int().meta({ description: "How promising it is", examples: [75] }),
    status: z.string().meta({ description: "How far it is", examples: ["new"] }),
  })
  .meta({ title: "Lead to call" });

export const Today = z
  .strictObject({
    date: z.iso.date().meta({ description: "The day", examples: ["2025-01-24"] }),
    overdue: z
      .array(Task)
      .meta({ description: "My tasks past their due date, the oldest first; at most 50" }),
    due: z.array(Task).meta({ description: "My tasks due today; at most 50" }),
    events: z.array(CalendarItem).meta({ description: "My events of today" }),
    leads: z
      .array(LeadToCall)
      .meta({ description: "My open leads without a planned task, the most promising first" }),
    dealsWithoutNextStep: z
      .array(Deal)
      .meta({ description: "My open deals for which no task or event is planned, the first to close first" }),
  })
  .meta({ title: "Today" });
export type Today = z.output<typeof Today>;

type Operator = Extract<Condition, { kind: "compare" }>["operator"];
const compare = (field: string, operator: Operator, value: unknown): Condition => ({
  kind: "compare",
  field,
  part: null,
  operator,
  value,
});
const openStatuses = compare("status", "in", ["pending", "in_progress"]);

const tasksWhere = async (ctx: Ctx, of: Condition[]): Promise<Task[]> => {
  const query: RecordQuery = {
    search: "",
    condition: { kind: "and", of: [openStatuses, ...of] },
    sort: [{ field: "dueDate", order: "asc" }],
    page: 1,
    limit: most,
    cursor: null,
    count: "none",
  };
  return (await listRecords<Task>(ctx, taskRecord, query)).items;
};

export async function getToday(ctx: Ctx, input: z.output<typeof TodayQuery>): Promise<Today> {
  const zone = input.timeZone;
  const now = Date.parse(ctx.now);
  const date = dayOf(now, zone);
  const userId = ctx.actor.userId;
  if (!userId) return { date, overdue: [], due: [], events: [], leads: [], dealsWithoutNextStep: [] };
  const tomorrow = new Date(startOfDay(addDays(date, 1), zone)).toISOString();
  const mine = compare("assignedTo", "eq", userId);
  const [overdue, due, items, leads, dealsWithoutNextStep] = await Promise.all([
    tasksWhere(ctx, [mine, compare("dueDate", "lt", ctx.now)]),
    tasksWhere(ctx, [mine, compare("dueDate", "gte", ctx.now), compare("dueDate", "lt", tomorrow)]),
    getCalendar(ctx, { from: date, to: date, timeZone: zone, userId }),
    leadsToCall(ctx, userId),
    dealsToMove(ctx, userId),
  ]);
  return {
    date,
    overdue,
    due,
    events: items.filter((item) => item.type === "event"),
    leads,
    dealsWithoutNextStep,
  };
}

const noTask = (column: string): string => `not exists (select 1 from tasks k where k.tenant_id = t.tenant_id
  and k.${column} = t.id and k.deleted_at is null and k.status in ('pending', 'in_progress'))`;

async function mineOf(
  ctx: Ctx,
  type: RecordType | undefined,
  userId: string,
  condition: string,
  order: string,
): Promise<Wire[]> {
  if (!type || scopeOf(ctx.actor, `${type.resource}:read`) === undefined) return [];
  const rows = await ctx.tx.query(
    `select ${columnList(type, "t.")} from ${type.tableName} t
     where t.tenant_id = $1 and t.owner_id = $2 and t.deleted_at is null and ${condition} order by ${order} limit ${most}`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf("user", userId)],
  );
  return rows.map((row) => fromRow(type, row));
}

async function leadsToCall(ctx: Ctx, userId: string): Promise<Today["leads"]> {
  const open = "t.status in ('new', 'contacted', 'qualified')";
  const leads = await mineOf(
    ctx,
    recordTypeNamed("lead"),
    userId,
    `${open} and ${noTask("lead_id")}`,
    "t.score desc, t.id",
  );
  return leads.map(
    ({ id, fullName, company, email, phone, score, status }) =>
      ({ id, fullName, company, email, phone, score, status }) as Today["leads"][number],
  );
}

async function dealsToMove(ctx: Ctx, userId: string): Promise<Deal[]> {
  const noEvent = `not exists (select 1 from calendar_events e where e.tenant_id = t.tenant_id and e.deal_id = t.id
    and e.deleted_at is null and e.status = 'scheduled' and e.start_time > '${ctx.now}')`;
  const condition = `t.outcome = 'open' and ${noTask("deal_id")} and ${noEvent}`;
  return (await mineOf(
    ctx,
    recordTypeNamed("deal"),
    userId,
    condition,
    "t.expected_close_date, t.id",
  )) as Deal[];
}

/** Open tasks past their due date that the actor may read, the oldest first. */
export async function listOverdue(
  ctx: Ctx,
  { assignedTo, page, limit }: { assignedTo?: string; page: number; limit: number },
): Promise<Page<Task>> {
  const of = [openStatuses, compare("dueDate", "lt", ctx.now)];
  if (assignedTo) of.push(compare("assignedTo", "eq", assignedTo));
  return listRecords<Task>(ctx, taskRecord, {
    search: "",
    condition: { kind: "and", of },
    sort: [{ field: "dueDate", order: "asc" }],
    page,
    limit,
    cursor: null,
    count: "bounded",
  });
}
