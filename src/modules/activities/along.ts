// Activities that go along when a lead becomes something else: they stay with the lead and are linked to what it
// became as well.
import { toPublicId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { recordTypeNamed } from "@/kernel/records";
import { attachmentRecord } from "./attachment-schema";
import { communicationRecord } from "./communication-schema";
import { eventRecord } from "./event-schema";
import { noteRecord } from "./note-schema";
import { taskRecord } from "./task-schema";

export const activityRecords = [taskRecord, eventRecord, communicationRecord, noteRecord, attachmentRecord];
type Links = Partial<Record<"contactId" | "accountId" | "dealId", string | null>>;
const columnOf = { contactId: "contact_id", accountId: "account_id", dealId: "deal_id" } as const;
const prefixOf = { contactId: "contact", accountId: "account", dealId: "deal" } as const;

/** Links every activity of the lead that has no such link yet. */
export async function linkLeadActivities(ctx: Ctx, leadId: string, links: Links): Promise<void> {
  const work = activityRecords.flatMap((type) =>
    (Object.keys(columnOf) as (keyof typeof columnOf)[]).flatMap((key) => {
      const id = links[key];
      return id ? [{ type, key, id }] : [];
    }),
  );
  await Promise.all(
    work.map(async ({ type, key, id }) => {
      const rows = await ctx.tx.query<{ id: string }>(
        `update ${type.tableName} set ${columnOf[key]} = $3, updated_at = $4, version = version + 1
         where tenant_id = $1 and lead_id = $2 and ${columnOf[key]} is null and deleted_at is null returning id`,
        [uuidOf("tenant", ctx.tenant.id), uuidOf("lead", leadId), uuidOf(prefixOf[key], id), ctx.now],
      );
      for (const row of rows) {
        ctx.record({
          recordType: type.name,
          recordId: toPublicId(type.prefix, row.id),
          action: "updated",
          before: { [key]: null },
          after: { [key]: id },
        });
      }
    }),
  );
}

/** Takes back exactly the links that the change set made, where they are still the same. */
export async function unlinkLeadActivities(ctx: Ctx, changeId: string): Promise<void> {
  const rows = await ctx.tx.query<{ record_type: string; record_id: string; after: Links }>(
    `select record_type, record_id, after from audit_log
     where tenant_id = $1 and change_id = $2 and action = 'updated' and record_type = any($3)`,
    [uuidOf("tenant", ctx.tenant.id), uuidOf("chg", changeId), activityRecords.map((type) => type.name)],
  );
  for (const { record_type, record_id, after } of rows) {
    const type = recordTypeNamed(record_type);
    if (!type) continue;
    for (const key of Object.keys(columnOf) as (keyof typeof columnOf)[]) {
      const id = after[key];
      if (!id) continue;
      const changed = await ctx.tx.query(
        `update ${type.tableName} set ${columnOf[key]} = null, updated_at = $4, version = version + 1
         where tenant_id = $1 and id = $2 and ${columnOf[key]} = $3 returning 1`,
        [uuidOf("tenant", ctx.tenant.id), record_id, uuidOf(prefixOf[key], id), ctx.now],
      );
      if (changed.length === 0) continue;
      ctx.record({
        recordType: record_type,
        recordId: toPublicId(type.prefix, record_id),
        action: "updated",
        before: { [key]: id },
        after: { [key]: null },
      });
    }
  }
}
