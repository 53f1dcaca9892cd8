// Saved views: kept by whoever made them, seen by whom they are shared with, changed by their owner and by admins.
import { isDeepStrictEqual } from "node:util";
import { forbidden, invalidField, notFound, preconditionFailed, validationFailed } from "@/kernel/errors";
import { newId, parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { Params } from "@/kernel/query";
import { Expressions, etagOf } from "@/kernel/records";
import { registerReverser } from "@/modules/changes";
import { calculations, intervals, queryOf, typeNamed } from "@/modules/records";
import type { NewView, View, ViewPatch } from "./schema";

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);
const userOf = (ctx: Ctx): string | null => (ctx.actor.userId ? uuidOf("user", ctx.actor.userId) : null);

type Row = Omit<View, "ownerId" | "teamId" | "canEdit" | "id"> & {
  id: string;
  ownerId: string | null;
  teamId: string | null;
};

/** The views that the actor sees: their own, their team's, everybody's; an admin sees no more than that. */
async function visible(ctx: Ctx, where: string, values: unknown[]): Promise<View[]> {
  const own = [tenantOf(ctx), userOf(ctx), ctx.actor.teamId ? uuidOf("team", ctx.actor.teamId) : null];
  const rows = await ctx.tx.query<Row>(
    `select v.id, v.record_type as "recordType", v.name, v.layout, v.query, v.columns, v.pinned, v.widths, v.group_by as "groupBy",
       v.calculations, v.visibility, v.owner_id as "ownerId", u.name as "ownerName", v.team_id as "teamId", v.position, v.version,
       v.created_at as "createdAt", v.updated_at as "updatedAt", f.view_id is not null as "isFavourite",
       d.view_id is not null as "isDefault"
     from views v left join users u on u.tenant_id = v.tenant_id and u.id = v.owner_id
     left join view_favourites f on f.tenant_id = v.tenant_id and f.view_id = v.id and f.user_id = $2::uuid
     left join view_defaults d on d.tenant_id = v.tenant_id and d.view_id = v.id and d.user_id = $2::uuid and d.record_type = v.record_type
     where v.tenant_id = $1 and (v.visibility = 'workspace' or v.owner_id = $2::uuid or (v.visibility = 'team' and v.team_id = $3::uuid))
       and ${where} order by v.record_type, v.position, v.created_at, v.id`,
    [...own, ...values],
  );
  return rows.map((row) => {
    const ownerId = row.ownerId && toPublicId("user", row.ownerId);
    return {
      ...row,
      id: toPublicId("view", row.id),
      ownerId,
      teamId: row.teamId && toPublicId("team", row.teamId),
      canEdit: mayEdit(ctx, ownerId),
    };
  });
}

function mayEdit(ctx: Ctx, ownerId: string | null): boolean {
  const scope = scopeOf(ctx.actor, "views:write");
  return scope === "tenant" || (scope !== undefined && ownerId !== null && ownerId === ctx.actor.userId);
}

export async function listViews(ctx: Ctx, { recordType }: { recordType?: string }): Promise<View[]> {
  if (!recordType) return visible(ctx, "v.deleted_at is null", []);
  return visible(ctx, "v.deleted_at is null and v.record_type = $4", [typeNamed(recordType).name]);
}

async function findView(ctx: Ctx, viewId: string, isDeleted = false): Promise<View> {
  const uuid = parseId("view", viewId);
  const [view] = uuid
    ? await visible(ctx, `v.id = $4 and v.deleted_at is ${isDeleted ? "not " : ""}null`, [uuid])
    : [];
  if (!view) throw notFound("view");
  return view;
}

export const getView = (ctx: Ctx, { viewId }: { viewId: string }): Promise<View> => findView(ctx, viewId);

/**
 * A view is checked when it is saved, so that it opens. What it had before is not: a field of it may have been deleted,
 * and shall be in it again once the field is restored.
 */
async function checkContent(
  ctx: Ctx,
  recordType: string,
  view: Partial<NewView>,
  before?: View,
): Promise<void> {
  const type = typeNamed(recordType);
  if (view.query && !isDeepStrictEqual(view.query, before?.query))
    await queryOf(ctx, type, view.query, "query");
  const expressions = new Expressions(ctx, type, new Params());
  const computed = new Set([...Object.keys(type.computed), ...Object.keys(type.fields)]);
  for (const list of ["columns", "pinned"] as const)
    for (const [i, name] of (view[list] ?? []).entries())
      if (!computed.has(name) && !before?.[list].includes(name)) await expressions.of(name, `${list}.${i}`);
  if (view.groupBy && view.groupBy !== before?.groupBy) await checkGroupBy(expressions, view.groupBy);
  for (const [name, calculation] of Object.entries(view.calculations ?? {})) {
    if (before?.calculations[name] === calculation) continue;
    if (!(calculations as readonly string[]).includes(calculation))
      throw invalidField(
        `calculations.${name}`,
        `There is no calculation "${calculation}"; use ${calculations.join(", ")}`,
      );
    await expressions.of(name, `calculations.${name}`);
  }
  if (view.visibility === "team" && !ctx.actor.teamId)
    throw validationFailed([
      { field: "visibility", code: "VALIDATION_ERROR", message: "You are in no team to share it with" },
    ]);
}

/** `status`, or a time with the length of its groups: `createdAt:month`. */
async function checkGroupBy(expressions: Expressions, groupBy: string): Promise<void> {
  const [by = "", interval] = groupBy.split(":");
  const { kind } = await expressions.of(by, "groupBy");
  if (interval === undefined) return;
  if (kind !== "date" && kind !== "dateTime") throw invalidField("groupBy", `${by} is not a time`);
  if (!(intervals as readonly string[]).includes(interval))
    throw invalidField("groupBy", `There are no groups of one "${interval}"; use ${intervals.join(", ")}`);
}

export async function createView(ctx: Ctx, input: NewView): Promise<View> {
  const type = typeNamed(input.recordType);
  await checkContent(ctx, input.recordType, input);
  const id = newId("view");
  await ctx.tx.query(
    `insert into views (tenant_id, id, record_type, name, layout, query, columns, pinned, widths, group_by, calculations, visibility,
       owner_id, team_id, position, created_at, updated_at)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
       coalesce((select max(position) + 1 from views where tenant_id = $1 and record_type = $3 and deleted_at is null), 0), $15, $15`,
    [
      tenantOf(ctx),
      uuidOf("view", id),
      type.name,
      input.name,
      input.layout ?? "table",
      JSON.stringify(input.query ?? {}),
      input.columns ?? [],
      input.pinned ?? [],
      JSON.stringify(input.widths ?? {}),
      input.groupBy ?? null,
      JSON.stringify(input.calculations ?? {}),
      input.visibility ?? "private",
      userOf(ctx),
      ctx.actor.teamId ? uuidOf("team", ctx.actor.teamId) : null,
      ctx.now,
    ],
  );
  ctx.record({
    recordType: "view",
    recordId: id,
    action: "created",
    before: null,
    after: { name: input.name },
  });
  ctx.summary = `Saved the view ${input.name}`;
  return findView(ctx, id);
}

const columnsOf: Record<keyof ViewPatch, { column: string; isJson?: boolean }> = {
  name: { column: "name" },
  layout: { column: "layout" },
  query: { column: "query", isJson: true },
  columns: { column: "columns" },
  pinned: { column: "pinned" },
  widths: { column: "widths", isJson: true },
  groupBy: { column: "group_by" },
  calculations: { column: "calculations", isJson: true },
  visibility: { column: "visibility" },
};

async function lockEditable(ctx: Ctx, viewId: string, isDeleted = false): Promise<View> {
  const view = await findView(ctx, viewId, isDeleted);
  if (!view.canEdit)
    throw forbidden(["views:write"], ctx.actor.permissionTexts, "Only its owner may change this view");
  await ctx.tx.query("select 1 from views where tenant_id = $1 and id = $2 for update", [
    tenantOf(ctx),
    uuidOf("view", viewId),
  ]);
  return findView(ctx, viewId, isDeleted);
}

export async function updateView(
  ctx: Ctx,
  { viewId, ifVersion, ...patch }: ViewPatch & { viewId: string; ifVersion?: number },
): Promise<View> {
  const current = await lockEditable(ctx, viewId);
  if (ifVersion !== undefined && ifVersion !== current.version)
    throw preconditionFailed(etagOf(current.version));
  await checkContent(ctx, current.recordType, patch, current);
  const keys = (Object.keys(columnsOf) as (keyof ViewPatch)[]).filter(
    (key) => patch[key] !== undefined && !isDeepStrictEqual(patch[key], current[key]),
  );
  if (keys.length === 0) return current;
  const values = keys.map((key) => (columnsOf[key].isJson ? JSON.stringify(patch[key]) : patch[key]));
  // Shared with the team of whoever shares it now.
  const team = patch.visibility === "team" ? `, team_id = $${values.length + 4}::uuid` : "";
  await ctx.tx.query(
    `update views set ${keys.map((key, i) => `${columnsOf[key].column} = $${i + 4}`).join(", ")}${team}, updated_at = $3, version = version + 1
     where tenant_id = $1 and id = $2`,
    [
      tenantOf(ctx),
      uuidOf("view", viewId),
      ctx.now,
      ...values,
      ...(team ? [ctx.actor.teamId ? uuidOf("team", ctx.actor.teamId) : null] : []),
    ],
  );
  const pick = (from: Partial<View>) => Object.fromEntries(keys.map((key) => [key, from[key] ?? null]));
  ctx.record({
    recordType: "view",
    recordId: viewId,
    action: "updated",
    before: pick(current),
    after: pick(patch as Partial<View>),
  });
  ctx.summary = `Changed the view ${patch.name ?? current.name}`;
  return findView(ctx, viewId);
}

async function setDeleted(ctx: Ctx, viewId: string, deletedAt: string | null): Promise<View> {
  const view = await lockEditable(ctx, viewId, deletedAt === null);
  await ctx.tx.query(
    "update views set deleted_at = $3, version = version + 1 where tenant_id = $1 and id = $2",
    [tenantOf(ctx), uuidOf("view", viewId), deletedAt],
  );
  const action = deletedAt ? "deleted" : "restored";
  ctx.record({
    recordType: "view",
    recordId: viewId,
    action,
    before: deletedAt ? {} : null,
    after: deletedAt ? null : {},
  });
  ctx.summary = `${deletedAt ? "Deleted" : "Restored"} the view ${view.name}`;
  return view;
}

export async function deleteView(ctx: Ctx, { viewId }: { viewId: string }): Promise<{ id: string }> {
  await setDeleted(ctx, viewId, ctx.now);
  return { id: viewId };
}

export async function restoreView(ctx: Ctx, { viewId }: { viewId: string }): Promise<View> {
  await setDeleted(ctx, viewId, null);
  return findView(ctx, viewId);
}

export async function reorderViews(
  ctx: Ctx,
  { recordType, viewIds }: { recordType: string; viewIds: string[] },
): Promise<View[]> {
  const present = await listViews(ctx, { recordType });
  for (const [i, id] of viewIds.entries())
    if (!present.some((view) => view.id === id)) throw invalidField(`viewIds.${i}`, "There is no such view");
  const order = [...new Set([...viewIds, ...present.map((view) => view.id)])].filter(
    (id) => present.find((view) => view.id === id)!.canEdit,
  );
  await ctx.tx.query(
    `update views v set position = o.position - 1 from unnest($2::uuid[]) with ordinality as o(id, position) where v.tenant_id = $1 and v.id = o.id`,
    [tenantOf(ctx), order.map((id) => uuidOf("view", id))],
  );
  return listViews(ctx, { recordType });
}

/** Keeps a view in one's sidebar, or no longer. */
export async function setFavourite(
  ctx: Ctx,
  { viewId, isFavourite, position }: { viewId: string; isFavourite: boolean; position?: number },
): Promise<View> {
  await findView(ctx, viewId);
  const user = userOf(ctx);
  if (!user) throw invalidField("viewId", "Only a person has favourites");
  if (isFavourite) {
    await ctx.tx.query(
      `insert into view_favourites (tenant_id, user_id, view_id, position) values ($1, $2, $3, $4)
       on conflict (tenant_id, user_id, view_id) do update set position = excluded.position`,
      [tenantOf(ctx), user, uuidOf("view", viewId), position ?? 0],
    );
  } else {
    await ctx.tx.query("delete from view_favourites where tenant_id = $1 and user_id = $2 and view_id = $3", [
      tenantOf(ctx),
      user,
      uuidOf("view", viewId),
    ]);
  }
  return findView(ctx, viewId);
}

/** Makes a view what one's list opens with, or no longer. */
export async function setDefault(
  ctx: Ctx,
  { viewId, isDefault }: { viewId: string; isDefault: boolean },
): Promise<View> {
  const view = await findView(ctx, viewId);
  const user = userOf(ctx);
  if (!user) throw invalidField("viewId", "Only a person has a view to start with");
  const about = [tenantOf(ctx), user, view.recordType, uuidOf("view", viewId)];
  await ctx.tx.query(
    isDefault
      ? `insert into view_defaults (tenant_id, user_id, record_type, view_id) values ($1, $2, $3, $4)
         on conflict (tenant_id, user_id, record_type) do update set view_id = excluded.view_id`
      : "delete from view_defaults where tenant_id = $1 and user_id = $2 and record_type = $3 and view_id = $4",
    about,
  );
  return findView(ctx, viewId);
}

const reversed = (reason: string, fields: string[] = []) => ({
  outcome: "reversed" as const,
  fields,
  reason,
});
registerReverser("view.created", async (ctx, { recordId }) => {
  await deleteView(ctx, { viewId: recordId });
  return reversed("deleted");
});
registerReverser("view.deleted", async (ctx, { recordId }) => {
  await restoreView(ctx, { viewId: recordId });
  return reversed("restored");
});
registerReverser("view.restored", async (ctx, { recordId }) => {
  await deleteView(ctx, { viewId: recordId });
  return reversed("deleted again");
});
registerReverser("view.updated", async (ctx, { recordId, before, after }) => {
  const now = await findView(ctx, recordId);
  const keys = Object.keys(before ?? {}) as (keyof ViewPatch)[];
  const untouched = keys.filter((key) => JSON.stringify(now[key]) === JSON.stringify(after?.[key]));
  if (untouched.length === 0) return { outcome: "kept", fields: keys, reason: "edited since" };
  const patch = Object.fromEntries(untouched.map((key) => [key, before?.[key]])) as ViewPatch;
  await updateView(ctx, { viewId: recordId, ...patch });
  return reversed("former values put back", untouched);
});
