// Web forms: what visitors of other sites fill in, and what waits for its sender to confirm the address.
import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy";
import { leads } from "@/modules/leads/table";
import { users } from "@/modules/users/table";

export type FormField = { key: string; label: string; isRequired: boolean };

export const forms = pgTable(
  "forms",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("form").notNull(),
    name: text().notNull(),
    title: text().notNull(),
    intro: text(),
    fields: jsonb().$type<FormField[]>().notNull(),
    source: text().notNull(),
    thanks: text().notNull(),
    redirectUrl: text(),
    needsConfirmation: boolean().notNull(),
    isOpen: boolean().notNull(),
    /** Sites whose pages may send it; empty: any. */
    allowedOrigins: jsonb().$type<string[]>().notNull().default([]),
    /** Who gets its leads; null: as leads are shared out. */
    ownerId: idColumn("user"),
    createdAt: instant().notNull(),
    createdBy: idColumn("user"),
    updatedAt: instant().notNull(),
    deletedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("forms_created").on(t.tenantId, t.createdAt).where(sql`deleted_at is null`),
    foreignKey({
      columns: [t.tenantId, t.ownerId],
      foreignColumns: [users.tenantId, users.id],
      name: "forms_owner_fk",
    }),
  ],
);

export const formSubmissions = pgTable(
  "form_submissions",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("row").notNull(),
    formId: idColumn("form").notNull(),
    values: jsonb().$type<Record<string, string>>().notNull(),
    status: text().$type<"waiting" | "accepted" | "duplicate">().notNull(),
    /** SHA-256 of the link that confirms it. */
    tokenHash: text(),
    leadId: idColumn("lead"),
    createdAt: instant().notNull(),
    expiresAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("form_submissions_form").on(t.tenantId, t.formId, t.id),
    uniqueIndex("form_submissions_token").on(t.tenantId, t.tokenHash).where(sql`token_hash is not null`),
    foreignKey({
      columns: [t.tenantId, t.formId],
      foreignColumns: [forms.tenantId, forms.id],
      name: "form_submissions_form_fk",
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.tenantId, t.leadId],
      foreignColumns: [leads.tenantId, leads.id],
      name: "form_submissions_lead_fk",
    }).onDelete("set null"),
  ],
);
