// Merging: the winner takes the best values, links move to it, the others' ids answer with it from now on; every step
// is in the journal.
import { invalidField, notFound } from "@/kernel/errors";
import { type EventDefinition, eventRegistry } from "@/kernel/events/define";
import { newId, parseId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { applyPatch, getRecord, lockRecord, type RecordType, recordTypes, type Wire } from "@/kernel/records";
import { mergeError } from "./errors";
import { customLinksTo, type Link, linksTo } from "./links";
import { moveLinks } from "./move-links";
import { planMerge } from "./plan";
import type { Merged, MergeInput, MergePreview } from "./schema";
import { collisionOf } from "./unique-links";

export const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

export function typeNamed(name: string): RecordType {
  const type = recordTypes().find((one) => one.name === name || one.plural === name);
  if (!type) throw notFound("record type");
  return type;
}

export const eventOf = (type: RecordType, verb: string): EventDefinition<Wire> => {
  const event = eventRegistry.get(`${type.name}.${verb}`);
  if (!event) throw new Error(`${type.name} has no event "${verb}"`);
  return event as unknown as EventDefinition<Wire>;
};

export const aboutRecord = (type: RecordType, record: Wire) => ({
  recordType: type.name,
  recordId: record.id as string,
  ownerId: record.ownerId as string | null,
});

type OfType = { recordType: string };

function checkIds(type: RecordType, { winnerId, loserIds }: MergeInput): string[] {
  const ids = [winnerId, ...loserIds];
  if (new Set(ids).size !== ids.length) throw mergeError("MERGE_INTO_SELF");
  for (const id of ids) if (!parseId(type.prefix, id)) throw notFound(type.name);
  return ids;
}

export async function previewMerge(
  ctx: Ctx,
  { recordType, ...input }: MergeInput & OfType,
): Promise<MergePreview> {
  const type = typeNamed(recordType);
  const ids = checkIds(type, input);
  const records: Wire[] = [];
  for (const id of ids) {
    const record = await getRecord(ctx, type, id);
    if (record.id !== id) throw notFound(type.name);
    records.push(record);
  }
  const { fields } = await planMerge(ctx, type, records, input.choices);
  await checkLinkNames(ctx, type, input);
  return { records, fields, links: await countLinks(ctx, type, input) };
}

async function countLinks(ctx: Ctx, type: RecordType, input: MergeInput): Promise<MergePreview["links"]> {
  const losers = input.loserIds.map((id) => uuidOf(type.prefix, id));
  const family = [uuidOf(type.prefix, input.winnerId), ...losers];
  const counts: MergePreview["links"] = [];
  for (const link of await linksTo(ctx, type)) {
    const [row] = await ctx.tx.query<{ n: number }>(
      `select count(*)::int as n from "${link.table}" where tenant_id = $1 and "${link.column}" = any($2::uuid[]) ${link.holder ? "and deleted_at is null" : ""}`,
      [tenantOf(ctx), losers],
    );
    if (row?.n)
      counts.push({
        link: link.name,
        label: labelOf(link),
        recordType: link.holder?.name ?? null,
        canClear: link.isOptional,
        count: row.n,
        collision: null,
      });
  }
  for (const link of await customLinksTo(ctx, type)) {
    const [row] = await ctx.tx.query<{ n: number }>(
      "select count(*)::int as n from field_values where tenant_id = $1 and field_id = $2 and uuid_value = any($3::uuid[])",
      [tenantOf(ctx), link.id, losers],
    );
    if (row?.n)
      counts.push({
        link: link.name,
        label: `${link.holder.labelPlural}: ${link.label}`,
        recordType: link.holder.name,
        canClear: true,
        count: row.n,
        collision: await collisionOf(ctx, type, link, family, input.links ?? {}),
      });
  }
  return counts;
}

/** "Contacts: Account"; a table of mere links is called by its own name. */
function labelOf({ holder, field, table }: Link): string {
  if (holder)
    return `${holder.labelPlural}: ${field ? holder.fields[field as keyof typeof holder.fields]?.label : ""}`;
  const words = table.replaceAll("_", " ");
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
}

export async function mergeRecords(ctx: Ctx, { recordType, ...input }: MergeInput & OfType): Promise<Merged> {
  const type = typeNamed(recordType);
  const ids = checkIds(type, input);
  await checkLinkNames(ctx, type, input);
  const locked = new Map<string, Wire>();
  // In one order for everybody, so that two merges of the same records wait rather than lock each other out.
  for (const id of [...ids].sort()) locked.set(id, await lockRecord(ctx, type, id, `${type.resource}:merge`));
  const records = ids.map((id) => locked.get(id)!);
  const [winner, ...losers] = records as [Wire, ...Wire[]];
  const { patch } = await planMerge(ctx, type, records, input.choices);
  const mergeId = newId("merge");
  const winnerUuid = uuidOf(type.prefix, input.winnerId);
  const loserUuids = input.loserIds.map((id) => uuidOf(type.prefix, id));

  // The losers go first: what must be unique passes from them to the winner.
  await ctx.tx.query(
    `update ${type.tableName} set deleted_at = $3::timestamptz, updated_at = $3::timestamptz, updated_by = $4, version = version + 1
     where tenant_id = $1 and id = any($2::uuid[])`,
    [tenantOf(ctx), loserUuids, ctx.now, ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null],
  );
  await ctx.tx.query(
    "insert into merged_records (tenant_id, loser_id, winner_id, merge_id, record_type) select $1::uuid, l, $3::uuid, $4::uuid, $5::text from unnest($2::uuid[]) l",
    [tenantOf(ctx), loserUuids, winnerUuid, uuidOf("merge", mergeId), type.name],
  );
  const changesBefore = ctx.changes.length;
  const next = await applyPatch(ctx, type, winner, patch, eventOf(type, "updated"));
  // What the merge changed in the winner is part of its own audit row, so that it is undone once and not twice.
  const at = ctx.changes.findIndex(
    (change, i) => i >= changesBefore && change.recordId === winner.id && change.action === "updated",
  );
  const [change] = at < 0 ? [] : ctx.changes.splice(at, 1);
  const before = change?.before ?? {};
  const after = change?.after ?? {};
  await ctx.tx.query(
    `insert into merges (tenant_id, id, record_type, winner_id, loser_ids, winner_before, winner_after, change_id, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tenantOf(ctx),
      uuidOf("merge", mergeId),
      type.name,
      winnerUuid,
      loserUuids,
      JSON.stringify(before),
      JSON.stringify(after),
      uuidOf("chg", ctx.changeId),
      ctx.now,
      ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null,
    ],
  );
  const movedLinks = await moveLinks(ctx, {
    type,
    mergeId,
    winner: winnerUuid,
    losers: loserUuids,
    choices: input.links ?? {},
  });
  if (await breakCycles(ctx, type, mergeId, winnerUuid, after))
    Object.assign(next, await getRecord(ctx, type, input.winnerId));
  for (const loser of losers) {
    ctx.record({
      recordType: type.name,
      recordId: loser.id as string,
      action: "merged",
      before: null,
      after: { mergedInto: input.winnerId },
    });
    ctx.emit(eventOf(type, "deleted"), aboutRecord(type, loser), { [type.name]: loser });
  }
  // Written last, so that an undo of the change set, which goes backwards, begins with it.
  ctx.record({
    recordType: type.name,
    recordId: input.winnerId,
    action: "merged",
    before,
    after: { ...after, mergedIds: input.loserIds, mergeId },
  });
  ctx.emit(eventOf(type, "merged"), aboutRecord(type, next), {
    [type.name]: next,
    mergeId,
    mergedIds: input.loserIds,
  });
  ctx.summary = `Merged ${ids.length} ${type.labelPlural.toLowerCase()} into ${type.displayName(next)}`;
  return { mergeId, changeId: ctx.changeId, record: next, mergedIds: input.loserIds, movedLinks };
}

/** What `links` may name. */
export async function linkNames(ctx: Ctx, type: RecordType): Promise<string[]> {
  return [
    ...(await linksTo(ctx, type)).map((link) => link.name),
    ...(await customLinksTo(ctx, type)).map((link) => link.name),
  ];
}

async function checkLinkNames(ctx: Ctx, type: RecordType, { links }: MergeInput): Promise<void> {
  const asked = Object.keys(links ?? {});
  if (asked.length === 0) return;
  const own = await linksTo(ctx, type);
  const known = await linkNames(ctx, type);
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown)
    throw invalidField(
      `links.${unknown}`,
      `Unknown link "${unknown}". Known: ${known.join(", ")}`,
      "UNKNOWN_FIELD",
    );
  const named = own.find(
    (link) => links?.[link.name] && links[link.name] !== "move" && links[link.name] !== "clear",
  );
  if (named) throw invalidField(`links.${named.name}`, `links.${named.name} must be one of move, clear`);
  const fixed = own.find((link) => !link.isOptional && links?.[link.name] === "clear");
  if (fixed)
    throw invalidField(
      `links.${fixed.name}`,
      `${labelOf(fixed)} mean nothing without the record they are about: they can only be moved`,
    );
}

/** A hierarchy in which the winner became its own ancestor is cut above it; the journal knows where. */
async function breakCycles(
  ctx: Ctx,
  type: RecordType,
  mergeId: string,
  winner: string,
  after: Wire,
): Promise<boolean> {
  let isCut = false;
  const own = (await linksTo(ctx, type)).filter((link) => link.table === type.tableName);
  for (const { column, table, field } of own) {
    // A parent that came with the merge is simply not taken; one that was there before is noted as a link.
    const isTaken = field !== null && field in after;
    const cut = await ctx.tx.query(
      `with recursive up(id, step) as (
         select "${column}", 1 from ${table} where tenant_id = $1 and id = $2
         union all
         select t."${column}", u.step + 1 from up u join ${table} t on t.tenant_id = $1 and t.id = u.id where u.step < 200 and u.id <> $2),
       old as (select "${column}" as parent from ${table} where tenant_id = $1 and id = $2 and exists (select 1 from up where id = $2)),
       noted as (
         insert into merge_links (tenant_id, merge_id, table_name, column_name, row_id, from_id, to_id)
         select $1::uuid, $3::uuid, $4::text, $5::text, $2::uuid, parent, null from old where not $6::boolean
         on conflict (tenant_id, merge_id, table_name, column_name, row_id) do update set to_id = null)
       update ${table} t set "${column}" = null from old where t.tenant_id = $1 and t.id = $2 returning 1`,
      [tenantOf(ctx), winner, uuidOf("merge", mergeId), table, column, isTaken],
    );
    isCut ||= cut.length > 0;
    if (cut.length === 0 || !isTaken) continue;
    after[field] = null;
    await ctx.tx.query("update merges set winner_after = $3 where tenant_id = $1 and id = $2", [
      tenantOf(ctx),
      uuidOf("merge", mergeId),
      JSON.stringify(after),
    ]);
  }
  return isCut;
}
