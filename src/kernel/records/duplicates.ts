// Suspected duplicates: records that share something that should be one record's alone, with the reasons.
import { z } from "zod";
import { conflict } from "@/kernel/errors";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { compileScope, Params } from "@/kernel/query/compile";
import { nameOfRepeated } from "@/kernel/query/prepared";
import type { RecordType } from "./define";
import { columnList, fromRow, type Wire } from "./rows";

/** One way in which two records may be the same; `match` gives its condition over `t`, or null when it cannot say. */
export type DuplicateRule = {
  reason: string;
  match: (record: Wire, params: Params) => string | null;
  /** The same for all records at once. */
  twins?: Twins;
};

/** Records that share something: grouped by it, never joined with each other. */
export type Twins = {
  /** Expressions over `t`, equal in both and empty in neither. */
  by: string[];
  /** A condition over `t` that both must meet. */
  where?: string;
  /** A column that must be similar, and not the same. */
  similar?: string;
};

const rulesByType = new Map<string, DuplicateRule[]>();
/** Makes the rules of a type known to what works on all records: the list of suspected pairs. */
export function registerDuplicateRules(type: string, rules: DuplicateRule[]): DuplicateRule[] {
  rulesByType.set(type, rules);
  return rules;
}
export const duplicateRulesOf = (type: string): DuplicateRule[] => rulesByType.get(type) ?? [];

export const duplicateOf = (type: RecordType) =>
  z
    .strictObject({
      record: (type.Record as z.ZodType).meta({ description: "The record that may be the same" }),
      reasons: z.array(z.string()).meta({
        description: "Why: same e-mail, same phone, same name at the same company …",
        examples: [["same e-mail"]],
      }),
    })
    .meta({ title: `Suspected duplicate ${type.label.toLowerCase()}` });

export type Duplicate<R = Wire> = { record: R; reasons: string[] };
const mostShown = 10;

const own = (params: Params, type: RecordType, id: string): string =>
  `${params.add(uuidOf(type.prefix, id))}::uuid`;

/** Each rule asks its own index; never an OR over columns. Only what the actor may read is named. */
export async function findDuplicates<R = Wire>(
  ctx: Ctx,
  type: RecordType,
  rules: DuplicateRule[],
  record: Wire,
): Promise<Duplicate<R>[]> {
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const scope = compileScope(ctx.actor, `${type.resource}:read`, params, tenant, "t", type);
  const notItself =
    typeof record.id === "string"
      ? `and t.id <> ${own(params, type, record.id)} and not exists (select 1 from kept_separate k where k.tenant_id = ${tenant}
         and k.first_id = least(t.id, ${own(params, type, record.id)}) and k.second_id = greatest(t.id, ${own(params, type, record.id)}))`
      : "";
  const branches = rules.flatMap(({ reason, match }) => {
    const condition = match(record, params);
    if (!condition) return [];
    return [
      `(select ${params.add(reason)}::text as reason, t.id from ${type.tableName} t
        where t.tenant_id = ${tenant} and t.deleted_at is null ${notItself} and ${condition} and ${scope} limit ${mostShown})`,
    ];
  });
  if (branches.length === 0) return [];
  const text = branches.join(" union all ");
  const found = await ctx.tx.query<{ reason: string; id: string }>(text, params.values, nameOfRepeated(text));
  if (found.length === 0) return [];
  const ids = [...new Set(found.map((row) => row.id))].slice(0, mostShown);
  const rows = await ctx.tx.query<Wire>(
    `select ${columnList(type)} from ${type.tableName} where tenant_id = $1 and id = any($2::uuid[]) order by created_at`,
    [uuidOf("tenant", ctx.tenant.id), ids],
  );
  return rows.map((row) => ({
    record: fromRow(type, row) as R,
    reasons: found.filter((one) => one.id === row.id).map((one) => one.reason),
  }));
}

/** Refuses a create that would make a duplicate, naming the candidates; `force` goes on. */
export async function refuseDuplicates(
  ctx: Ctx,
  type: RecordType,
  rules: DuplicateRule[],
  input: Wire,
  force: boolean,
): Promise<void> {
  if (force) return;
  const candidates = await findDuplicates(ctx, type, rules, input);
  if (candidates.length === 0) return;
  throw conflict(
    `There may be a ${type.label.toLowerCase()} like this already. Send force=true to create it anyway.`,
    {
      candidates: candidates.map(({ record, reasons }) => ({
        id: record.id,
        name: type.displayName(record),
        reasons,
        record,
      })),
    },
    "DUPLICATE_RECORD",
  );
}
