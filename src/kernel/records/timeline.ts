// The timeline of a record: every change with who, when, from where, and the values before and after.
import { z } from "zod";
import { invalidField, notFound } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import { scopeOf } from "@/kernel/permissions";
import { heldWithin, Params } from "@/kernel/query";
import type { RecordType } from "./define";
import type { Page } from "./list";
import { familyOf, withMerged } from "./merged";
import { getRecord, statementName } from "./store";

export const TimelineEntry = z
  .strictObject({
    id: z
      .string()
      .meta({ description: "The entry's id", examples: ["aud_018f6f0e7c1b7d3a9b0c1d2e3f405165"] }),
    at: z.iso.datetime().meta({ description: "When it happened", examples: ["2025-01-24T10:30:00.000Z"] }),
    recordId: z.string().meta({
      description: "The record; another one than asked for when that was merged into it",
      examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"],
    }),
    action: z.string().meta({
      description: "What was done: created, updated, deleted, restored, merged, linked …",
      examples: ["updated"],
    }),
    actor: z
      .strictObject({
        id: z.string().meta({
          description: "`user_…`, `key_…` or `system`",
          examples: ["user_018f6f0e7c1b7d3a9b0c1d2e3f405163"],
        }),
        name: z.string().meta({ description: "The name at the time", examples: ["Ada Lovelace"] }),
      })
      .meta({ description: "Who did it" }),
    source: z
      .string()
      .meta({ description: "The way in: rpc (the app), rest, import, job …", examples: ["rest"] }),
    requestId: z
      .string()
      .meta({ description: "The request that did it", examples: ["req_018f6f0e7c1b7d3a9b0c1d2e3f405166"] }),
    changeId: z.string().meta({
      description: "The change set it belongs to",
      examples: ["chg_018f6f0e7c1b7d3a9b0c1d2e3f405167"],
    }),
    summary: z.string().meta({ description: "The change set in a few words", examples: ["Updated contact"] }),
    before: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: "Former values of the fields that changed" }),
    after: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: "New values of the fields that changed" }),
  })
  .meta({ title: "Timeline entry" });
export type TimelineEntry = z.output<typeof TimelineEntry>;

const coercedInt = (min: number, max: number, fallback: number) =>
  z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(min).max(max))
    .default(fallback);

export const TimelineQuery = z.strictObject({
  page: coercedInt(1, 1000, 1).meta({ description: "Page number, from 1", examples: [1] }),
  limit: coercedInt(1, 100, 20).meta({ description: "Entries per page", examples: [20] }),
  cursor: z.string().optional().meta({ description: "`nextCursor` of the page before" }),
});

type Input = { id: string } & z.output<typeof TimelineQuery>;

/** The newest first; only for who may read the record. */
export async function timelineOf(ctx: Ctx, type: RecordType, input: Input): Promise<Page<TimelineEntry>> {
  const asked = parseId(type.prefix, input.id);
  if (!asked) throw notFound(type.name);
  if (input.cursor && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(input.cursor))
    throw invalidField("cursor", "cursor does not belong to this timeline");
  const page = await pageOfTimeline(ctx, type, asked, input);
  if (page.items.length > 0) return page;
  // Nothing says too little: whether the record may be read at all, or was merged and answers as what it became.
  const { id } = await getRecord<{ id: string }>(ctx, type, input.id);
  if (id !== toPublicId(type.prefix, asked)) return pageOfTimeline(ctx, type, uuidOf(type.prefix, id), input);
  // A page beyond the end has no row to carry the count.
  const isFirst = input.page === 1 && !input.cursor;
  return isFirst ? page : { ...page, ...counted(await entriesOf(ctx, asked)) };
}

const mostCounted = 10_000;
const counted = (total: number) => ({
  total: Math.min(total, mostCounted),
  totalIsExact: total <= mostCounted,
});

async function entriesOf(ctx: Ctx, recordUuid: string): Promise<number> {
  const [row] = await ctx.tx.query<{ n: number }>(
    `select count(*)::int as n from (select 1 from audit_log where tenant_id = $1
       and record_id = any(${withMerged("$1", "$2")}) limit ${mostCounted + 1}) n`,
    [uuidOf("tenant", ctx.tenant.id), recordUuid],
  );
  return row?.n ?? 0;
}

type Values = Record<string, unknown> | null;
/** As the statement selects them. */
type EntryRow = [
  ...entry: [id: string, record: string, at: string, action: string, before: Values, after: Values],
  ...change: [
    id: string,
    actorId: string,
    actorName: string,
    source: string,
    requestId: string,
    summary: string,
  ],
  total: number,
];

/** Empty for a record that is not there or may not be read. */
async function pageOfTimeline(
  ctx: Ctx,
  type: RecordType,
  recordUuid: string,
  input: z.output<typeof TimelineQuery>,
): Promise<Page<TimelineEntry>> {
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const record = `${params.add(recordUuid)}::uuid`;
  // An empty cursor is the first page's.
  const before = input.cursor ? `and a.id < ${params.add(input.cursor)}::uuid` : "";
  const offset = input.cursor ? "0" : `${params.add((input.page - 1) * input.limit)}::int`;
  const scope = scopeOf(ctx.actor, `${type.resource}:read`);
  const readable = scope ? heldWithin(scope, ctx.actor, params, tenant, "t", type) : "false";
  // Of each member of the family only as many as the page can show: a history may have tens of thousands of entries.
  const text = `with recursive ${familyOf(tenant, `select t.id from ${type.tableName} t where t.tenant_id = ${tenant} and t.id = ${record} and t.deleted_at is null and ${readable}`)}
     select a.id, a.record_id, a.created_at, a.action, a.before, a.after, c.id as change_id, c.actor_id, c.actor_name, c.source, c.request_id, c.summary,
       (select sum(n.found)::int from family f cross join lateral (
         select count(*) as found from (select 1 from audit_log where tenant_id = ${tenant} and record_id = f.id limit ${mostCounted + 1}) o) n) as total
     from (
       select a.* from family f cross join lateral (
         select a.id, a.record_id, a.change_id, a.created_at, a.action, a.before, a.after from audit_log a
         where a.tenant_id = ${tenant} and a.record_id = f.id ${before}
         order by a.id desc limit ${offset} + ${input.limit + 1}) a
       order by a.id desc limit ${input.limit + 1} offset ${offset}) a
     join change_sets c on c.tenant_id = ${tenant} and c.id = a.change_id
     order by a.id desc`;
  const rows = (await ctx.tx.lists(text, params.values, statementName(text))) as EntryRow[];
  const kept = rows.slice(0, input.limit);
  const hasNext = rows.length > input.limit;
  return {
    items: kept.map(
      ([id, record, at, action, before, after, change, actorId, actorName, source, requestId, summary]) => ({
        id: toPublicId("aud", id),
        at,
        recordId: toPublicId(type.prefix, record),
        action,
        actor: { id: actorId, name: actorName },
        source,
        requestId,
        changeId: toPublicId("chg", change),
        summary,
        before,
        after,
      }),
    ),
    page: input.page,
    limit: input.limit,
    ...counted(rows[0]?.[12] ?? 0),
    hasNext,
    nextCursor: hasNext ? kept.at(-1)![0] : null,
  };
}
