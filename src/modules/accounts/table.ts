// Accounts: the companies a tenant deals with, their hierarchy and their relationships to each other.
import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import {
  idColumn,
  instant,
  minorUnits,
  type RecordColumn,
  recordColumns,
  recordIndexes,
  tenantIdColumn,
} from "@/kernel/tenancy";
import { users } from "@/modules/users/table";

export const accounts = pgTable(
  "accounts",
  {
    ...recordColumns("account"),
    name: text().notNull(),
    website: text(),
    phone: text(),
    industry: text(),
    employees: integer(),
    annualRevenue: minorUnits(),
    currency: text().notNull().default("USD"),
    yearFounded: integer(),
    type: text().notNull().default("Prospect"),
    parentAccountId: idColumn("account"),
    description: text(),
    addressStreet: text(),
    addressCity: text(),
    addressState: text(),
    addressZipCode: text(),
    addressCountry: text(),
    searchText: text()
      .notNull()
      .generatedAlwaysAs(
        sql`control.fold(' ' || name || ' ' || coalesce(website, '') || ' ' || coalesce(industry, '') || ' ' || coalesce(address_city, '') || ' ' || coalesce(control.digits(phone), ''))`,
      ),
    /** What two spellings of one name have in common. */
    nameKey: text().notNull().generatedAlwaysAs(sql`control.fold(name)`),
    /** `https://www.Acme.com/x` → `acme.com`. */
    domainKey: text().generatedAlwaysAs(
      sql`nullif(lower(regexp_replace(website, '^[a-z]+://(www\\.)?([^/:?#]+).*$', '\\2', 'i')), '')`,
    ),
  },
  (t): ReturnType<typeof accountConstraints> => accountConstraints(t as never),
);

function accountConstraints(t: Record<string, AnyPgColumn>) {
  const live = sql`deleted_at is null`;
  return [
    ...recordIndexes("accounts", t as Record<RecordColumn, AnyPgColumn>),
    index("accounts_name").on(t.tenantId!, t.name!, t.id!).where(live),
    index("accounts_parent").on(t.tenantId!, t.parentAccountId!).where(live),
    index("accounts_name_key").on(t.tenantId!, t.nameKey!).where(live),
    index("accounts_domain_key").on(t.tenantId!, t.domainKey!).where(live),
    foreignKey({
      columns: [t.tenantId!, t.parentAccountId!],
      foreignColumns: [t.tenantId!, t.id!],
      name: "accounts_parent_fk",
    }),
    foreignKey({
      columns: [t.tenantId!, t.ownerId!],
      foreignColumns: [users.tenantId, users.id],
      name: "accounts_owner_fk",
    }),
    check("accounts_type", sql`type in ('Customer', 'Prospect', 'Partner', 'Vendor', 'Competitor', 'Other')`),
    check("accounts_not_own_parent", sql`parent_account_id <> id`),
  ];
}

export const accountRelationships = pgTable(
  "account_relationships",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("rel").notNull(),
    accountId: idColumn("account").notNull(),
    relatedAccountId: idColumn("account").notNull(),
    relationshipType: text().notNull(),
    description: text(),
    createdAt: instant().notNull(),
    createdBy: idColumn("user"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("account_relationships_pair").on(
      t.tenantId,
      t.accountId,
      t.relatedAccountId,
      t.relationshipType,
    ),
    index("account_relationships_related").on(t.tenantId, t.relatedAccountId),
    foreignKey({ columns: [t.tenantId, t.accountId], foreignColumns: [accounts.tenantId, accounts.id] }),
    foreignKey({
      columns: [t.tenantId, t.relatedAccountId],
      foreignColumns: [accounts.tenantId, accounts.id],
    }),
    check("account_relationships_distinct", sql`${t.accountId} <> ${t.relatedAccountId}`),
  ],
);
