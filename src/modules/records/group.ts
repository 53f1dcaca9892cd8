// Groups: how many records, and what they sum up to, by the values of one field. One statement.
import { z } from "zod";
import { invalidField } from "@/kernel/errors";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { Params } from "@/kernel/query";
import { type Expression, Expressions, lockMany, recordTypeOfId, whereOf } from "@/kernel/records";
import { RecordTypeName } from "./schema";
import { queryOf, typeNamed } from "./selection";

export const intervals = ["day", "week", "month", "quarter", "year"] as const;
export type GroupInterval = (typeof intervals)[number];
export const mostGroups = 500;

export const isTimeKind = (kind: string): boolean => kind === "dateTime" || kind === "date";

export const GroupInput = z.strictObject({
  recordType: RecordTypeName,
  query: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({ description: "The list query: `search`, `filter` and fields, as in a list" }),
  by: z.string().meta({
    description: "The field to group by; `customFields.<key>` and one relation step too",
    examples: ["status"],
  }),
  interval: z
    .enum(intervals)
    .optional()
    .meta({ description: "For times: the length of a group", examples: ["month"] }),
  sums: z
    .array(z.string())
    .max(5)
    .default([])
    .meta({ description: "Number and money fields to add up", examples: [["annualRevenue"]] }),
});

const Sum = z.strictObject({
  field: z.string().meta({ description: "The field", examples: ["annualRevenue"] }),
  currency: z
    .string()
    .nullable()
    .meta({ description: "ISO 4217 code of a money field", examples: ["USD"] }),
  amount: z.number().meta({ description: "The sum; never across currencies", examples: [125000] }),
});
export const GroupKey = z.strictObject({
  key: z.unknown().meta({ description: "The value; null where there is none", examples: ["active"] }),
  label: z
    .string()
    .nullable()
    .meta({ description: "The name of a person or a record", examples: [null] }),
});
export const GroupResult = z
  .strictObject({
    groups: z
      .array(
        GroupKey.extend({
          count: z.int().meta({ description: "How many records", examples: [42] }),
          sums: z.array(Sum).meta({ description: "What they sum up to" }),
        }),
      )
      .meta({ description: "The largest first; of times the earliest first" }),
    isComplete: z.boolean().meta({ description: `False when there are more than ${mostGroups} groups` }),
  })
  .meta({ title: "Groups" });
type GroupResult = z.output<typeof GroupResult>;

type Row = { key: unknown; label: string | null; currency: string | null; count: number } & Record<
  string,
  unknown
>;

export async function groupRecords(
  ctx: Ctx,
  { recordType, query, by, interval, sums }: z.output<typeof GroupInput>,
): Promise<GroupResult> {
  const type = typeNamed(recordType);
  const checked = await queryOf(ctx, type, query, "query");
  const params = new Params();
  const expressions = new Expressions(ctx, type, params);
  const key = await groupedBy(expressions, by, interval);
  const isTime = isTimeKind(key.kind);
  const added = await Promise.all(sums.map((name, i) => summable(expressions, name, `sums.${i}`)));
  const currency = added.find((one) => one.currency)?.currency ?? "null::text";
  const keySql = isTime
    ? `date_trunc('${interval ?? "day"}', ${key.kind === "date" ? `(${key.sql})::date::timestamp` : `${key.sql} at time zone 'UTC'`})::date::text`
    : key.isList && !by.startsWith("customFields.")
      ? "word.value"
      : key.sql;
  const words =
    key.isList && !by.startsWith("customFields.")
      ? ` left join lateral unnest(${key.sql}) as word(value) on true`
      : "";
  const rows = await ctx.tx.query<Row>(
    `select ${keySql} as key, ${currency} as currency, count(*)::int as count
       ${added.map((one, i) => `, sum(${one.sql})::text as sum_${i}`).join("")}
     from ${type.tableName} t${expressions.joins.join("")}${words}
     where ${whereOf(ctx, type, checked, params, `${type.resource}:read`)}
     group by 1, 2 order by ${isTime ? "1" : "3 desc, 1"} limit ${mostGroups * 4}`,
    params.values,
  );
  const groups = gather(rows, key, added);
  const shown = groups.slice(0, mostGroups);
  const labels = await groupLabels(ctx, key, shown);
  for (const group of shown) group.label = labels.get(group.key) ?? null;
  return { groups: shown, isComplete: groups.length <= mostGroups };
}

/** The field to group by; throws at `by` or `interval` where it cannot be. */
export async function groupedBy(
  expressions: Expressions,
  by: string,
  interval: GroupInterval | undefined,
): Promise<Expression> {
  const key = await expressions.of(by, "by");
  if (interval && !isTimeKind(key.kind)) throw invalidField("interval", `${by} is not a time`);
  if (key.kind === "longText") throw invalidField("by", `Cannot group by ${key.label}`);
  return key;
}

/** People and records are called by their names; records that the actor may not read stay without. */
export async function groupLabels(
  ctx: Ctx,
  key: Expression,
  groups: readonly { key?: unknown }[],
): Promise<Map<unknown, string>> {
  const names = new Map<unknown, string>();
  const ids = groups.map((group) => group.key).filter((id) => typeof id === "string");
  if (!key.prefix || ids.length === 0) return names;
  if (key.prefix === "user") {
    const people = await ctx.tx.query<{ id: string; name: string }>(
      "select id, name from users where tenant_id = $1 and id = any($2::uuid[])",
      [uuidOf("tenant", ctx.tenant.id), ids.map((id) => uuidOf("user", id))],
    );
    for (const { id, name } of people) names.set(toPublicId("user", id), name);
  } else {
    const type = recordTypeOfId(ids[0]!);
    const found = type ? await lockMany(ctx, type, ids, `${type.resource}:read`, { isLocked: false }) : [];
    for (const { record } of found) names.set(record.id, type!.displayName(record));
  }
  return names;
}

async function summable(expressions: Expressions, name: string, path: string): Promise<Expression> {
  const found = await expressions.of(name, path);
  if (!["integer", "number", "money"].includes(found.kind))
    throw invalidField(path, `${found.label} cannot be added up`);
  return found;
}

/** Amounts of different currencies come in rows of their own: they become one group with several sums. */
function gather(rows: Row[], key: Expression, added: Expression[]): GroupResult["groups"] {
  const groups = new Map<unknown, GroupResult["groups"][number]>();
  for (const row of rows) {
    const value = isTimeKind(key.kind) ? row.key : key.read(row.key, row.currency);
    const group = groups.get(value) ?? { key: value, label: null, count: 0, sums: [] };
    groups.set(value, group);
    group.count += row.count;
    for (const [i, one] of added.entries()) {
      const sum = row[`sum_${i}`];
      if (sum === null || sum === undefined) continue;
      const amount = one.kind === "money" ? (one.read(sum, row.currency) as number) : Number(sum);
      const found = group.sums.find(
        (other) => other.field === one.name && other.currency === (one.currency ? row.currency : null),
      );
      if (found) found.amount += amount;
      else group.sums.push({ field: one.name, currency: one.currency ? row.currency : null, amount });
    }
  }
  const list = [...groups.values()];
  return isTimeKind(key.kind) ? list : list.sort((a, b) => b.count - a.count);
}
