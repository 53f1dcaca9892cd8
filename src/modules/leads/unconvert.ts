// Taking a conversion back: what it made goes again unless someone has worked on it since, what it only linked stays,
// and the lead is what it was.
import type { EventDefinition } from "@/kernel/events/define";
import { eventRegistry } from "@/kernel/events/define";
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import {
  applyPatch,
  deleteRecord,
  lockRecord,
  type RecordType,
  recordTypeNamed,
  referencesTo,
  type Wire,
} from "@/kernel/records";
import { unlinkLeadActivities } from "@/modules/activities";
import type { Unconverted } from "./conversion-schema";
import { leadError } from "./errors";
import { leadEvents, leadUnconverted } from "./events";
import { noConversion } from "./rules";
import { type Lead, leadRecord } from "./schema";

type Row = {
  id: string;
  change_id: string;
  former_status: string;
  contact_id: string | null;
  is_contact_new: boolean;
  account_id: string | null;
  is_account_new: boolean;
  deal_id: string | null;
  is_deal_new: boolean;
};

export async function unconvertLead(ctx: Ctx, { leadId }: { leadId: string }): Promise<Unconverted> {
  const current = await lockRecord<Lead>(ctx, leadRecord, leadId, "leads:convert");
  const tenant = uuidOf("tenant", ctx.tenant.id);
  const [row] = await ctx.tx.query<Row>(
    `update lead_conversions set undone_at = $3 where tenant_id = $1 and id = (
       select id from lead_conversions where tenant_id = $1 and lead_id = $2 and undone_at is null order by id desc limit 1)
     returning *`,
    [tenant, uuidOf("lead", leadId), ctx.now],
  );
  if (current.status !== "converted" || !row) throw leadError("LEAD_NOT_CONVERTED");
  const lead = await applyPatch<Lead>(
    ctx,
    leadRecord,
    current,
    { status: row.former_status },
    leadEvents.updated,
    {
      conversion: noConversion,
    },
  );
  const changeId = toPublicId("chg", row.change_id);
  await unlinkLeadActivities(ctx, changeId);
  const report: Pick<Unconverted, "removed" | "kept"> = { removed: [], kept: [] };
  // What points to others goes first, so that nothing loses a link on the way.
  const made = [
    { name: "deal", id: row.deal_id, isNew: row.is_deal_new },
    { name: "contact", id: row.contact_id, isNew: row.is_contact_new },
    { name: "account", id: row.account_id, isNew: row.is_account_new },
  ];
  for (const { name, id, isNew } of made) {
    if (id && isNew) await takeBack(ctx, recordTypeNamed(name)!, id, row.change_id, report);
  }
  ctx.summary = `Took back the conversion of ${lead.firstName} ${lead.lastName}`;
  ctx.emit(
    leadUnconverted,
    { recordType: "lead", recordId: leadId, ownerId: lead.ownerId },
    { lead, kept: report.kept.map((one) => one.id) },
  );
  return { lead, ...report };
}

async function takeBack(
  ctx: Ctx,
  type: RecordType,
  uuid: string,
  changeUuid: string,
  report: Pick<Unconverted, "removed" | "kept">,
): Promise<void> {
  const id = toPublicId(type.prefix, uuid);
  const tenant = uuidOf("tenant", ctx.tenant.id);
  const live = await ctx.tx.query(
    `select 1 from ${type.tableName} where tenant_id = $1 and id = $2 and deleted_at is null for update`,
    [tenant, uuid],
  );
  if (live.length === 0) return;
  // Taking back what one has just made is part of making it: no right to delete is needed.
  const record = await lockRecord<Wire>(ctx, type, id, `${type.resource}:write`);
  const about = { recordType: type.name, id, name: type.displayName(record) };
  const edits = await ctx.tx.query(
    "select 1 from audit_log where tenant_id = $1 and record_id = $2 and change_id <> $3 limit 1",
    [tenant, uuid, changeUuid],
  );
  const reason = edits.length > 0 ? "edited since" : await dependentsOf(ctx, type, uuid);
  if (reason) {
    report.kept.push({ ...about, reason });
    return;
  }
  const event = eventRegistry.get(`${type.name}.deleted`) as unknown as EventDefinition<Wire>;
  await deleteRecord(ctx, type, id, event, [], `${type.resource}:write`);
  report.removed.push(about);
}

/** What would lose its link if the record went, in words; null when nothing would. */
async function dependentsOf(ctx: Ctx, type: RecordType, uuid: string): Promise<string | null> {
  for (const { from, field } of referencesTo(type)) {
    const column = from.columns.find((one) => one.key === field)!.name;
    const [row] = await ctx.tx.query<{ n: number }>(
      `select count(*)::int as n from ${from.tableName} where tenant_id = $1 and "${column}" = $2 and deleted_at is null`,
      [uuidOf("tenant", ctx.tenant.id), uuid],
    );
    if (row && row.n > 0) return `${row.n} ${row.n === 1 ? from.name : from.plural} belong to it`;
  }
  return null;
}
