// The hierarchy of accounts: a tree per top account, cycles refused.
import { z } from "zod";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { compileScope, Params } from "@/kernel/query";
import { getRecord } from "@/kernel/records";
import { accountError } from "./errors";
import { accountRecord } from "./schema";

const mostNodes = 2000;

const node = {
  id: z
    .string()
    .meta({ description: "The account's id", examples: ["account_018f6f0e7c1b7d3a9b0c1d2e3f405164"] }),
  name: z.string().meta({ description: "Its name", examples: ["Enterprise Corp"] }),
  type: z.string().meta({ description: "What the company is to you", examples: ["Customer"] }),
  industry: z
    .string()
    .nullable()
    .meta({ description: "Line of business", examples: ["Technology"] }),
};
export type HierarchyNode = {
  id: string;
  name: string;
  type: string;
  industry: string | null;
  children: HierarchyNode[];
};
const HierarchyNode: z.ZodType<HierarchyNode> = z
  .strictObject({
    ...node,
    get children() {
      return z.array(HierarchyNode).meta({ description: "Accounts directly below" });
    },
  })
  .meta({ id: "HierarchyNode", title: "Account in a hierarchy" });

export const AccountHierarchy = z
  .strictObject({
    accountId: z.string().meta({
      description: "The account that was asked for",
      examples: ["account_018f6f0e7c1b7d3a9b0c1d2e3f405164"],
    }),
    parent: z.strictObject(node).nullable().meta({ description: "The account directly above" }),
    ancestors: z.array(z.strictObject(node)).meta({ description: "All accounts above, the topmost first" }),
    children: z.array(HierarchyNode).meta({ description: "The accounts directly below, each with its own" }),
    isComplete: z
      .boolean()
      .meta({ description: `False when the tree has more than ${mostNodes} accounts`, examples: [true] }),
  })
  .meta({ title: "Account hierarchy" });
export type AccountHierarchy = z.output<typeof AccountHierarchy>;

type Row = {
  id: string;
  name: string;
  type: string;
  industry: string | null;
  parent_account_id: string | null;
  depth: number;
};

/** Above and below an account, as far as the actor may read. */
export async function getAccountHierarchy(
  ctx: Ctx,
  { accountId }: { accountId: string },
): Promise<AccountHierarchy> {
  await getRecord(ctx, accountRecord, accountId);
  const uuid = uuidOf("account", accountId);
  const [above, below] = await Promise.all([walk(ctx, uuid, "up"), walk(ctx, uuid, "down")]);
  const ancestors = above
    .filter((row) => row.id !== uuid)
    .sort((a, b) => b.depth - a.depth)
    .map(shown);
  const nodes = new Map<string, HierarchyNode>();
  for (const row of below) nodes.set(row.id, { ...shown(row), children: [] });
  for (const row of below) {
    if (row.id === uuid || !row.parent_account_id) continue;
    nodes.get(row.parent_account_id)?.children.push(nodes.get(row.id)!);
  }
  return {
    accountId,
    parent: ancestors.at(-1) ?? null,
    ancestors,
    children: nodes.get(uuid)?.children ?? [],
    isComplete: below.length <= mostNodes,
  };
}

const shown = (row: Row) => ({
  id: toPublicId("account", row.id),
  name: row.name,
  type: row.type,
  industry: row.industry,
});

async function walk(ctx: Ctx, uuid: string, direction: "up" | "down"): Promise<Row[]> {
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const start = params.add(uuid);
  const scope = compileScope(ctx.actor, "accounts:read", params, tenant, "a");
  const step = direction === "up" ? "a.id = w.parent_account_id" : "a.parent_account_id = w.id";
  return ctx.tx.query<Row>(
    `with recursive w as (
       select id, name, type, industry, parent_account_id, 0 as depth from accounts where tenant_id = ${tenant} and id = ${start}::uuid
       union all
       select a.id, a.name, a.type, a.industry, a.parent_account_id, w.depth + 1 from accounts a join w on ${step}
       where a.tenant_id = ${tenant} and a.deleted_at is null and w.depth < 100 and ${scope}
     ) cycle id set is_cycle using path
     select id, name, type, industry, parent_account_id, depth from w where not is_cycle order by depth, name limit ${mostNodes + 1}`,
    params.values,
  );
}

/** Refuses a parent that is the account itself or below it. */
export async function refuseCycle(
  ctx: Ctx,
  accountId: string,
  parentAccountId: string | null | undefined,
): Promise<void> {
  if (!parentAccountId) return;
  if (parentAccountId === accountId) throw accountError("ACCOUNT_HIERARCHY_CYCLE");
  // One change of the hierarchy at a time in a tenant: two at once could close a circle that neither sees.
  await ctx.tx.query("select pg_advisory_xact_lock(hashtextextended($1, 728190342))", [ctx.tenant.id]);
  const rows = await ctx.tx.query(
    `with recursive above as (
       select id, parent_account_id from accounts where tenant_id = $1 and id = $2
       union
       select a.id, a.parent_account_id from accounts a join above w on a.id = w.parent_account_id where a.tenant_id = $1
     ) select 1 from above where id = $3`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf("account", parentAccountId), uuidOf("account", accountId)],
  );
  if (rows.length > 0) throw accountError("ACCOUNT_HIERARCHY_CYCLE");
}
