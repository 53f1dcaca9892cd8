// Typed relationships between accounts, beside the hierarchy: partner, supplier, competitor …
import { and, desc, eq, or, sql } from "drizzle-orm";
import { z } from "zod";
import { invalidField, notFound, validationFailed } from "@/kernel/errors";
import { textSchema } from "@/kernel/fields";
import { newId, parseId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { findRecord, getRecord, lockMany, lockRecord } from "@/kernel/records";
import { accountError } from "./errors";
import { accountLinked, accountUnlinked } from "./events";
import { accountRecord } from "./schema";
import { accountRelationships, accounts } from "./table";

export const relationshipTypes = [
  "subsidiary",
  "parent",
  "partner",
  "supplier",
  "customer",
  "competitor",
  "investor",
  "other",
] as const;

const accountId = z
  .string()
  .meta({ description: "The account", examples: ["account_018f6f0e7c1b7d3a9b0c1d2e3f405164"] });
const fields = {
  relatedAccountId: z
    .string()
    .meta({ description: "The other account", examples: ["account_018f6f0e7c1b7d3a9b0c1d2e3f405165"] }),
  relationshipType: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(relationshipTypes))
    .meta({ description: "What the other account is to this one", examples: ["subsidiary"] }),
  description: textSchema(2000)
    .nullable()
    .optional()
    .meta({ description: "In your own words", examples: ["Wholly owned subsidiary"] }),
};
export const NewRelationship = z.strictObject({ accountId, ...fields });

export const Relationship = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The relationship's id", examples: ["rel_018f6f0e7c1b7d3a9b0c1d2e3f405168"] }),
    accountId,
    relatedAccountId: fields.relatedAccountId,
    relatedAccountName: z.string().meta({ description: "The other account's name", examples: ["Acme Labs"] }),
    relationshipType: z
      .string()
      .meta({ description: "What the other account is to this one", examples: ["subsidiary"] }),
    description: z
      .string()
      .nullable()
      .meta({ description: "In your own words", examples: ["Wholly owned subsidiary"] }),
    createdAt: z.iso
      .datetime()
      .meta({ description: "When it was recorded", examples: ["2025-01-24T10:30:00.000Z"] }),
    createdBy: z
      .string()
      .nullable()
      .meta({ description: "Who recorded it", examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"] }),
  })
  .meta({ title: "Account relationship" });
export type Relationship = z.output<typeof Relationship>;

/** What the relationship is called from the other side. */
const inverse: Record<string, string> = {
  subsidiary: "parent",
  parent: "subsidiary",
  supplier: "customer",
  customer: "supplier",
};

export async function createRelationship(
  ctx: Ctx,
  input: z.output<typeof NewRelationship>,
): Promise<Relationship> {
  await lockRecord(ctx, accountRecord, input.accountId, "accounts:write");
  if (input.relatedAccountId === input.accountId) {
    throw validationFailed([
      {
        field: "relatedAccountId",
        code: "VALIDATION_ERROR",
        message: "relatedAccountId must be another account",
      },
    ]);
  }
  const other = await findRecord(ctx, accountRecord, input.relatedAccountId);
  if (!other)
    throw invalidField("relatedAccountId", "relatedAccountId: there is no such account", "NOT_FOUND");
  const tenantId = uuidOf("tenant", ctx.tenant.id);
  const { relationshipType: type } = input;
  // The same relationship may have been recorded from the other side.
  const twin = await ctx.tx.query(
    `select 1 from account_relationships where tenant_id = $1 and (
       (account_id = $2 and related_account_id = $3 and relationship_type = $4) or
       (account_id = $3 and related_account_id = $2 and relationship_type = $5))`,
    [
      tenantId,
      uuidOf("account", input.accountId),
      uuidOf("account", input.relatedAccountId),
      type,
      inverse[type] ?? type,
    ],
  );
  if (twin.length > 0) throw accountError("RELATIONSHIP_EXISTS");
  const row = {
    id: newId("rel"),
    accountId: input.accountId,
    relatedAccountId: input.relatedAccountId,
    relationshipType: type,
    description: input.description ?? null,
    createdAt: ctx.now,
    createdBy: ctx.actor.userId,
  };
  await ctx.db.insert(accountRelationships).values({ tenantId, ...row });
  const relationship = { ...row, relatedAccountName: String(other.name) };
  ctx.record({
    recordType: "account",
    recordId: input.accountId,
    action: "linked",
    before: null,
    after: { relationship },
  });
  ctx.emit(accountLinked, { recordType: "account", recordId: input.accountId }, { relationship });
  return relationship;
}

/** The relationships of an account, from its own point of view, whichever side recorded them. */
export async function listRelationships(ctx: Ctx, input: { accountId: string }): Promise<Relationship[]> {
  await getRecord(ctx, accountRecord, input.accountId);
  const tenantId = uuidOf("tenant", ctx.tenant.id);
  const mine = eq(accountRelationships.accountId, input.accountId);
  const rows = await ctx.db
    .select({ relationship: accountRelationships, otherName: accounts.name })
    .from(accountRelationships)
    .innerJoin(
      accounts,
      and(
        eq(accounts.tenantId, accountRelationships.tenantId),
        eq(
          accounts.id,
          sql`case when ${mine} then ${accountRelationships.relatedAccountId} else ${accountRelationships.accountId} end`,
        ),
        sql`${accounts.deletedAt} is null`,
      ),
    )
    .where(
      and(
        eq(accountRelationships.tenantId, tenantId),
        or(mine, eq(accountRelationships.relatedAccountId, input.accountId)),
      ),
    )
    .orderBy(desc(accountRelationships.createdAt))
    .limit(500);
  // A reader with a narrow scope is not told of accounts outside it.
  const isWide = scopeOf(ctx.actor, "accounts:read") === "tenant";
  const seen = isWide ? rows : await readableOnly(ctx, rows, input.accountId);
  return seen.map(({ relationship: { tenantId: _, ...row }, otherName }) =>
    row.accountId === input.accountId
      ? { ...row, relatedAccountName: otherName }
      : {
          ...row,
          accountId: input.accountId,
          relatedAccountId: row.accountId,
          relatedAccountName: otherName,
          relationshipType: inverse[row.relationshipType] ?? row.relationshipType,
        },
  );
}

async function readableOnly<R extends { relationship: { accountId: string; relatedAccountId: string } }>(
  ctx: Ctx,
  rows: R[],
  accountId: string,
): Promise<R[]> {
  const otherOf = ({ relationship: { accountId: from, relatedAccountId: to } }: R): string =>
    from === accountId ? to : from;
  const readable = await lockMany(ctx, accountRecord, rows.map(otherOf), "accounts:read", {
    isLocked: false,
  });
  const ids = new Set(readable.map(({ record }) => record.id));
  return rows.filter((row) => ids.has(otherOf(row)));
}

export async function deleteRelationship(
  ctx: Ctx,
  input: { accountId: string; relationshipId: string },
): Promise<{ id: string }> {
  await lockRecord(ctx, accountRecord, input.accountId, "accounts:write");
  if (!parseId("rel", input.relationshipId)) throw notFound("relationship");
  const [row] = await ctx.db
    .delete(accountRelationships)
    .where(
      and(
        eq(accountRelationships.tenantId, uuidOf("tenant", ctx.tenant.id)),
        eq(accountRelationships.id, input.relationshipId),
        or(
          eq(accountRelationships.accountId, input.accountId),
          eq(accountRelationships.relatedAccountId, input.accountId),
        ),
      ),
    )
    .returning();
  if (!row) throw notFound("relationship");
  const { tenantId: _, ...relationship } = row;
  ctx.record({
    recordType: "account",
    recordId: input.accountId,
    action: "unlinked",
    before: { relationship },
    after: null,
  });
  ctx.emit(accountUnlinked, { recordType: "account", recordId: input.accountId }, { relationship });
  return { id: input.relationshipId };
}
