// The operations over all kinds of activities: a table of contents.
import { z } from "zod";
import { operation, outside, read, router, write } from "@/kernel/operation";
import { pageOf, TimelineQuery } from "@/kernel/records";
import { getToday, listOverdue, Today, TodayQuery } from "./agenda";
import { CalendarItem, CalendarQuery, getCalendar } from "./calendar";
import { createFeed, deleteFeed, FeedState, getFeed, NewFeed, readFeed } from "./feed";
import { createReminder, deleteReminder, listReminders, NewReminder, Reminder } from "./reminders";
import { Task } from "./task-schema";
import { ActivityTimelineItem, ActivityTimelineQuery, getActivityTimeline } from "./timeline";

const assignedTo = z
  .string()
  .regex(/^user_[0-9a-f]{32}$/, "is not the id of a person")
  .optional()
  .meta({ description: "Only this person's", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] });

const reminderId = z
  .string()
  .meta({ description: "The reminder's id", examples: ["reminder_018f6f0e7c1b7d3a9b0c1d2e3f405179"] });
const feedId = z
  .string()
  .meta({ description: "The feed's id", examples: ["feed_018f6f0e7c1b7d3a9b0c1d2e3f405180"] });
const secret = z
  .string()
  .max(200)
  .meta({ description: "The secret of the address", examples: ["k3y.ics"] });
const Nothing = z.strictObject({});

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
  reminders: operation({
    title: "List my reminders",
    permission: "activities:read",
    rest: "GET /activities/reminders",
  })
    .input(Nothing)
    .output(z.array(Reminder))
    .query(read(listReminders)),
  createReminder: operation({
    title: "Be reminded of a task or event",
    description: "By an event and an e-mail.",
    permission: "activities:read",
    rest: "POST /activities/reminders",
    status: 201,
  })
    .input(NewReminder)
    .output(Reminder)
    .mutation(write(createReminder)),
  deleteReminder: operation({
    title: "Remove one of my reminders",
    permission: "activities:read",
    rest: "DELETE /activities/reminders/{reminderId}",
  })
    .input(z.strictObject({ reminderId }))
    .output(z.strictObject({ id: reminderId }))
    .mutation(write(deleteReminder)),
  getFeed: operation({
    title: "See whether I have a calendar feed",
    permission: "activities:read",
    rest: "GET /activities/calendar-feed",
  })
    .input(Nothing)
    .output(FeedState)
    .query(read(getFeed)),
  createFeed: operation({
    title: "Make a secret address for my calendar",
    description: "The address is shown once; one made before holds no longer.",
    permission: "activities:read",
    rest: "POST /activities/calendar-feed",
    status: 201,
  })
    .input(Nothing)
    .output(NewFeed)
    .mutation(write(createFeed)),
  deleteFeed: operation({
    title: "Withdraw the secret address of my calendar",
    permission: "activities:read",
    rest: "DELETE /activities/calendar-feed",
  })
    .input(Nothing)
    .output(FeedState)
    .mutation(write(deleteFeed)),
  readFeed: operation({
    title: "Read a calendar feed",
    description: "iCalendar (RFC 5545), for calendar programs: the secret address is the credential.",
    permission: "public",
    rest: "GET /calendar-feeds/{feedId}/{secret}",
    answersFile: "text/calendar",
  })
    .input(z.strictObject({ feedId, secret }))
    .output(z.strictObject({ events: z.int().meta({ description: "How many it holds", examples: [12] }) }))
    .query(outside(readFeed)),
});
