// What a task is.
import { z } from "zod";
import { clock } from "@/kernel/clock";
import { field, readOnly } from "@/kernel/fields";
import { defineRecord, registerRecord } from "@/kernel/records";
import { RelatedInput, relatedComputed, relatedFields, relatedRelations } from "./related";
import { tasks } from "./table";
import { taskRules } from "./task-rules";

const dayMs = 86_400_000;
const isOpen = (task: Record<string, unknown>) => task.status === "pending" || task.status === "in_progress";

export const taskRecord = registerRecord(
  defineRecord({
    name: "task",
    plural: "tasks",
    resource: "activities",
    label: "Task",
    labelPlural: "Tasks",
    prefix: "task",
    table: tasks,
    fields: {
      title: field.text({
        required: true,
        max: 300,
        label: "Title",
        description: "What is to be done",
        example: "Follow up call",
        searchable: true,
        aliases: ["subject", "task"],
      }),
      description: field.longText({
        label: "Description",
        description: "More about it",
        example: "Call to discuss proposal feedback",
        searchable: true,
      }),
      dueDate: field.dateTime({
        label: "Due",
        description: "When it must be done",
        example: "2025-01-25T14:00:00.000Z",
        aliases: ["due date", "deadline"],
      }),
      priority: field.select({
        required: true,
        default: "medium",
        options: [
          { value: "low", label: "Low", color: "gray" },
          { value: "medium", label: "Medium", color: "blue" },
          { value: "high", label: "High", color: "orange" },
          { value: "urgent", label: "Urgent", color: "red" },
        ],
        label: "Priority",
        description: "How pressing it is",
        example: "high",
      }),
      status: field.select({
        required: true,
        default: "pending",
        options: [
          { value: "pending", label: "To do", color: "gray" },
          { value: "in_progress", label: "In progress", color: "blue" },
          { value: "completed", label: "Done", color: "teal" },
          { value: "cancelled", label: "Cancelled", color: "gray" },
        ],
        label: "Status",
        description: "How far it is",
        example: "pending",
      }),
      assignedTo: field.reference({
        prefix: "user",
        label: "Assigned to",
        description: "Who does it; whoever creates it when absent. The same person is its owner",
        example: "user_018f6f0e7c1b7d3a9b0c1d2e3f405163",
        relation: "assignee",
      }),
      ...relatedFields,
      recurrence: field.text({
        max: 500,
        label: "Repeats",
        description: "Recurrence rule of RFC 5545: completing the task makes the next one",
        example: "FREQ=WEEKLY;BYDAY=MO",
        sortable: false,
      }),
      completedAt: readOnly(
        field.dateTime({
          label: "Done at",
          description: "When it was completed",
          example: "2025-01-25T13:40:00.000Z",
        }),
      ),
    },
    computed: {
      ...relatedComputed,
      isOverdue: {
        schema: z.boolean().meta({ description: "Past its due date and still to do", examples: [false] }),
        compute: (task) =>
          isOpen(task) && typeof task.dueDate === "string" && Date.parse(task.dueDate) < clock.nowMs(),
      },
      daysUntilDue: {
        schema: z
          .int()
          .nullable()
          .meta({
            description: "Whole days until it is due, negative when past; null without a due date",
            examples: [3],
          }),
        compute: (task) =>
          typeof task.dueDate === "string"
            ? Math.floor((Date.parse(task.dueDate) - clock.nowMs()) / dayMs)
            : null,
      },
    },
    relations: relatedRelations,
    rules: taskRules,
    defaultSort: [{ field: "dueDate", order: "asc" }],
    displayName: (task) => String(task.title),
  }),
);

export const Task = taskRecord.Record;
export type Task = z.output<typeof Task>;
export const NewTask = taskRecord.New.extend({ relatedTo: RelatedInput });
export type NewTask = z.output<typeof NewTask>;
export const TaskPatch = taskRecord.Patch.extend({ relatedTo: RelatedInput });
export type TaskPatch = z.output<typeof TaskPatch>;
