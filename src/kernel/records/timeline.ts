// The timeline of a record: every change with who, when, from where, and the values before and after.
import { z } from "zod";
import { invalidField, notFound } from "@/kernel/errors";
import { parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation/context";
import type { RecordType } from "./define";
import type { Page } from "./list";
import { withMerged } from "./merged";
import { getRecord } from "./store";

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

/** The newest first; only for who may read the record. */
export async function timelineOf(
  ctx: Ctx,
  type: RecordType,
  input: { id: string } & z.output<typeof TimelineQuery>,
): Promise<Page<TimelineEntry>> {
  const asked = parseId(type.prefix, input.id);
  if (!asked) throw notFound(type.name);
  if (input.cursor && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(input.cursor))
    throw invalidField("cursor", "cursor does not belong to this timeline");
  // Asked in one go with the record; what it says is only used once the record may be read.
  const [record, page] = await Promise.all([
    getRecord(ctx, type, input.id),
    pageOfTimeline(ctx, type, asked, input),
  ]);
  // A merged record answers as what it became.
  return record.id === toPublicId(type.prefix, asked)
    ? page
    : pageOfTimeline(ctx, type, uuidOf(type.prefix, record.id as string), input);
}

async function pageOfTimeline(
  ctx: Ctx,
  type: RecordType,
  recordUuid: string,
  input: z.output<typeof TimelineQuery>,
): Promise<Page<TimelineEntry>> {
  // An empty cursor is the first page's.
  const from = input.cursor || (input.page - 1) * input.limit;
  const values: unknown[] = [uuidOf("tenant", ctx.tenant.id), recordUuid, from];
  const family = withMerged("$1", "$2");
  const countOf = (ids: string) =>
    `(select count(*)::int from (select 1 from audit_log where tenant_id = $1 and record_id = any(${ids}) limit 10001) n)`;
  const rows = await ctx.tx.query<Record<string, never>>(
    `with family as materialized (select ${family} as ids)
     select a.id, a.record_id, a.created_at, a.action, a.before, a.after, c.id as change_id, c.actor_id, c.actor_name, c.source, c.request_id, c.summary,
       ${countOf("(select ids from family)::uuid[]")} as total
     from audit_log a join change_sets c on c.tenant_id = a.tenant_id and c.id = a.change_id
     where a.tenant_id = $1 and a.record_id = any((select ids from family)::uuid[]) ${input.cursor ? "and a.id < $3::uuid" : ""}
     order by a.id desc limit ${input.limit + 1} ${input.cursor ? "" : "offset $3::int"}`,
    values,
    `timeline_${input.cursor ? "after" : "page"}_${input.limit}`,
  );
  const kept = rows.slice(0, input.limit);
  const hasNext = rows.length > input.limit;
  // A page beyond the end has no row to carry the count.
  const total: number =
    rows[0]?.total ??
    (await ctx.tx.query<{ n: number }>(`select ${countOf(family)} as n`, values.slice(0, 2)))[0]?.n ??
    0;
  return {
    items: kept.map((row) => ({
      id: toPublicId("aud", row.id!),
      at: row.created_at!,
      recordId: toPublicId(type.prefix, row.record_id!),
      action: row.action!,
      actor: { id: row.actor_id!, name: row.actor_name! },
      source: row.source!,
      requestId: row.request_id!,
      changeId: toPublicId("chg", row.change_id!),
      summary: row.summary!,
      before: row.before ?? null,
      after: row.after ?? null,
    })),
    page: input.page,
    limit: input.limit,
    total: Math.min(total, 10_000),
    totalIsExact: total <= 10_000,
    hasNext,
    nextCursor: hasNext ? (kept.at(-1)?.id as unknown as string) : null,
  };
}
