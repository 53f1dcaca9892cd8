// What holds for a task however it is written: someone does it, its owner is who does it, and doing a recurring one
// makes the next.
import { invalidField } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import { createRecord, type RecordRules } from "@/kernel/records";
import { nextOccurrence, recurrenceFault } from "./recurrence";
import { relatedKey, relatedTypes } from "./related";

export const taskRules: RecordRules = {
  // A colleague may be asked to do something, whatever one may change of theirs.
  mayGive: () => true,

  async complete(ctx, { before, next, sent }) {
    const isOwnerGiven = sent.ownerId !== undefined && sent.assignedTo === undefined;
    const assignedTo = (isOwnerGiven ? sent.ownerId : next.assignedTo) ?? (before ? null : ctx.actor.userId);
    if (!assignedTo) throw invalidField("assignedTo", "assignedTo: somebody has to do the task", "REQUIRED");
    if (typeof next.recurrence === "string") {
      const fault = recurrenceFault(next.recurrence);
      if (fault) throw invalidField("recurrence", `recurrence ${fault}`);
      if (!next.dueDate) throw invalidField("dueDate", "A task that repeats needs a due date", "REQUIRED");
    }
    const isDone = next.status === "completed";
    const completedAt = isDone ? (before?.completedAt ?? ctx.now) : null;
    return { assignedTo, ownerId: assignedTo, completedAt };
  },

  async written(ctx, { before, after }) {
    if (before && before.dueDate !== after.dueDate) {
      ctx.tx.send("update tasks set due_told_at = null where tenant_id = $1 and id = $2", [
        uuidOf("tenant", ctx.tenant.id),
        uuidOf("task", after.id as string),
      ]);
    }
    if (after.status !== "completed" || before?.status === "completed") return;
    const { taskCompleted, taskEvents } = await import("./events");
    const { taskRecord } = await import("./task-schema");
    const about = { recordType: "task", recordId: after.id as string, ownerId: after.ownerId as string };
    ctx.emit(taskCompleted, about, { task: after });
    if (typeof after.recurrence !== "string" || typeof after.dueDate !== "string") return;
    const next = nextOccurrence(after.recurrence, after.dueDate, ctx.now);
    if (!next) return;
    const { title, description, priority, assignedTo, tags, customFields } = after;
    const links = Object.fromEntries(relatedTypes.map((name) => [relatedKey(name), after[relatedKey(name)]]));
    await createRecord(
      ctx,
      taskRecord,
      {
        title,
        description,
        priority,
        assignedTo,
        tags,
        customFields,
        ...links,
        dueDate: next.dueDate,
        recurrence: next.rule,
      },
      taskEvents.created,
    );
  },
};
