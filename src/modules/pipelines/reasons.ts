// The tenant's own lists of why deals are won and lost.
import { notFound } from "@/kernel/errors";
import { newId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { CloseReason } from "./schema";

const tenantOf = (ctx: Ctx): string => uuidOf("tenant", ctx.tenant.id);

type Row = { id: string; outcome: "won" | "lost"; label: string; place: number };

export async function listCloseReasons(
  ctx: Ctx,
  { outcome }: { outcome?: "won" | "lost" },
): Promise<CloseReason[]> {
  const rows = await ctx.tx.query<Row>(
    `select id, outcome, label, row_number() over (partition by outcome order by position, id)::int as place
     from close_reasons where tenant_id = $1 and ($2::text is null or outcome = $2) order by outcome desc, place`,
    [tenantOf(ctx), outcome ?? null],
    "close_reasons",
  );
  return rows.map((row) => ({
    id: toPublicId("reason", row.id),
    outcome: row.outcome,
    label: row.label,
    order: row.place,
  }));
}

const noted = (ctx: Ctx, id: string, before: string | null, after: string | null) =>
  ctx.record({
    recordType: "close_reason",
    recordId: id,
    action: before === null ? "created" : after === null ? "deleted" : "updated",
    before: before === null ? null : { label: before },
    after: after === null ? null : { label: after },
  });

export async function createCloseReason(
  ctx: Ctx,
  { outcome, label }: { outcome: "won" | "lost"; label: string },
): Promise<CloseReason[]> {
  const id = newId("reason");
  await ctx.tx.query(
    `insert into close_reasons (tenant_id, id, outcome, label, position, created_at)
     select $1, $2, $3, $4, coalesce(max(position), 0) + 1, $5 from close_reasons where tenant_id = $1 and outcome = $3`,
    [tenantOf(ctx), uuidOf("reason", id), outcome, label, ctx.now],
  );
  noted(ctx, id, null, label);
  return listCloseReasons(ctx, { outcome });
}

/** Renames or moves a reason; deals closed for it follow the new name. */
export async function updateCloseReason(
  ctx: Ctx,
  { reasonId, label, order }: { reasonId: string; label?: string; order?: number },
): Promise<CloseReason[]> {
  const current = await reasonOf(ctx, reasonId);
  if (label !== undefined && label !== current.label) {
    await ctx.tx.query("update close_reasons set label = $3 where tenant_id = $1 and id = $2", [
      tenantOf(ctx),
      uuidOf("reason", reasonId),
      label,
    ]);
    await ctx.tx.query(
      "update deals set close_reason = $4, version = version + 1 where tenant_id = $1 and outcome = $2 and close_reason = $3",
      [tenantOf(ctx), current.outcome, current.label, label],
    );
    noted(ctx, reasonId, current.label, label);
  }
  if (order !== undefined) {
    const others = (await listCloseReasons(ctx, { outcome: current.outcome })).filter(
      (one) => one.id !== reasonId,
    );
    others.splice(Math.min(order, others.length + 1) - 1, 0, current);
    await ctx.tx.query(
      `update close_reasons r set position = n.position from unnest($2::uuid[]) with ordinality as n(id, position)
       where r.tenant_id = $1 and r.id = n.id`,
      [tenantOf(ctx), others.map((one) => uuidOf("reason", one.id))],
    );
  }
  return listCloseReasons(ctx, { outcome: current.outcome });
}

/** Takes a reason off the list; deals closed for it keep its words. */
export async function deleteCloseReason(
  ctx: Ctx,
  { reasonId }: { reasonId: string },
): Promise<CloseReason[]> {
  const current = await reasonOf(ctx, reasonId);
  await ctx.tx.query("delete from close_reasons where tenant_id = $1 and id = $2", [
    tenantOf(ctx),
    uuidOf("reason", reasonId),
  ]);
  noted(ctx, reasonId, current.label, null);
  return listCloseReasons(ctx, { outcome: current.outcome });
}

async function reasonOf(ctx: Ctx, reasonId: string): Promise<CloseReason> {
  const found = (await listCloseReasons(ctx, {})).find((reason) => reason.id === reasonId);
  if (!found) throw notFound("reason");
  return found;
}
