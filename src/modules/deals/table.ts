// Deals, every stay of each in a stage, the people in them, who works on them, and what is sold.
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import {
  idColumn,
  instant,
  minorUnits,
  recordColumns,
  recordIndexes,
  tenantIdColumn,
} from "@/kernel/tenancy";
import { accounts } from "@/modules/accounts/table";
import { contacts } from "@/modules/contacts/table";
import { pipelineStages } from "@/modules/pipelines/table";
import { products } from "@/modules/products/table";
import { users } from "@/modules/users/table";

const live = sql`deleted_at is null`;

export const deals = pgTable(
  "deals",
  {
    ...recordColumns("deal"),
    title: text().notNull(),
    value: minorUnits().notNull().default(0),
    currency: text().notNull(),
    valueFromLineItems: boolean().notNull().default(false),
    pipelineId: idColumn("pipe").notNull(),
    stageId: idColumn("stage").notNull(),
    /** The stage's key, kept beside its id: what filters and the contract name. */
    stage: text().notNull(),
    status: text().$type<"active" | "won" | "lost">().notNull(),
    /** The stage's outcome, which the status is by another name: what the foreign key holds to. */
    outcome: text().notNull().generatedAlwaysAs(sql`case status when 'active' then 'open' else status end`),
    stageEnteredAt: instant().notNull(),
    probability: integer().notNull(),
    contactId: idColumn("contact"),
    accountId: idColumn("account"),
    productId: idColumn("product"),
    expectedCloseDate: instant(),
    actualCloseDate: instant(),
    closeReason: text(),
    description: text(),
    searchText: text().notNull().generatedAlwaysAs(sql`control.fold(' ' || title)`),
  },
  (t) => [
    ...recordIndexes("deals", t),
    index("deals_board").on(t.tenantId, t.pipelineId, t.stageId, t.expectedCloseDate, t.id).where(live),
    // A column of the board, the newest first, however few of the deals are in its stage.
    index("deals_stage").on(t.tenantId, t.stageId, t.createdAt, t.id),
    index("deals_title").on(t.tenantId, t.title, t.id).where(live),
    index("deals_value").on(t.tenantId, t.value, t.id).where(live),
    index("deals_expected").on(t.tenantId, t.expectedCloseDate, t.id).where(live),
    index("deals_closed").on(t.tenantId, t.status, t.actualCloseDate).where(live),
    index("deals_account").on(t.tenantId, t.accountId, t.createdAt).where(live),
    index("deals_contact").on(t.tenantId, t.contactId, t.createdAt).where(live),
    index("deals_product").on(t.tenantId, t.productId).where(live),
    foreignKey({
      columns: [t.tenantId, t.pipelineId, t.stageId, t.stage, t.outcome],
      foreignColumns: [
        pipelineStages.tenantId,
        pipelineStages.pipelineId,
        pipelineStages.id,
        pipelineStages.key,
        pipelineStages.outcome,
      ],
      name: "deals_stage_fk",
    }),
    foreignKey({
      columns: [t.tenantId, t.contactId],
      foreignColumns: [contacts.tenantId, contacts.id],
      name: "deals_contact_fk",
    }),
    foreignKey({
      columns: [t.tenantId, t.accountId],
      foreignColumns: [accounts.tenantId, accounts.id],
      name: "deals_account_fk",
    }),
    foreignKey({
      columns: [t.tenantId, t.productId],
      foreignColumns: [products.tenantId, products.id],
      name: "deals_product_fk",
    }),
    foreignKey({
      columns: [t.tenantId, t.ownerId],
      foreignColumns: [users.tenantId, users.id],
      name: "deals_owner_fk",
    }),
    check("deals_probability", sql`probability between 0 and 100`),
    check("deals_status", sql`status in ('active', 'won', 'lost')`),
    check("deals_closed_when", sql`(status = 'active') = (actual_close_date is null)`),
  ],
);

/** One row for every stay in a stage; the one without an end is where the deal is. Names are those of the time. */
export const dealStageHistory = pgTable(
  "deal_stage_history",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("move").notNull(),
    dealId: idColumn("deal").notNull(),
    pipelineId: idColumn("pipe").notNull(),
    stageId: idColumn("stage").notNull(),
    stage: text().notNull(),
    stageName: text().notNull(),
    outcome: text().notNull(),
    enteredAt: instant().notNull(),
    leftAt: instant(),
    durationMs: bigint({ mode: "number" }).generatedAlwaysAs(
      sql`(extract(epoch from left_at - entered_at) * 1000)::bigint`,
    ),
    movedBy: idColumn("user"),
    movedByName: text().notNull(),
    reason: text(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("deal_stage_history_current").on(t.tenantId, t.dealId).where(sql`left_at is null`),
    index("deal_stage_history_deal").on(t.tenantId, t.dealId, t.enteredAt),
    index("deal_stage_history_stage").on(t.tenantId, t.stageId, t.enteredAt),
    foreignKey({
      columns: [t.tenantId, t.dealId],
      foreignColumns: [deals.tenantId, deals.id],
      name: "deal_stage_history_deal_fk",
    }).onDelete("cascade"),
    check("deal_stage_history_order", sql`left_at >= entered_at`),
  ],
);

export const dealContacts = pgTable(
  "deal_contacts",
  {
    tenantId: tenantIdColumn(),
    dealId: idColumn("deal").notNull(),
    contactId: idColumn("contact").notNull(),
    role: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.dealId, t.contactId] }),
    index("deal_contacts_contact").on(t.tenantId, t.contactId),
    foreignKey({
      columns: [t.tenantId, t.dealId],
      foreignColumns: [deals.tenantId, deals.id],
      name: "deal_contacts_deal_fk",
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.tenantId, t.contactId],
      foreignColumns: [contacts.tenantId, contacts.id],
      name: "deal_contacts_contact_fk",
    }).onDelete("cascade"),
  ],
);

/** Who works on a deal beside its owner: they count as owners for the scopes of permissions. */
export const dealCollaborators = pgTable(
  "deal_collaborators",
  {
    tenantId: tenantIdColumn(),
    dealId: idColumn("deal").notNull(),
    userId: idColumn("user").notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.dealId, t.userId] }),
    index("deal_collaborators_user").on(t.tenantId, t.userId),
    foreignKey({
      columns: [t.tenantId, t.dealId],
      foreignColumns: [deals.tenantId, deals.id],
      name: "deal_collaborators_deal_fk",
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
      name: "deal_collaborators_user_fk",
    }),
  ],
);

export const dealLineItems = pgTable(
  "deal_line_items",
  {
    tenantId: tenantIdColumn(),
    id: idColumn("lineitem").notNull(),
    dealId: idColumn("deal").notNull(),
    productId: idColumn("product"),
    name: text().notNull(),
    quantity: numeric({ precision: 14, scale: 4 }).notNull(),
    /** In minor units of the deal's currency. */
    unitPrice: minorUnits().notNull(),
    discountPercent: numeric({ precision: 7, scale: 4 }).notNull(),
    total: minorUnits().notNull(),
    position: integer().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("deal_line_items_deal").on(t.tenantId, t.dealId, t.position),
    index("deal_line_items_product").on(t.tenantId, t.productId),
    foreignKey({
      columns: [t.tenantId, t.dealId],
      foreignColumns: [deals.tenantId, deals.id],
      name: "deal_line_items_deal_fk",
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.tenantId, t.productId],
      foreignColumns: [products.tenantId, products.id],
      name: "deal_line_items_product_fk",
    }),
    check("deal_line_items_quantity", sql`quantity > 0`),
    check("deal_line_items_discount", sql`discount_percent between 0 and 100`),
  ],
);
