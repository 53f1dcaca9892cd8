// The groups of a list without their counts: what its page shows first. Each is found by one step in an index, from a
// value to the next that the query holds, so a million records cost what a thousand do.
import { z } from "zod";
import { customFieldsOf, isComputed } from "@/kernel/fields/custom";
import { isListKind } from "@/kernel/fields/custom-value";
import { uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { customValue, Params } from "@/kernel/query";
import { Expressions, type RecordType, whereOf } from "@/kernel/records";
import { isDatabaseError } from "@/platform/database/failures";
import {
  GroupInput,
  type GroupInterval,
  GroupKey,
  groupedBy,
  groupLabels,
  isTimeKind,
  mostGroups,
} from "./group";
import { queryOf, typeNamed } from "./selection";

/** Beyond, counting them all is the shorter way: a filter that few records meet makes the steps long. */
const patienceMs = 400;
/** Of an own field: so many records are asked whether they have no value. */
const mostAsked = 2_000;

export const GroupKeysInput = GroupInput.pick({ recordType: true, query: true, by: true, interval: true });
export const GroupKeysResult = z
  .strictObject({
    groups: z
      .array(GroupKey)
      .meta({ description: "In no order that means anything; one without a value may be missing" }),
    isKnown: z.boolean().meta({
      description: `False when they cannot be told without reading everything, or are more than ${mostGroups}: then none are listed`,
    }),
  })
  .meta({ title: "Group keys" });
type GroupKeysResult = z.output<typeof GroupKeysResult>;

const unknown: GroupKeysResult = { groups: [], isKnown: false };

/** The values that an index has in order, as SQL over `t`. */
type Walked = { value: string; join: string; holdsNone: (where: string) => string };

export async function groupKeys(
  ctx: Ctx,
  { recordType, query, by, interval }: z.output<typeof GroupKeysInput>,
): Promise<GroupKeysResult> {
  const type = typeNamed(recordType);
  const checked = await queryOf(ctx, type, query, "query");
  const key = await groupedBy(new Expressions(ctx, type, new Params()), by, interval);
  const params = new Params();
  const walked = key.isList ? null : await walkedOf(ctx, type, by, params);
  if (!walked) return unknown;
  const isTime = isTimeKind(key.kind);
  const where = whereOf(ctx, type, checked, params, `${type.resource}:read`);
  const steps = stepsSql(type, walked, where, isTime ? (interval ?? "day") : null);
  const rows = await patiently(ctx, async () => {
    const found = await ctx.tx.query<{ key: unknown }>(steps, params.values);
    return found.length > mostGroups ? null : found;
  });
  if (!rows) return unknown;
  const groups = rows.map((row) => ({
    key: isTime || row.key === null ? row.key : key.read(row.key, null),
    label: null as string | null,
  }));
  const labels = await groupLabels(ctx, key, groups);
  return { groups: groups.map((one) => ({ ...one, label: labels.get(one.key) ?? null })), isKnown: true };
}

async function walkedOf(ctx: Ctx, type: RecordType, by: string, params: Params): Promise<Walked | null> {
  if (by.startsWith("customFields.")) {
    const f = (await customFieldsOf(ctx, type.name)).find((one) => `customFields.${one.key}` === by);
    if (!f || isComputed(f) || isListKind(f.kind) || f.kind === "longText") return null;
    const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
    const { expression, join, rows } = customValue(type, f, params, tenant, "t", "v", "join");
    const holdsNone = (where: string) =>
      `select 1 from (select t.id from ${type.tableName} t where ${where} order by t.created_at desc limit ${mostAsked}) t
       where not exists (${rows})`;
    return { value: expression, join, holdsNone };
  }
  const column = type.columns.find((one) => one.key === by && one.part === null);
  if (!column || !type.orderedColumns.has(column.name)) return null;
  const value = `t."${column.name}"`;
  const holdsNone = (where: string) =>
    `select 1 from ${type.tableName} t where ${where} and ${value} is null`;
  return { value, join: "", holdsNone };
}

const lengths = { day: "1 day", week: "7 days", month: "1 month", quarter: "3 months", year: "1 year" };

function stepsSql(
  type: RecordType,
  { value, join, holdsNone }: Walked,
  where: string,
  interval: GroupInterval | null,
): string {
  const startOf = (sql: string) => `date_trunc('${interval}', ${sql} at time zone 'UTC')`;
  const key = interval ? startOf(value) : value;
  const beyond = interval
    ? `${value} >= (walked.key + interval '${lengths[interval]}') at time zone 'UTC'`
    : `${value} > walked.key`;
  const next = (condition: string) =>
    `(select ${key} from ${type.tableName} t${join} where ${where} and ${condition} order by ${value} limit 1)`;
  return `with recursive walked(key, step) as (
      (select ${next(`${value} is not null`)}, 1)
      union all
      select ${next(beyond)}, step + 1 from walked where key is not null and step <= ${mostGroups})
    select key${interval ? "::date::text" : ""} as key from walked where key is not null
    union all (select null where exists (${holdsNone(where)}))`;
}

/** Null when it took longer than anyone should wait for it: the transaction goes on as if it had not been asked. */
async function patiently<T>(ctx: Ctx, ask: () => Promise<T>): Promise<T | null> {
  ctx.tx.send("savepoint patiently");
  ctx.tx.send(`set local statement_timeout = ${patienceMs}`);
  try {
    const found = await ask();
    ctx.tx.send("release savepoint patiently");
    ctx.tx.send("set local statement_timeout to default");
    return found;
  } catch (error) {
    if (!isDatabaseError(error) || error.code !== "57014") throw error;
    await ctx.tx.query("rollback to savepoint patiently");
    return null;
  }
}
