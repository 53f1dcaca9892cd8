// The timeline of a record: its activities and what was changed in it, in one order, the newest first. Each kind is
// asked through its own index for no more than the page can hold, and only the page's records are read whole.
import { z } from "zod";
import { validationFailed } from "@/kernel/errors";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { compileScope, Params } from "@/kernel/query";
import {
  columnList,
  flag,
  fromRow,
  getRecord,
  type Page,
  type RecordType,
  recordTypeNamed,
  TimelineEntry,
  TimelineQuery,
  type Wire,
} from "@/kernel/records";
import { withMerged } from "@/kernel/records/merged";
import { attachmentRecord } from "./attachment-schema";
import { communicationRecord } from "./communication-schema";
import { eventRecord } from "./event-schema";
import { noteRecord } from "./note-schema";
import { type RelatedType, relatedKey, relatedTypes } from "./related";
import { taskRecord } from "./task-schema";

/** Each kind with the column that says when it belongs on the timeline. */
const kinds = {
  task: { type: taskRecord, at: "timeline_at" },
  event: { type: eventRecord, at: "start_time" },
  communication: { type: communicationRecord, at: "timestamp" },
  note: { type: noteRecord, at: "created_at" },
  attachment: { type: attachmentRecord, at: "created_at" },
} as const satisfies Record<string, { type: RecordType; at: string }>;
type Kind = keyof typeof kinds;

export const timelineKinds = ["task", "event", "communication", "note", "attachment", "change"] as const;
type TimelineKind = (typeof timelineKinds)[number];

const { page, limit } = TimelineQuery.shape;

export const ActivityTimelineQuery = z
  .strictObject({
    relatedType: z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(relatedTypes))
      .meta({ description: "Kind of record: deal, lead, contact or account", examples: ["deal"] }),
    relatedId: z
      .string()
      .meta({ description: "The record", examples: ["deal_018f6f0e7c1b7d3a9b0c1d2e3f405170"] }),
    types: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .meta({
        description: `What to show, by comma: ${timelineKinds.join(", ")}; everything when absent`,
        examples: ["task,communication"],
      }),
    around: flag.optional().meta({
      description:
        "With the activities of what hangs on it: of an account's deals and contacts, of a contact's deals (the newest 200 of each that you may see)",
      examples: [true],
    }),
    page,
    limit,
  })
  .refine(({ page: at, limit: each }) => at * each <= 10_000, {
    path: ["page"],
    message: "page goes to entry 10000",
  });

export const ActivityTimelineItem = z
  .strictObject({
    type: z.enum(timelineKinds).meta({ description: "What it is", examples: ["task"] }),
    id: z.string().meta({ description: "Its id", examples: ["task_018f6f0e7c1b7d3a9b0c1d2e3f405172"] }),
    at: z.iso.datetime().meta({
      description:
        "When: a task's completion or due date, an event's start, a communication's time, else its creation",
      examples: ["2025-01-24T10:30:00.000Z"],
    }),
    activity: z.record(z.string(), z.unknown()).nullable().meta({
      description: "The task, event, communication, note or attachment, as its own operation answers it",
    }),
    change: TimelineEntry.nullable().meta({ description: "What was changed in the record itself" }),
  })
  .meta({ title: "Timeline item" });
export type ActivityTimelineItem = z.output<typeof ActivityTimelineItem>;

function readKinds(sent: string | string[] | undefined): TimelineKind[] {
  const words = [sent ?? []]
    .flat()
    .flatMap((text) => text.split(","))
    .map((word) => word.trim().toLowerCase().replace(/s$/, ""))
    .filter(Boolean);
  if (words.length === 0) return [...timelineKinds];
  const unknown = words.filter((word) => !(timelineKinds as readonly string[]).includes(word));
  if (unknown.length > 0) {
    throw validationFailed(
      unknown.map((word) => ({
        field: "types",
        code: "VALIDATION_ERROR",
        message: `types knows ${timelineKinds.join(", ")}, not "${word}"`,
      })),
    );
  }
  return timelineKinds.filter((kind) => words.includes(kind));
}

type Key = { kind: TimelineKind; id: string; at: string };

export async function getActivityTimeline(
  ctx: Ctx,
  input: z.output<typeof ActivityTimelineQuery>,
): Promise<Page<ActivityTimelineItem>> {
  const wanted = readKinds(input.types);
  const type = recordTypeNamed(input.relatedType)!;
  const record = await getRecord<Wire>(ctx, type, input.relatedId);
  const about = {
    related: input.relatedType,
    uuid: uuidOf(type.prefix, record.id as string),
    isWide: input.around === true,
  };
  const [keys, total] = await Promise.all([keysOf(ctx, wanted, about, input), countOf(ctx, wanted, about)]);
  const shown = keys.slice(0, input.limit);
  return {
    items: await itemsOf(ctx, shown, about),
    page: input.page,
    limit: input.limit,
    total: Math.min(total, 10_000),
    totalIsExact: total <= 10_000,
    hasNext: keys.length > input.limit,
    nextCursor: null,
  };
}

interface Asked {
  related: RelatedType;
  uuid: string;
  /** With what hangs on the record. */
  isWide: boolean;
}

/** Whose activities are of interest on the page of another record. */
const around: Partial<Record<RelatedType, RelatedType[]>> = {
  account: ["deal", "contact"],
  contact: ["deal"],
};
const mostAround = 200;

const columnNamed = (type: RecordType, key: string): string =>
  type.columns.find((one) => one.key === key)!.name;

/** `from … where …` of a kind's rows about the record, for who asks; several when more is looked at than the record. */
function sources(
  ctx: Ctx,
  kind: TimelineKind,
  { related, isWide }: Asked,
  params: Params,
  tenant: string,
  uuid: string,
): string[] {
  // What was done to records that were merged into this one is part of its history.
  if (kind === "change")
    return [
      `from audit_log t where t.tenant_id = ${tenant} and t.record_id = any(${withMerged(tenant, uuid)})`,
    ];
  const { type } = kinds[kind];
  const scope = compileScope(ctx.actor, "activities:read", params, tenant, "t", type);
  const rows = (about: RelatedType, ids: string) =>
    `from ${type.tableName} t where t.tenant_id = ${tenant} and t.${columnNamed(type, relatedKey(about))} ${ids} and t.deleted_at is null and ${scope}`;
  const own = rows(related, `= ${uuid}`);
  if (!isWide) return [own];
  const wide = (around[related] ?? []).flatMap((name) => {
    const near = recordTypeNamed(name)!;
    const permission = `${near.resource}:read`;
    if (scopeOf(ctx.actor, permission) === undefined) return [];
    const seen = compileScope(ctx.actor, permission, params, tenant, "n", near);
    return [
      rows(
        name,
        `in (select n.id from ${near.tableName} n where n.tenant_id = ${tenant} and n.${columnNamed(near, relatedKey(related))} = ${uuid} and n.deleted_at is null and ${seen} order by n.created_at desc limit ${mostAround})`,
      ),
    ];
  });
  return [own, ...wide];
}

async function keysOf(
  ctx: Ctx,
  wanted: TimelineKind[],
  asked: Asked,
  { page: at, limit: each }: { page: number; limit: number },
): Promise<Key[]> {
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const record = `${params.add(asked.uuid)}::uuid`;
  const most = at * each + 1;
  const branches = wanted.flatMap((kind) => {
    const when = kind === "change" ? "created_at" : kinds[kind].at;
    // Ids of changes are made in order, and that is what their index holds.
    const order = kind === "change" ? "t.id desc" : `t.${when} desc, t.id desc`;
    return sources(ctx, kind, asked, params, tenant, record).map(
      (from) => `(select '${kind}' as kind, t.id, t.${when} as at ${from} order by ${order} limit ${most})`,
    );
  });
  return ctx.tx.query<Key>(
    `select kind, id, at from (${branches.join(unionOf(asked))}) x order by at desc, id desc limit ${each + 1} offset ${(at - 1) * each}`,
    params.values,
  );
}

/** An activity may be about a deal and its account: looked at from there it comes twice. */
const unionOf = ({ isWide }: Asked): string => (isWide ? " union " : " union all ");

async function countOf(ctx: Ctx, wanted: TimelineKind[], asked: Asked): Promise<number> {
  const params = new Params();
  const tenant = `${params.add(uuidOf("tenant", ctx.tenant.id))}::uuid`;
  const record = `${params.add(asked.uuid)}::uuid`;
  const branches = wanted.flatMap((kind) =>
    sources(ctx, kind, asked, params, tenant, record).map((from) => `(select t.id ${from} limit 10001)`),
  );
  const [row] = await ctx.tx.query<{ n: number }>(
    `select count(*)::int as n from (${branches.join(unionOf(asked))}) x`,
    params.values,
  );
  return row?.n ?? 0;
}

/** The keys with their records, in the same order; one statement per kind that occurs. */
async function itemsOf(ctx: Ctx, keys: Key[], { uuid }: Asked): Promise<ActivityTimelineItem[]> {
  const idsOf = (kind: TimelineKind) => keys.filter((key) => key.kind === kind).map((key) => key.id);
  const found = new Map<string, Pick<ActivityTimelineItem, "id" | "activity" | "change">>();
  const tenant = uuidOf("tenant", ctx.tenant.id);
  const reads = (Object.keys(kinds) as Kind[]).map(async (kind) => {
    const ids = idsOf(kind);
    if (ids.length === 0) return;
    const type: RecordType = kinds[kind].type;
    const rows = await ctx.tx.query(
      `select ${columnList(type)} from ${type.tableName} where tenant_id = $1 and id = any($2::uuid[])`,
      [tenant, ids],
    );
    for (const row of rows) {
      const activity = fromRow(type, row);
      found.set(row.id as string, { id: activity.id as string, activity, change: null });
    }
  });
  await Promise.all([...reads, readChanges(ctx, uuid, idsOf("change"), found)]);
  return keys.flatMap(({ kind, id, at }) => {
    const item = found.get(id);
    return item ? [{ type: kind, at, ...item }] : [];
  });
}

async function readChanges(
  ctx: Ctx,
  recordUuid: string,
  ids: string[],
  found: Map<string, Pick<ActivityTimelineItem, "id" | "activity" | "change">>,
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await ctx.tx.query<Record<string, string> & { before: Wire | null; after: Wire | null }>(
    `select a.id, a.record_type, a.record_id, a.created_at, a.action, a.before, a.after, c.id as change_id, c.actor_id, c.actor_name, c.source, c.request_id, c.summary
     from audit_log a join change_sets c on c.tenant_id = a.tenant_id and c.id = a.change_id
     where a.tenant_id = $1 and a.record_id = any(${withMerged("$1", "$3")}) and a.id = any($2::uuid[])`,
    [uuidOf("tenant", ctx.tenant.id), ids, recordUuid],
  );
  for (const row of rows) {
    const id = toPublicId("aud", row.id!);
    const change: TimelineEntry = {
      id,
      at: row.created_at!,
      recordId: toPublicId(recordTypeNamed(row.record_type!)!.prefix, row.record_id!),
      action: row.action!,
      actor: { id: row.actor_id!, name: row.actor_name! },
      source: row.source!,
      requestId: row.request_id!,
      changeId: toPublicId("chg", row.change_id!),
      summary: row.summary!,
      before: row.before,
      after: row.after,
    };
    found.set(row.id!, { id, activity: null, change });
  }
}
