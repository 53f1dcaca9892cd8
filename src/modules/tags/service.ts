// Tags: the words that records carry, over every record type; colours, renaming and merging without losing one.
import { conflict, notFound } from "@/kernel/errors";
import { newId, parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import {
  columnList,
  fromRow,
  type RecordType,
  recordEvent,
  recordTypes,
  updateMany,
  type Wire,
} from "@/kernel/records";
import { registerReverser } from "@/modules/changes";
import type { NewTag, Tag, TagPatch } from "./schema";

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);
type Row = { id: string; name: string; color: string | null; description: string | null };
const publicTag = (row: Row): Tag => ({ ...row, id: toPublicId("tag", row.id) });
const columns = "id, name, color, description";

export async function listTags(ctx: Ctx, { search }: { search?: string }): Promise<Tag[]> {
  const rows = await ctx.tx.query<Row>(
    `select ${columns} from tags where tenant_id = $1 ${search ? "and strpos(control.fold(name), control.fold($2)) > 0" : ""} order by lower(name), name limit 1000`,
    [tenantOf(ctx), ...(search ? [search] : [])],
  );
  return rows.map(publicTag);
}

async function findTag(ctx: Ctx, tagId: string): Promise<Tag> {
  const uuid = parseId("tag", tagId);
  const [row] = uuid
    ? await ctx.tx.query<Row>(`select ${columns} from tags where tenant_id = $1 and id = $2 for update`, [
        tenantOf(ctx),
        uuid,
      ])
    : [];
  if (!row) throw notFound("tag");
  return publicTag(row);
}

export async function createTag(ctx: Ctx, input: NewTag): Promise<Tag> {
  const id = newId("tag");
  const made = await ctx.tx.query(
    "insert into tags (tenant_id, id, name, color, description, created_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning 1",
    [tenantOf(ctx), uuidOf("tag", id), input.name, input.color ?? null, input.description ?? null, ctx.now],
  );
  if (made.length === 0) throw conflict(`There is a tag "${input.name}" already`, undefined, "TAG_EXISTS");
  const tag = { id, name: input.name, color: input.color ?? null, description: input.description ?? null };
  ctx.record({ recordType: "tag", recordId: id, action: "created", before: null, after: { ...tag } });
  ctx.summary = `Created the tag ${input.name}`;
  return tag;
}

/** A new name is written to every record that carries the tag, as one change that can be undone. */
export async function updateTag(ctx: Ctx, { tagId, ...patch }: TagPatch & { tagId: string }): Promise<Tag> {
  const tag = await findTag(ctx, tagId);
  const next: Tag = {
    ...tag,
    ...(patch.name === undefined ? {} : { name: patch.name }),
    ...(patch.color === undefined ? {} : { color: patch.color }),
    ...(patch.description === undefined ? {} : { description: patch.description }),
  };
  if (next.name !== tag.name) {
    const taken = await ctx.tx.query("select 1 from tags where tenant_id = $1 and name = $2", [
      tenantOf(ctx),
      next.name,
    ]);
    if (taken.length > 0)
      throw conflict(`There is a tag "${next.name}" already: merge the two instead`, undefined, "TAG_EXISTS");
  }
  await ctx.tx.query(
    "update tags set name = $3, color = $4, description = $5 where tenant_id = $1 and id = $2",
    [tenantOf(ctx), uuidOf("tag", tagId), next.name, next.color, next.description],
  );
  ctx.record({
    recordType: "tag",
    recordId: tagId,
    action: "updated",
    before: { ...tag },
    after: { ...next },
  });
  if (next.name !== tag.name) await replaceEverywhere(ctx, [tag.name], next.name);
  ctx.summary =
    next.name === tag.name ? `Changed the tag ${tag.name}` : `Renamed the tag ${tag.name} to ${next.name}`;
  return next;
}

/** The others become the first: every record that carried one of them carries it instead, once. */
export async function mergeTags(
  ctx: Ctx,
  { tagId, mergedIds }: { tagId: string; mergedIds: string[] },
): Promise<Tag & { recordCount: number }> {
  const kept = await findTag(ctx, tagId);
  const others: Tag[] = [];
  for (const id of new Set(mergedIds)) if (id !== tagId) others.push(await findTag(ctx, id));
  const recordCount = await replaceEverywhere(
    ctx,
    others.map((tag) => tag.name),
    kept.name,
  );
  await removeTags(ctx, others);
  ctx.summary = `Merged ${others.length + 1} tags into ${kept.name}`;
  return { ...kept, recordCount };
}

export async function deleteTag(
  ctx: Ctx,
  { tagId }: { tagId: string },
): Promise<{ id: string; recordCount: number }> {
  const tag = await findTag(ctx, tagId);
  const recordCount = await replaceEverywhere(ctx, [tag.name], null);
  await removeTags(ctx, [tag]);
  ctx.summary = `Deleted the tag ${tag.name}`;
  return { id: tagId, recordCount };
}

async function removeTags(ctx: Ctx, gone: Tag[]): Promise<void> {
  await ctx.tx.query("delete from tags where tenant_id = $1 and id = any($2::uuid[])", [
    tenantOf(ctx),
    gone.map((tag) => uuidOf("tag", tag.id)),
  ]);
  for (const tag of gone)
    ctx.record({ recordType: "tag", recordId: tag.id, action: "deleted", before: { ...tag }, after: null });
}

const chunk = 1000;

/** Over every type and whoever owns the records: a tag is the workspace's. Answers how many records carried it. */
async function replaceEverywhere(ctx: Ctx, names: string[], by: string | null): Promise<number> {
  let count = 0;
  for (const type of recordTypes()) {
    if (!type.fields.tags || !recordEvent(type, "updated")) continue;
    for (let isMore = true; isMore; ) {
      const records = await carriers(ctx, type, names);
      count += await updateMany(
        ctx,
        type,
        records.map((current) => ({
          current,
          patch: { tags: replaced(current.tags as string[], names, by) },
        })),
      );
      isMore = records.length === chunk;
    }
  }
  return count;
}

const replaced = (tags: string[], names: string[], by: string | null): string[] => [
  ...new Set(tags.flatMap((tag) => (names.includes(tag) ? (by === null ? [] : [by]) : [tag]))),
];

async function carriers(ctx: Ctx, type: RecordType, names: string[]): Promise<Wire[]> {
  const rows = await ctx.tx.query(
    `select ${columnList(type)} from ${type.tableName} where tenant_id = $1 and deleted_at is null and tags && $2::text[] order by id limit ${chunk} for update`,
    [tenantOf(ctx), names],
  );
  return rows.map((row) => fromRow(type, row));
}

// The records' own rows of the change set give them their tags back; here only the words return.
registerReverser("tag.created", async (ctx, { recordId }) => {
  await deleteTag(ctx, { tagId: recordId });
  return { outcome: "reversed", fields: [], reason: "deleted" };
});
registerReverser("tag.deleted", async (ctx, { recordId, before }) => {
  const tag = before as Tag;
  await ctx.tx.query(
    "insert into tags (tenant_id, id, name, color, description, created_at) values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id, name) do update set color = excluded.color",
    [tenantOf(ctx), uuidOf("tag", recordId), tag.name, tag.color, tag.description, ctx.now],
  );
  ctx.record({ recordType: "tag", recordId, action: "created", before: null, after: { ...tag } });
  return { outcome: "reversed", fields: [], reason: "restored" };
});
registerReverser("tag.updated", async (ctx, { recordId, before, after }) => {
  const [tag, changed] = [before as Tag, after as Tag];
  const now = await findTag(ctx, recordId);
  if (now.name !== changed.name || now.color !== changed.color || now.description !== changed.description)
    return { outcome: "kept", fields: [], reason: "edited since" };
  // Records that were given their tag back have brought the old word with them.
  await ctx.tx.query("delete from tags where tenant_id = $1 and name = $2 and id <> $3", [
    tenantOf(ctx),
    tag.name,
    uuidOf("tag", recordId),
  ]);
  await ctx.tx.query(
    "update tags set name = $3, color = $4, description = $5 where tenant_id = $1 and id = $2",
    [tenantOf(ctx), uuidOf("tag", recordId), tag.name, tag.color, tag.description],
  );
  ctx.record({ recordType: "tag", recordId, action: "updated", before: { ...now }, after: { ...tag } });
  return { outcome: "reversed", fields: ["name", "color"], reason: "former values put back" };
});
