// Activities: tasks, calendar events, communications and notes, each a record; files on any of them or on a record;
// reminders; and the secret links of calendar feeds.
import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { idColumn, instant, recordColumns, recordIndexes, tenantIdColumn } from "@/kernel/tenancy";
import { accounts } from "@/modules/accounts/table";
import { contacts } from "@/modules/contacts/table";
import { deals } from "@/modules/deals/table";
import { leads } from "@/modules/leads/table";
import { products } from "@/modules/products/table";
import { users } from "@/modules/users/table";

const live = sql`deleted_at is null`;

/** What an activity is about. A link of each kind may be set; deletion, merging and filters know them like any other. */
const relations = () => ({
  contactId: idColumn("contact"),
  accountId: idColumn("account"),
  leadId: idColumn("lead"),
  dealId: idColumn("deal"),
});

type Related = Record<"tenantId" | "contactId" | "accountId" | "leadId" | "dealId" | "ownerId", AnyPgColumn>;

/** Keys to the related records, and for each an index in the order of its timeline. */
const relationKeys = (name: string, t: Related, at: AnyPgColumn, id: AnyPgColumn) => [
  index(`${name}_contact`)
    .on(t.tenantId, t.contactId, at, id)
    .where(sql`deleted_at is null and contact_id is not null`),
  index(`${name}_account`)
    .on(t.tenantId, t.accountId, at, id)
    .where(sql`deleted_at is null and account_id is not null`),
  index(`${name}_lead`)
    .on(t.tenantId, t.leadId, at, id)
    .where(sql`deleted_at is null and lead_id is not null`),
  index(`${name}_deal`)
    .on(t.tenantId, t.dealId, at, id)
    .where(sql`deleted_at is null and deal_id is not null`),
  foreignKey({
    columns: [t.tenantId, t.contactId],
    foreignColumns: [contacts.tenantId, contacts.id],
    name: `${name}_contact_fk`,
  }),
  foreignKey({
    columns: [t.tenantId, t.accountId],
    foreignColumns: [accounts.tenantId, accounts.id],
    name: `${name}_account_fk`,
  }),
  foreignKey({
    columns: [t.tenantId, t.leadId],
    foreignColumns: [leads.tenantId, leads.id],
    name: `${name}_lead_fk`,
  }),
  foreignKey({
    columns: [t.tenantId, t.dealId],
    foreignColumns: [deals.tenantId, deals.id],
    name: `${name}_deal_fk`,
  }),
  foreignKey({
    columns: [t.tenantId, t.ownerId],
    foreignColumns: [users.tenantId, users.id],
    name: `${name}_owner_fk`,
  }),
];

export const tasks = pgTable(
  "tasks",
  {
    ...recordColumns("task"),
    ...relations(),
    title: text().notNull(),
    description: text(),
    dueDate: instant(),
    priority: text().notNull().default("medium"),
    status: text().notNull().default("pending"),
    assignedTo: idColumn("user").notNull(),
    /** RFC 5545 RRULE: completing the task makes the next. */
    recurrence: text(),
    /** What the tasks to come are like where this one was changed alone: keys of the task and their values. */
    following: jsonb(),
    completedAt: instant(),
    /** Since when the due date has been announced. */
    dueToldAt: instant(),
    timelineAt: instant().notNull().generatedAlwaysAs(sql`coalesce(completed_at, due_date, created_at)`),
    searchText: text()
      .notNull()
      .generatedAlwaysAs(sql`control.fold(' ' || title || ' ' || coalesce(left(description, 2000), ''))`),
  },
  (t) => [
    ...recordIndexes("tasks", t),
    ...relationKeys("tasks", t, t.timelineAt, t.id),
    index("tasks_due").on(t.tenantId, t.dueDate, t.id).where(live),
    index("tasks_assigned").on(t.tenantId, t.assignedTo, t.status, t.dueDate).where(live),
    index("tasks_untold")
      .on(t.tenantId, t.dueDate)
      .where(sql`deleted_at is null and due_told_at is null and completed_at is null`),
    foreignKey({
      columns: [t.tenantId, t.assignedTo],
      foreignColumns: [users.tenantId, users.id],
      name: "tasks_assigned_fk",
    }),
    check("tasks_priority", sql`${t.priority} in ('low', 'medium', 'high', 'urgent')`),
    check("tasks_status", sql`${t.status} in ('pending', 'in_progress', 'completed', 'cancelled')`),
  ],
);

export const calendarEvents = pgTable(
  "calendar_events",
  {
    ...recordColumns("event"),
    ...relations(),
    title: text().notNull(),
    description: text(),
    startTime: instant().notNull(),
    endTime: instant().notNull(),
    /** An all-day event lies from midnight to midnight UTC and means those dates everywhere. */
    isAllDay: boolean().notNull().default(false),
    location: text(),
    status: text().notNull().default("scheduled"),
    /** `user_…` and `contact_…`. */
    attendees: text().array().notNull().default(sql`'{}'::text[]`),
    searchText: text()
      .notNull()
      .generatedAlwaysAs(
        sql`control.fold(' ' || title || ' ' || coalesce(location, '') || ' ' || coalesce(left(description, 2000), ''))`,
      ),
  },
  (t) => [
    ...recordIndexes("calendar_events", t),
    ...relationKeys("calendar_events", t, t.startTime, t.id),
    index("calendar_events_start").on(t.tenantId, t.startTime, t.id).where(live),
    index("calendar_events_end").on(t.tenantId, t.endTime).where(live),
    index("calendar_events_attendees").using("gin", t.tenantId, t.attendees).where(live),
    check("calendar_events_order", sql`${t.endTime} >= ${t.startTime}`),
    check("calendar_events_status", sql`${t.status} in ('scheduled', 'completed', 'cancelled')`),
  ],
);

export const communications = pgTable(
  "communications",
  {
    ...recordColumns("comm"),
    ...relations(),
    type: text().notNull(),
    direction: text().notNull(),
    /** How a call ended. */
    outcome: text(),
    subject: text(),
    content: text().notNull(),
    timestamp: instant().notNull(),
    /** Length of a call or meeting. */
    durationMinutes: bigint({ mode: "number" }),
    /** `contact_…` and `user_…`. */
    participants: text().array().notNull().default(sql`'{}'::text[]`),
    searchText: text()
      .notNull()
      .generatedAlwaysAs(sql`control.fold(' ' || coalesce(subject, '') || ' ' || left(content, 2000))`),
  },
  (t) => [
    ...recordIndexes("communications", t),
    ...relationKeys("communications", t, t.timestamp, t.id),
    index("communications_at").on(t.tenantId, t.timestamp, t.id).where(live),
    index("communications_participants").using("gin", t.tenantId, t.participants).where(live),
    check(
      "communications_type",
      sql`${t.type} in ('email', 'call', 'meeting', 'sms', 'chat', 'letter', 'other')`,
    ),
    check("communications_direction", sql`${t.direction} in ('inbound', 'outbound')`),
    check(
      "communications_outcome",
      sql`${t.outcome} in ('connected', 'left_voicemail', 'left_message', 'no_answer', 'busy', 'wrong_number')`,
    ),
  ],
);

export const notes = pgTable(
  "notes",
  {
    ...recordColumns("note"),
    ...relations(),
    content: text().notNull(),
    isPinned: boolean().notNull().default(false),
    /** People named with @ in the text. */
    mentions: text().array().notNull().default(sql`'{}'::text[]`),
    searchText: text().notNull().generatedAlwaysAs(sql`control.fold(' ' || left(content, 4000))`),
  },
  (t) => [
    ...recordIndexes("notes", t),
    ...relationKeys("notes", t, t.createdAt, t.id),
    index("notes_mentions").using("gin", t.tenantId, t.mentions).where(live),
  ],
);

/** A file on a record or on an activity. Its bytes are kept by the storage under its own id. */
export const attachments = pgTable(
  "attachments",
  {
    ...recordColumns("file"),
    ...relations(),
    productId: idColumn("product"),
    /** The activity it belongs to: `task_…`, `event_…`, `comm_…` or `note_…`. */
    activityId: text(),
    fileName: text().notNull(),
    /** As told by the file's first bytes. */
    contentType: text().notNull(),
    sizeBytes: bigint({ mode: "number" }).notNull(),
    sha256: text().notNull(),
    searchText: text().notNull().generatedAlwaysAs(sql`control.fold(' ' || file_name)`),
  },
  (t) => [
    ...recordIndexes("attachments", t),
    ...relationKeys("attachments", t, t.createdAt, t.id),
    index("attachments_product")
      .on(t.tenantId, t.productId, t.createdAt, t.id)
      .where(sql`deleted_at is null and product_id is not null`),
    foreignKey({
      columns: [t.tenantId, t.productId],
      foreignColumns: [products.tenantId, products.id],
      name: "attachments_product_fk",
    }),
    index("attachments_activity").on(t.tenantId, t.activityId).where(sql`activity_id is not null`),
  ],
);

export const reminders = pgTable(
  "reminders",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("reminder").notNull(),
    userId: idColumn("user").notNull(),
    /** `task_…` or `event_…`. */
    activityId: text().notNull(),
    remindAt: instant().notNull(),
    sentAt: instant(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("reminders_due").on(t.tenantId, t.remindAt).where(sql`sent_at is null`),
    index("reminders_activity").on(t.tenantId, t.activityId),
    uniqueIndex("reminders_once").on(t.tenantId, t.userId, t.activityId, t.remindAt),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
      name: "reminders_user_fk",
    }),
  ],
);

/** The secret address of a person's calendar; only its hash is kept. */
export const calendarFeeds = pgTable(
  "calendar_feeds",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("feed").notNull(),
    userId: idColumn("user").notNull(),
    secretHash: text().notNull(),
    createdAt: instant().notNull(),
    lastReadAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("calendar_feeds_user").on(t.tenantId, t.userId),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
      name: "calendar_feeds_user_fk",
    }),
  ],
);
