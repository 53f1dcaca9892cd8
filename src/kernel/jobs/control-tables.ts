// Jobs of every tenant: the row itself is the truth of what is to be done, written in the transaction that asks for it.
// The runner only carries row ids, so nothing is lost or done twice whatever is killed when.
import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { idColumn, instant } from "@/kernel/tenancy/columns";

export const jobs = pgTable(
  "jobs",
  {
    tenantId: idColumn("tenant").notNull(),
    id: idColumn("job").primaryKey(),
    name: text().notNull(),
    /** Who started it: scope `own` of `bulk:read` means this. */
    ownerId: idColumn("user"),
    /** Who the job acts as. */
    actor: jsonb().$type<Record<string, unknown>>().notNull(),
    requestId: text().notNull(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    status: text()
      .$type<"queued" | "running" | "completed" | "cancelled" | "failed">()
      .notNull()
      .default("queued"),
    /** What the job has done so far, committed together with what it did. */
    progress: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    error: text(),
    attempts: integer().notNull().default(0),
    /** Whoever holds this may write progress: a runner that was taken for dead finds another one here. */
    claim: uuid(),
    runAt: instant().notNull(),
    enqueuedAt: instant(),
    heartbeatAt: instant(),
    cancelRequestedAt: instant(),
    createdAt: instant().notNull(),
    startedAt: instant(),
    finishedAt: instant(),
  },
  (t) => [
    index("jobs_tenant").on(t.tenantId, t.createdAt, t.id),
    index("jobs_open").on(t.runAt).where(sql`status in ('queued', 'running')`),
    check("jobs_status", sql`${t.status} in ('queued', 'running', 'completed', 'cancelled', 'failed')`),
  ],
);
