// Leads: people who may become customers; how their score came about, how they are shared out, and what they became.
import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import { idColumn, instant, recordColumns, recordIndexes, tenantIdColumn } from "@/kernel/tenancy";
import { accounts } from "@/modules/accounts/table";
import { contacts } from "@/modules/contacts/table";
import { deals } from "@/modules/deals/table";
import { users } from "@/modules/users/table";

const live = sql`deleted_at is null`;

export const leads = pgTable(
  "leads",
  {
    ...recordColumns("lead"),
    firstName: text().notNull(),
    lastName: text().notNull(),
    email: text().notNull(),
    phone: text(),
    company: text(),
    jobTitle: text(),
    source: text().notNull(),
    status: text().notNull().default("new"),
    score: integer().notNull().default(0),
    description: text(),
    qualificationNotes: text(),
    nextAction: text(),
    addressStreet: text(),
    addressCity: text(),
    addressState: text(),
    addressZipCode: text(),
    addressCountry: text(),
    qualifiedAt: instant(),
    convertedAt: instant(),
    convertedContactId: idColumn("contact"),
    convertedAccountId: idColumn("account"),
    convertedDealId: idColumn("deal"),
    searchText: text()
      .notNull()
      .generatedAlwaysAs(
        sql`control.fold(' ' || first_name || ' ' || last_name || ' ' || email || ' ' || coalesce(company, '') || ' ' || coalesce(job_title, '') || ' ' || coalesce(control.digits(phone), ''))`,
      ),
    nameKey: text().notNull().generatedAlwaysAs(sql`control.fold(first_name || ' ' || last_name)`),
    companyKey: text().generatedAlwaysAs(sql`control.fold(company)`),
    emailDomain: text().generatedAlwaysAs(sql`split_part(email, '@', 2)`),
    /** The last nine digits: one number in any format. */
    phoneKey: text().generatedAlwaysAs(
      sql`case when length(control.digits(phone)) >= 7 then right(control.digits(phone), 9) end`,
    ),
  },
  (t) => [
    ...recordIndexes("leads", t),
    index("leads_last_name").on(t.tenantId, t.lastName, t.id).where(live),
    index("leads_company").on(t.tenantId, t.company, t.id).where(live),
    index("leads_email").on(t.tenantId, t.email, t.id).where(live),
    index("leads_score").on(t.tenantId, t.score, t.id).where(live),
    index("leads_status").on(t.tenantId, t.status, t.createdAt, t.id).where(live),
    index("leads_owner_status").on(t.tenantId, t.ownerId, t.status).where(live),
    index("leads_name_key").on(t.tenantId, t.nameKey, t.companyKey).where(live),
    index("leads_email_domain").on(t.tenantId, t.emailDomain, t.createdAt).where(live),
    index("leads_phone_key").on(t.tenantId, t.phoneKey).where(live),
    index("leads_converted_contact")
      .on(t.tenantId, t.convertedContactId)
      .where(sql`converted_contact_id is not null`),
    index("leads_converted_account")
      .on(t.tenantId, t.convertedAccountId)
      .where(sql`converted_account_id is not null`),
    index("leads_converted_deal").on(t.tenantId, t.convertedDealId).where(sql`converted_deal_id is not null`),
    foreignKey({
      columns: [t.tenantId, t.ownerId],
      foreignColumns: [users.tenantId, users.id],
      name: "leads_owner_fk",
    }),
    foreignKey({
      columns: [t.tenantId, t.convertedContactId],
      foreignColumns: [contacts.tenantId, contacts.id],
      name: "leads_contact_fk",
    }),
    foreignKey({
      columns: [t.tenantId, t.convertedAccountId],
      foreignColumns: [accounts.tenantId, accounts.id],
      name: "leads_account_fk",
    }),
    foreignKey({
      columns: [t.tenantId, t.convertedDealId],
      foreignColumns: [deals.tenantId, deals.id],
      name: "leads_deal_fk",
    }),
    check("leads_status", sql`${t.status} in ('new', 'contacted', 'qualified', 'unqualified', 'converted')`),
    check("leads_score_range", sql`${t.score} between 0 and 100`),
  ],
);

export type ScoringFactor = { factor: string; points: number | null; reason: string | null };

/** One row for every time a score was set. */
export const leadScores = pgTable(
  "lead_scores",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("score").notNull(),
    leadId: idColumn("lead").notNull(),
    previousScore: integer(),
    score: integer().notNull(),
    factors: jsonb().$type<ScoringFactor[]>().notNull(),
    changedBy: idColumn("user"),
    changedByName: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("lead_scores_lead").on(t.tenantId, t.leadId, t.id),
    foreignKey({
      columns: [t.tenantId, t.leadId],
      foreignColumns: [leads.tenantId, leads.id],
      name: "lead_scores_lead_fk",
    }).onDelete("cascade"),
  ],
);

/** What one conversion made and what it linked: how it is taken back. */
export const leadConversions = pgTable(
  "lead_conversions",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("conversion").notNull(),
    leadId: idColumn("lead").notNull(),
    changeId: idColumn("chg").notNull(),
    formerStatus: text().notNull(),
    contactId: idColumn("contact"),
    isContactNew: boolean().notNull(),
    accountId: idColumn("account"),
    isAccountNew: boolean().notNull(),
    dealId: idColumn("deal"),
    isDealNew: boolean().notNull(),
    convertedAt: instant().notNull(),
    undoneAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("lead_conversions_lead").on(t.tenantId, t.leadId),
    foreignKey({
      columns: [t.tenantId, t.leadId],
      foreignColumns: [leads.tenantId, leads.id],
      name: "lead_conversions_lead_fk",
    }).onDelete("cascade"),
  ],
);

export type AssignmentRule = {
  field: string;
  operator: "equals" | "contains" | "startsWith";
  value: string;
  assignTo: string;
};

/** How new leads are shared out; one row per tenant, locked while a turn is taken. */
export const leadAssignment = pgTable(
  "lead_assignment",
  {
    tenantId: tenantIdColumn(),
    mode: text().$type<"creator" | "round_robin" | "rules" | "load">().notNull(),
    members: jsonb().$type<string[]>().notNull(),
    rules: jsonb().$type<AssignmentRule[]>().notNull(),
    /** Who had the last turn. */
    lastUserId: idColumn("user"),
    updatedAt: instant().notNull(),
    updatedBy: idColumn("user"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId] }),
    check("lead_assignment_mode", sql`${t.mode} in ('creator', 'round_robin', 'rules', 'load')`),
  ],
);

/** Days on which a person is not there: nothing is assigned to them by itself. */
export const absences = pgTable(
  "absences",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("absence").notNull(),
    userId: idColumn("user").notNull(),
    fromDate: date({ mode: "string" }).notNull(),
    toDate: date({ mode: "string" }).notNull(),
    note: text(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("absences_user").on(t.tenantId, t.userId, t.toDate),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
      name: "absences_user_fk",
    }),
    check("absences_order", sql`${t.toDate} >= ${t.fromDate}`),
  ],
);
