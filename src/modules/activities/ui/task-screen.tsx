"use client";
// How tasks are shown.
import { IconCheckbox } from "@tabler/icons-react";
import type { RecordScreen } from "@/modules/records/ui/record-screen";
import { latePart } from "@/ui/late/late-part";
import type { PageTab } from "@/ui/shell/page-header";
import { scopeOfChange } from "./series-scope";
import { useTaskFields } from "./use-task-fields";

// Every page knows every screen, and only a record's own page needs these.
const TaskBanner = latePart(() => import("./task-banner").then((part) => part.TaskBanner));
const TaskChanges = latePart(() => import("./task-changes").then((part) => part.TaskChanges));

const TaskRelated = latePart(() => import("./task-related").then((part) => part.TaskRelated));

const hrefOf = (filter: object): string =>
  `?filter=${encodeURIComponent(JSON.stringify(filter))}&sort=dueDate`;

const openOnes = { status: { in: ["pending", "in_progress"] } };

/** The views of tasks are filters like any other: what they show can be narrowed further. */
function taskTabs(params: URLSearchParams, viewerId: string): PageTab[] {
  const filter = params.get("filter");
  const tab = (label: string, wanted: object | null): PageTab => {
    const text = wanted ? JSON.stringify(wanted) : null;
    const isCurrent = text === null ? filter === null : filter === text;
    return {
      label,
      href: wanted ? `/tasks${hrefOf(wanted)}` : "/tasks",
      isCurrent,
    };
  };
  const mine = { ...openOnes, assignedTo: { eq: viewerId } };
  const start = new Date();
  start.setHours(0, 0, 0, 0);
  const end = new Date(start);
  end.setDate(end.getDate() + 1);
  return [
    tab("Open", openOnes),
    tab("Mine", mine),
    // Whole days, so that the address stays the same while the minutes go by.
    tab("Overdue", { ...mine, dueDate: { lt: start.toISOString() } }),
    tab("Today", { ...mine, dueDate: { gte: start.toISOString(), lt: end.toISOString() } }),
    tab("All", null),
  ];
}

export const taskScreen: RecordScreen = {
  name: "task",
  plural: "tasks",
  label: "Task",
  noun: { one: "task", many: "tasks" },
  icon: IconCheckbox,
  resource: "activities",
  title: { key: "title", label: "Title", width: 280 },
  columns: [
    "title",
    "status",
    "dueDate",
    "priority",
    "assignedTo",
    "dealId",
    "leadId",
    "contactId",
    "accountId",
  ],
  cardFields: ["dueDate", "status", "priority"],
  sections: [
    {
      title: "Task",
      fields: ["title", "dueDate", "status", "priority", "assignedTo", "description", "recurrence"],
    },
    { title: "About", fields: ["dealId", "leadId", "contactId", "accountId"] },
    { title: "Record", fields: ["completedAt", "createdAt", "createdBy", "updatedAt", "updatedBy"] },
  ],
  form: [
    "title",
    "dueDate",
    "priority",
    "assignedTo",
    "dealId",
    "leadId",
    "contactId",
    "accountId",
    "recurrence",
    "description",
  ],
  hasDuplicates: false,
  useAdapted: useTaskFields,
  start: hrefOf(openOnes),
  savedWith: scopeOfChange,
  tabs: taskTabs,
  Banner: TaskBanner,
  Timeline: TaskChanges,
  Related: TaskRelated,
  emptyText: "What is to be done, for whom and by when. Tasks of a deal or lead show on its page as well.",
  canImport: true,
  restPath: "/v1/activities/tasks",
};
