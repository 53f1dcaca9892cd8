// What became of each record of an undo: kept and failed ones are stored, reversed ones are the undo's own history.
import { invalidField } from "@/kernel/errors";
import { newUuid, parseId, toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import type { Page } from "@/kernel/records";
import { withNames } from "./names";
import type { Report } from "./revert";
import type { OutcomesQuery, RevertOutcome } from "./schema";
import { entriesOf, findChange } from "./service";

/** Stores what was kept and what failed under the undo's change set; to be called once with each report. */
export function storeOutcomes(ctx: Ctx, { kept, failed }: Pick<Report, "kept" | "failed">): void {
  const rows = [
    ...kept.map((one) => ({ outcome: "kept", ...one })),
    ...failed.map((one) => ({ outcome: "failed", ...one })),
  ].map(({ outcome, recordType, recordId, fields, reason }) => ({
    id: newUuid(),
    outcome,
    record_type: recordType,
    record_id: recordId,
    fields,
    reason,
  }));
  if (rows.length === 0) return;
  ctx.tx.send(
    `insert into revert_outcomes (tenant_id, change_id, id, outcome, record_type, record_id, fields, reason)
     select $1, $2, id, outcome, record_type, record_id, fields, reason from json_populate_recordset(null::revert_outcomes, $3::json)`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf("chg", ctx.changeId), JSON.stringify(rows)],
  );
}

type Row = { id: string; record_type: string; record_id: string; fields: string[]; reason: string };
type Listed = { cursor: string; item: RevertOutcome };

/** The records of one list of an undo's report, paged: however many there are. */
export async function listOutcomes(
  ctx: Ctx,
  { changeId, outcome, limit, cursor }: OutcomesQuery,
): Promise<Page<RevertOutcome & { name: string | null }>> {
  await findChange(ctx, changeId, "changes:read");
  const after = cursor === undefined ? undefined : (parseId("aud", cursor) ?? undefined);
  if (cursor !== undefined && !after) throw invalidField("cursor", "cursor does not belong to this list");
  const found = await (outcome === "reversed"
    ? reversed(ctx, changeId, limit + 1, after)
    : left(ctx, changeId, outcome, limit + 1, after));
  const items = found.slice(0, limit);
  const hasNext = found.length > limit;
  return {
    items: await withNames(
      ctx,
      items.map(({ item }) => item),
    ),
    page: 1,
    limit,
    total: null,
    totalIsExact: false,
    hasNext,
    nextCursor: hasNext ? items.at(-1)!.cursor : null,
  };
}

async function left(
  ctx: Ctx,
  changeId: string,
  outcome: "kept" | "failed",
  limit: number,
  after: string | undefined,
): Promise<Listed[]> {
  const rows = await ctx.tx.query<Row>(
    `select id, record_type, record_id, fields, reason from revert_outcomes
     where tenant_id = $1 and change_id = $2 and outcome = $3 ${after ? "and id > $4::uuid" : ""} order by id limit ${limit}`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf("chg", changeId), outcome, ...(after ? [after] : [])],
  );
  return rows.map(({ id, record_type, record_id, fields, reason }) => ({
    cursor: toPublicId("aud", id),
    item: { recordType: record_type, recordId: record_id, fields, reason },
  }));
}

const reasons: Record<string, string> = { updated: "former values put back" };

async function reversed(
  ctx: Ctx,
  changeId: string,
  limit: number,
  before: string | undefined,
): Promise<Listed[]> {
  const entries = await entriesOf(ctx, changeId, { limit, ...(before ? { before } : {}) });
  return entries.map(({ auditId, recordType, recordId, action, after }) => ({
    cursor: toPublicId("aud", auditId),
    item: {
      recordType,
      recordId,
      fields: action === "updated" ? Object.keys(after ?? {}) : [],
      reason: reasons[action] ?? action,
    },
  }));
}
