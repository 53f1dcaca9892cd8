// A task that repeats: what is changed for one alone stays out of those to come, and how the next one is made.
import { z } from "zod";
import { invalidField } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import {
  applyPatch,
  createRecord,
  type Deleted,
  deleteRecord,
  getRecord,
  lockRecord,
  type Wire,
} from "@/kernel/records";
import { nextOccurrence } from "./recurrence";
import { type RelatedTo, relatedKey, relatedLinks, relatedTypes } from "./related";
import type { Task, TaskPatch } from "./task-schema";

export const SeriesScope = z
  .enum(["this", "following"])
  .default("following")
  .meta({
    description:
      "Of a task that repeats: whether this one alone is meant, or those to come as well. Nothing else has such tasks",
    examples: ["this"],
  });
export type SeriesScope = z.output<typeof SeriesScope>;

/** What the next task takes over. */
const carried = [
  "title",
  "description",
  "priority",
  "assignedTo",
  "tags",
  "customFields",
  ...relatedTypes.map(relatedKey),
];
/** What the next one is stepped from, besides: a task put off alone leaves the rhythm as it was. */
const kept = [...carried, "dueDate"];

const keyOf = (ctx: Ctx, task: Wire): [string, string] => [
  uuidOf("tenant", ctx.tenant.id),
  uuidOf("task", task.id as string),
];

/** Notes with a change whether those to come follow it. */
export function noteFollowing(ctx: Ctx, before: Wire, after: Wire, scope: SeriesScope | undefined): void {
  if (typeof before.recurrence !== "string") return;
  const changed = kept.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  if (changed.length === 0) return;
  if (scope === "this") {
    const former = Object.fromEntries(changed.map((key) => [key, before[key] ?? null]));
    // What was put aside first is what the others are like.
    ctx.tx.send(
      "update tasks set following = $3::jsonb || coalesce(following, '{}') where tenant_id = $1 and id = $2",
      [...keyOf(ctx, after), JSON.stringify(former)],
    );
    return;
  }
  ctx.tx.send(
    "update tasks set following = following - $3::text[] where tenant_id = $1 and id = $2 and following is not null",
    [...keyOf(ctx, after), changed],
  );
}

/** Makes the task after this one; nothing when it does not repeat or was the last. */
export async function makeNext(ctx: Ctx, task: Wire): Promise<void> {
  if (typeof task.recurrence !== "string" || typeof task.dueDate !== "string") return;
  const { taskEvents } = await import("./events");
  const { taskRecord } = await import("./task-schema");
  const { workspaceTimeZone } = await import("@/modules/tenants");
  const [row] = await ctx.tx.query<{ following: Wire | null }>(
    "select following from tasks where tenant_id = $1 and id = $2",
    keyOf(ctx, task),
  );
  const like: Wire = { ...task, ...row?.following };
  const from = typeof like.dueDate === "string" ? like.dueDate : task.dueDate;
  const next = nextOccurrence(task.recurrence, from, ctx.now, await workspaceTimeZone(ctx));
  if (!next) return;
  const values = Object.fromEntries(carried.map((key) => [key, like[key]]));
  await createRecord(
    ctx,
    taskRecord,
    { ...values, dueDate: next.dueDate, recurrence: next.rule },
    taskEvents.created,
  );
}

export async function updateTask(
  ctx: Ctx,
  id: string,
  { relatedTo, ...patch }: TaskPatch & { relatedTo?: RelatedTo | null },
  { ifVersion, scope }: { ifVersion?: number; scope: SeriesScope },
): Promise<Task> {
  const { taskEvents } = await import("./events");
  const { taskRecord } = await import("./task-schema");
  if (scope === "this" && patch.recurrence !== undefined)
    throw invalidField(
      "recurrence",
      "A rhythm is changed for this task and the following, not for one alone",
    );
  const links = await relatedLinks(ctx, relatedTo);
  const current = await lockRecord<Wire>(ctx, taskRecord, id, "activities:write", { ifVersion });
  return applyPatch<Task>(ctx, taskRecord, current, { ...patch, ...links }, taskEvents.updated, { scope });
}

/** Called off: alone, so that the next one comes; or with those to come. */
export async function cancelTask(ctx: Ctx, id: string, scope: SeriesScope): Promise<Task> {
  const { taskEvents } = await import("./events");
  const { taskRecord } = await import("./task-schema");
  const current = await lockRecord<Wire>(ctx, taskRecord, id, "activities:write");
  const wasOpen = current.status === "pending" || current.status === "in_progress";
  const task = await applyPatch<Task>(ctx, taskRecord, current, { status: "cancelled" }, taskEvents.updated);
  if (scope === "this" && wasOpen) await makeNext(ctx, current);
  return task;
}

export async function deleteTask(ctx: Ctx, id: string, scope: SeriesScope): Promise<Deleted> {
  const { taskEvents } = await import("./events");
  const { taskRecord } = await import("./task-schema");
  if (scope === "this") {
    const task = await getRecord<Wire>(ctx, taskRecord, id);
    if (task.status === "pending" || task.status === "in_progress") await makeNext(ctx, task);
  }
  return deleteRecord(ctx, taskRecord, id, taskEvents.deleted);
}
