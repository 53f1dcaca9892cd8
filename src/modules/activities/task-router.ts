// The operations on tasks: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import {
  DeletedSchema,
  ifVersion,
  pageOf,
  recordSearch,
  standardOperations,
  TimelineEntry,
  TimelineQuery,
  timelineOf,
} from "@/kernel/records";
import { taskCompleted, taskEvents } from "./events";
import { cancelTask, deleteTask, SeriesScope, updateTask } from "./series";
import { taskService } from "./service";
import { NewTask, Task, TaskPatch, taskRecord } from "./task-schema";

const taskId = z
  .string()
  .meta({ description: "The task's id", examples: ["task_018f6f0e7c1b7d3a9b0c1d2e3f405172"] });
const ById = z.strictObject({ taskId });

const standard = standardOperations(taskRecord, taskEvents, { path: "/activities/tasks" });

export const tasksRouter = router({
  list: operation(standard.list)
    .input(recordQuery(taskRecord))
    .output(pageOf(Task))
    .query(read(taskService.list)),
  search: operation(standard.search)
    .input(recordSearch(taskRecord))
    .output(pageOf(Task))
    .query(read(taskService.list)),
  create: operation({ ...standard.create, emits: [taskEvents.created, taskCompleted] })
    .input(NewTask)
    .output(Task)
    .mutation(write(taskService.create)),
  get: operation(standard.get)
    .input(ById)
    .output(Task)
    .query(read((ctx, input) => taskService.get(ctx, input.taskId))),
  update: operation({
    ...standard.update,
    description: "Partial: an absent key leaves its field, `null` clears it.",
    emits: [taskEvents.updated, taskEvents.created, taskCompleted],
  })
    .input(TaskPatch.extend({ taskId, ifVersion, scope: SeriesScope }))
    .output(Task)
    .mutation(
      write((ctx, { taskId, ifVersion, scope, ...patch }) =>
        updateTask(ctx, taskId, patch, { ifVersion, scope }),
      ),
    ),
  timeline: operation({ ...standard.timeline, title: "Get the history of a task" })
    .input(TimelineQuery.extend({ taskId }))
    .output(pageOf(TimelineEntry))
    .query(read((ctx, { taskId, ...query }) => timelineOf(ctx, taskRecord, { id: taskId, ...query }))),
  complete: operation({
    title: "Complete a task",
    description: "A task that repeats makes the next one.",
    permission: "activities:write",
    rest: "POST /activities/tasks/{taskId}/complete",
    emits: [taskEvents.updated, taskEvents.created, taskCompleted],
  })
    .input(ById)
    .output(Task)
    .mutation(write((ctx, input) => taskService.setStatus(ctx, input.taskId, "completed"))),
  cancel: operation({
    title: "Cancel a task",
    description: "It stays in the history. One that repeats ends with it, unless it is called off alone.",
    permission: "activities:write",
    rest: "POST /activities/tasks/{taskId}/cancel",
    emits: [taskEvents.updated, taskEvents.created],
  })
    .input(ById.extend({ scope: SeriesScope }))
    .output(Task)
    .mutation(write((ctx, { taskId, scope }) => cancelTask(ctx, taskId, scope))),
  reopen: operation({
    title: "Reopen a task that was done or cancelled",
    permission: "activities:write",
    rest: "POST /activities/tasks/{taskId}/reopen",
    emits: [taskEvents.updated],
  })
    .input(ById)
    .output(Task)
    .mutation(write((ctx, input) => taskService.setStatus(ctx, input.taskId, "pending"))),
  delete: operation({
    ...standard.delete,
    description:
      "Soft: it can be restored for 30 days. One that repeats ends with it, unless it is deleted alone.",
  })
    .input(ById.extend({ scope: SeriesScope }))
    .output(DeletedSchema)
    .mutation(write((ctx, { taskId, scope }) => deleteTask(ctx, taskId, scope))),
  restore: operation(standard.restore)
    .input(ById)
    .output(Task)
    .mutation(write((ctx, input) => taskService.restore(ctx, input.taskId))),
});
