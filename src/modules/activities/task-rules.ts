// What holds for a task however it is written: someone does it, its owner is who does it, and doing a recurring one
// makes the next.
import { invalidField } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import type { RecordRules } from "@/kernel/records";
import { recurrenceFault } from "./recurrence";
import { makeNext, noteFollowing, type SeriesScope } from "./series";

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

  async written(ctx, { before, after, about }) {
    if (before && before.dueDate !== after.dueDate) {
      ctx.tx.send("update tasks set due_told_at = null where tenant_id = $1 and id = $2", [
        uuidOf("tenant", ctx.tenant.id),
        uuidOf("task", after.id as string),
      ]);
    }
    if (before) noteFollowing(ctx, before, after, about.scope as SeriesScope | undefined);
    if (after.status !== "completed" || before?.status === "completed") return;
    const { taskCompleted } = await import("./events");
    const subject = { recordType: "task", recordId: after.id as string, ownerId: after.ownerId as string };
    ctx.emit(taskCompleted, subject, { task: after });
    await makeNext(ctx, after);
  },
};
