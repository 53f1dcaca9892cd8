// Pipelines, their stages with the gates before them, and the reasons a deal is closed for.
import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { idColumn, instant, tenantIdColumn } from "@/kernel/tenancy";

export const pipelines = pgTable(
  "pipelines",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("pipe").notNull(),
    name: text().notNull(),
    description: text(),
    position: integer().notNull(),
    requiresWonReason: boolean().notNull().default(false),
    requiresLostReason: boolean().notNull().default(false),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    archivedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("pipelines_name").on(t.tenantId, sql`lower(name)`).where(sql`archived_at is null`),
    index("pipelines_position").on(t.tenantId, t.position),
  ],
);

export const pipelineStages = pgTable(
  "pipeline_stages",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("stage").notNull(),
    pipelineId: idColumn("pipe").notNull(),
    /** Made from the first name and never changed: what integrations and filters name. */
    key: text().notNull(),
    name: text().notNull(),
    position: integer().notNull(),
    probability: integer().notNull(),
    outcome: text().$type<"open" | "won" | "lost">().notNull().default("open"),
    rottingDays: integer(),
    requiredFields: text().array().notNull().default(sql`'{}'::text[]`),
    requiredActivity: text(),
    requiredRole: text(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("pipeline_stages_key").on(t.tenantId, t.pipelineId, t.key),
    // What a deal refers to: its stage, the stage's key and outcome can never disagree.
    unique("pipeline_stages_whole").on(t.tenantId, t.pipelineId, t.id, t.key, t.outcome),
    foreignKey({
      columns: [t.tenantId, t.pipelineId],
      foreignColumns: [pipelines.tenantId, pipelines.id],
      name: "pipeline_stages_pipeline_fk",
    }),
    check("pipeline_stages_probability", sql`probability between 0 and 100`),
    check("pipeline_stages_outcome", sql`outcome in ('open', 'won', 'lost')`),
    check("pipeline_stages_rotting", sql`rotting_days > 0`),
  ],
);

export const closeReasons = pgTable(
  "close_reasons",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("reason").notNull(),
    outcome: text().$type<"won" | "lost">().notNull(),
    label: text().notNull(),
    position: integer().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("close_reasons_label").on(t.tenantId, t.outcome, sql`lower(label)`),
    check("close_reasons_outcome", sql`outcome in ('won', 'lost')`),
  ],
);
