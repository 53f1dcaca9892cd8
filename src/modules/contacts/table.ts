// Contacts: the people a tenant deals with.
import { sql } from "drizzle-orm";
import { check, foreignKey, index, pgTable, text } from "drizzle-orm/pg-core";
import { idColumn, recordColumns, recordIndexes } from "@/kernel/tenancy";
import { accounts } from "@/modules/accounts/table";
import { users } from "@/modules/users/table";

const live = sql`deleted_at is null`;

export const contacts = pgTable(
  "contacts",
  {
    ...recordColumns("contact"),
    firstName: text().notNull(),
    lastName: text().notNull(),
    email: text(),
    phone: text(),
    company: text(),
    jobTitle: text(),
    accountId: idColumn("account"),
    status: text().notNull().default("active"),
    description: text(),
    addressStreet: text(),
    addressCity: text(),
    addressState: text(),
    addressZipCode: text(),
    addressCountry: text(),
    searchText: text()
      .notNull()
      .generatedAlwaysAs(
        sql`control.fold(' ' || first_name || ' ' || last_name || ' ' || coalesce(email, '') || ' ' || coalesce(company, '') || ' ' || coalesce(job_title, '') || ' ' || coalesce(control.digits(phone), ''))`,
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
    ...recordIndexes("contacts", t),
    index("contacts_last_name").on(t.tenantId, t.lastName, t.id).where(live),
    index("contacts_first_name").on(t.tenantId, t.firstName, t.id).where(live),
    index("contacts_company").on(t.tenantId, t.company, t.id).where(live),
    index("contacts_email").on(t.tenantId, t.email, t.id).where(live),
    // Counting by status reads this alone.
    index("contacts_status").on(t.tenantId, t.status, t.createdAt, t.id).where(live),
    index("contacts_account").on(t.tenantId, t.accountId, t.lastName, t.id).where(live),
    index("contacts_name_key").on(t.tenantId, t.nameKey, t.companyKey).where(live),
    index("contacts_email_domain").on(t.tenantId, t.emailDomain, t.createdAt).where(live),
    index("contacts_phone_key").on(t.tenantId, t.phoneKey).where(live),
    foreignKey({
      columns: [t.tenantId, t.accountId],
      foreignColumns: [accounts.tenantId, accounts.id],
      name: "contacts_account_fk",
    }),
    foreignKey({
      columns: [t.tenantId, t.ownerId],
      foreignColumns: [users.tenantId, users.id],
      name: "contacts_owner_fk",
    }),
    check("contacts_status", sql`${t.status} in ('active', 'inactive')`),
  ],
);
