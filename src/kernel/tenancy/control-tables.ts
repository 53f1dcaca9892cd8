// The control schema: what is known before a tenant is, and what spans tenants. Read by sign-in, by the event
// dispatcher and by the tenant itself for its own rows.
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { idColumn, instant } from "./columns";

export const tenants = pgTable(
  "tenants",
  {
    id: idColumn("tenant").primaryKey(),
    name: text().notNull(),
    /** The schema that holds the tenant's tables: its own (`t_…`) or the shared one (`pool`). */
    schemaName: text().notNull(),
    status: text().notNull().default("active"),
    settings: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    createdAt: instant().notNull(),
  },
  (t) => [
    check("tenants_status", sql`${t.status} in ('active', 'suspended')`),
    check("tenants_schema", sql`${t.schemaName} ~ '^(pool|t_[0-9a-f]{32})$'`),
  ],
);

export const people = pgTable(
  "people",
  {
    id: idColumn("user").primaryKey(),
    email: text().notNull(),
    name: text().notNull(),
    passwordHash: text(),
    passwordChangedAt: instant(),
    emailVerifiedAt: instant(),
    isSystemAdmin: boolean().notNull().default(false),
    createdAt: instant().notNull(),
  },
  (t) => [uniqueIndex("people_email").on(t.email)],
);

export const memberships = pgTable(
  "memberships",
  {
    tenantId: idColumn("tenant").notNull(),
    userId: idColumn("user").notNull(),
    status: text().notNull().default("active"),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.userId] }),
    index("memberships_user").on(t.userId),
    check("memberships_status", sql`${t.status} in ('active', 'deactivated')`),
  ],
);

export const sessions = pgTable(
  "sessions",
  {
    id: idColumn("session").primaryKey(),
    userId: idColumn("user").notNull(),
    /** The tenant the person works in at the moment; null while they belong to none. */
    tenantId: idColumn("tenant"),
    userAgent: text().notNull().default(""),
    ip: text().notNull().default(""),
    /** "Stay signed in": lives until `expiresAt` however long it is not used. */
    isRemembered: boolean().notNull().default(false),
    createdAt: instant().notNull(),
    lastSeenAt: instant().notNull(),
    expiresAt: instant().notNull(),
    revokedAt: instant(),
  },
  (t) => [index("sessions_user").on(t.userId, t.createdAt)],
);

export const credentials = pgTable(
  "credentials",
  {
    tenantId: idColumn("tenant").notNull(),
    /** The uuid behind `key_…` or `token_…`. */
    id: uuid().primaryKey(),
    kind: text().$type<"api_key" | "personal_token">().notNull(),
    name: text().notNull(),
    description: text(),
    /** SHA-256 (hex) of the public part (API key) or of the whole token: what is looked up. */
    lookupHash: text().notNull(),
    /** SHA-256 (hex) of the API secret; null for a personal token. */
    secretHash: text(),
    /** The first characters, shown so that people can tell their keys apart. */
    hint: text().notNull(),
    /** The pair before the last rotation, good until `previousExpiresAt`. */
    previousLookupHash: text(),
    previousSecretHash: text(),
    previousExpiresAt: instant(),
    rotatedAt: instant(),
    /** Whose personal token it is, or who made the key. */
    userId: idColumn("user").notNull(),
    /** What an API key may do; null for a personal token, which may do what its user may. */
    permissions: text().array(),
    rateLimitTier: text().notNull(),
    ipWhitelist: text().array().notNull().default(sql`'{}'::text[]`),
    createdAt: instant().notNull(),
    expiresAt: instant(),
    lastUsedAt: instant(),
    revokedAt: instant(),
  },
  (t) => [
    uniqueIndex("credentials_lookup").on(t.lookupHash),
    uniqueIndex("credentials_previous_lookup").on(t.previousLookupHash),
    index("credentials_tenant").on(t.tenantId, t.createdAt),
    check("credentials_kind", sql`${t.kind} in ('api_key', 'personal_token')`),
  ],
);

export const invitations = pgTable(
  "invitations",
  {
    tenantId: idColumn("tenant").notNull(),
    id: idColumn("invite").primaryKey(),
    email: text().notNull(),
    roleId: idColumn("role").notNull(),
    teamId: idColumn("team"),
    tokenHash: text().notNull(),
    invitedBy: idColumn("user"),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    acceptedAt: instant(),
    revokedAt: instant(),
  },
  (t) => [
    uniqueIndex("invitations_token").on(t.tokenHash),
    index("invitations_tenant").on(t.tenantId, t.createdAt),
  ],
);

/** One-time links sent to a person: to set a new password, or to prove that the e-mail address is theirs. */
export const passwordResets = pgTable(
  "password_resets",
  {
    id: uuid().primaryKey(),
    userId: idColumn("user").notNull(),
    purpose: text().$type<"password" | "email">().notNull().default("password"),
    tokenHash: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [
    uniqueIndex("password_resets_token").on(t.tokenHash),
    index("password_resets_user").on(t.userId),
    check("password_resets_purpose", sql`${t.purpose} in ('password', 'email')`),
  ],
);

/** Guesses at passwords and other things that are counted across processes and restarts. */
export const attempts = pgTable("attempts", {
  /** What is counted, and SHA-256 of whom: no addresses here. */
  key: text().primaryKey(),
  count: integer().notNull(),
  blockedUntil: instant(),
  lastAt: instant().notNull(),
});

/** Outgoing mail: what was sent, or what waits in the developer mailbox while no SMTP server is set. */
export const outgoingMail = pgTable(
  "outgoing_mail",
  {
    id: idColumn("mail").primaryKey(),
    tenantId: idColumn("tenant"),
    recipient: text().notNull(),
    subject: text().notNull(),
    body: text().notNull(),
    status: text().notNull().default("kept"),
    error: text(),
    createdAt: instant().notNull(),
  },
  (t) => [
    index("outgoing_mail_created").on(t.createdAt),
    check("outgoing_mail_status", sql`${t.status} in ('kept', 'sent', 'failed')`),
  ],
);

/** Authentication, authorization and API security events (contract, "Security Event Logging"). Append-only. */
export const securityEvents = pgTable(
  "security_events",
  {
    id: uuid().primaryKey(),
    tenantId: idColumn("tenant"),
    userId: idColumn("user"),
    event: text().notNull(),
    detail: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    ip: text().notNull().default(""),
    userAgent: text().notNull().default(""),
    requestId: text().notNull().default(""),
    createdAt: instant().notNull(),
  },
  (t) => [
    index("security_events_tenant").on(t.tenantId, t.createdAt),
    index("security_events_created").on(t.createdAt),
  ],
);

/**
 * The event log of every tenant: the transactional outbox. Insert-only for the application. `xid` is the writing
 * transaction: readers stop at the oldest one still running, because commit order is not id order.
 */
export const events = pgTable(
  "events",
  {
    tenantId: idColumn("tenant").notNull(),
    seq: bigint({ mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    id: idColumn("evt").notNull(),
    xid: bigint({ mode: "number" }).notNull().default(sql`(pg_current_xact_id()::text)::bigint`),
    type: text().notNull(),
    recordType: text().notNull(),
    recordId: uuid().notNull(),
    /** Who owns the record, so that a reader with a narrow scope is told only of its own. */
    ownerId: idColumn("user"),
    actorId: text().notNull(),
    changeId: idColumn("chg"),
    requestId: text().notNull(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.xid, t.seq] }),
    index("events_tenant").on(t.tenantId, t.xid, t.seq),
    uniqueIndex("events_id").on(t.tenantId, t.id),
  ],
);
