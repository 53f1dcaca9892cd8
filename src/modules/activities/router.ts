// The operations over all kinds of activities: a table of contents.
import { z } from "zod";
import { operation, read, router } from "@/kernel/operation";
import { pageOf, TimelineQuery } from "@/kernel/records";
import { getToday, listOverdue, Today, TodayQuery } from "./agenda";
import { CalendarItem, CalendarQuery, getCalendar } from "./calendar";
import { Task } from "./task-schema";
import { ActivityTimelineItem, ActivityTimelineQuery, getActivityTimeline } from "./timeline";

const assignedTo = z
  .string()
  .regex(/^user_[0-9a-f]{32}$/, "is not the id of a person")
  .optional()
  .meta({ description: "Only this person's", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] });

export const activitiesRouter = router({
  timeline: operation({
    title: "Get the timeline of a record",
    description: "Its activities and what was changed in it, the newest first.",
    permission: "activities:read",
    rest: "GET /activities/timeline",
  })
    .input(ActivityTimelineQuery)
    .output(pageOf(ActivityTimelineItem))
    .query(read(getActivityTimeline)),
  calendar: operation({
    title: "Get the calendar between two days",
    permission: "activities:read",
    rest: "GET /activities/calendar",
  })
    .input(CalendarQuery)
    .output(z.array(CalendarItem))
    .query(read(getCalendar)),
  overdue: operation({
    title: "List overdue tasks",
    permission: "activities:read",
    rest: "GET /activities/overdue",
  })
    .input(TimelineQuery.omit({ cursor: true }).extend({ assignedTo }))
    .output(pageOf(Task))
    .query(read(listOverdue)),
  today: operation({
    title: "Get my day",
    description:
      "What is due, what is late, what takes place, whom to call next, and deals without a next step.",
    permission: "activities:read",
    rest: "GET /activities/today",
  })
    .input(TodayQuery)
    .output(Today)
    .query(read(getToday)),
});
