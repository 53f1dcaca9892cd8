// Conversion: in one transaction a lead becomes any subset of contact, account and deal, or is linked to those there
// are. The lead stays, with links to what it became.
import { newId, uuidOf } from "@/kernel/id";
import type { Ctx } from "@/kernel/operation";
import { applyPatch, getRecord, lockRecord } from "@/kernel/records";
import { type Account, createAccount, getAccount, type NewAccount } from "@/modules/accounts";
import { linkLeadActivities } from "@/modules/activities";
import { type Contact, createContact, getContact, type NewContact } from "@/modules/contacts";
import { createDeal, type Deal, type NewDeal } from "@/modules/deals";
import { type Plan, planConversion } from "./conversion-plan";
import type { Conversion, ConversionPreview, Converted } from "./conversion-schema";
import { leadError } from "./errors";
import { leadConverted, leadEvents } from "./events";
import type { ConversionLinks } from "./rules";
import { type Lead, leadRecord } from "./schema";

export async function previewConversion(
  ctx: Ctx,
  { leadId, ...input }: Conversion & { leadId: string },
): Promise<ConversionPreview> {
  const lead = await getRecord<Lead>(ctx, leadRecord, leadId);
  if (lead.status === "converted") throw leadError("LEAD_CONVERTED");
  return planConversion(ctx, lead, input);
}

export async function convertLead(
  ctx: Ctx,
  { leadId, ...input }: Conversion & { leadId: string },
): Promise<Converted> {
  const lead = await lockRecord<Lead>(ctx, leadRecord, leadId, "leads:convert");
  if (lead.status === "converted") throw leadError("LEAD_CONVERTED");
  const plan = await planConversion(ctx, lead, input);
  const { account, contact, deal } = await carryOut(ctx, plan, input.force ?? false);
  const links: ConversionLinks = {
    convertedAt: ctx.now,
    convertedContactId: contact?.id ?? null,
    convertedAccountId: account?.id ?? null,
    convertedDealId: deal?.id ?? null,
  };
  const converted = await applyPatch<Lead>(
    ctx,
    leadRecord,
    lead,
    { status: "converted" },
    leadEvents.updated,
    {
      conversion: links,
    },
  );
  const made = {
    contactId: links.convertedContactId,
    accountId: links.convertedAccountId,
    dealId: links.convertedDealId,
  };
  await linkLeadActivities(ctx, leadId, made);
  noteConversion(ctx, lead, plan, made);
  ctx.summary = `Converted ${lead.firstName} ${lead.lastName}`;
  tell(ctx, converted, plan, { account, contact, deal });
  const created = [contact, account, deal].filter(
    (one, i) => one && [plan.contact, plan.account, plan.deal][i]!.action === "create",
  );
  return { lead: converted, contact, account, deal, created: created.map((one) => one!.id) };
}

type Made = { account: Account | null; contact: Contact | null; deal: Deal | null };

async function carryOut(ctx: Ctx, plan: Plan, force: boolean): Promise<Made> {
  const account =
    plan.account.action === "create"
      ? await createAccount(ctx, { ...(plan.account.values as NewAccount), force })
      : plan.account.id
        ? await getAccount(ctx, { accountId: plan.account.id })
        : null;
  const contact =
    plan.contact.action === "create"
      ? await createContact(ctx, {
          ...(plan.contact.values as NewContact),
          accountId: account?.id ?? null,
          force,
        })
      : plan.contact.id
        ? await getContact(ctx, { contactId: plan.contact.id })
        : null;
  const deal =
    plan.deal.action === "create"
      ? await createDeal(ctx, {
          ...(plan.deal.values as NewDeal),
          contactId: contact?.id ?? null,
          accountId: account?.id ?? null,
        })
      : null;
  return { account, contact, deal };
}

/** How the conversion is taken back: what it made, what it only linked, and what the lead was before. */
function noteConversion(
  ctx: Ctx,
  lead: Lead,
  plan: Plan,
  made: Record<"contactId" | "accountId" | "dealId", string | null>,
): void {
  const { contactId, accountId, dealId } = made;
  ctx.tx.send(
    `insert into lead_conversions (tenant_id, id, lead_id, change_id, former_status, contact_id, is_contact_new,
       account_id, is_account_new, deal_id, is_deal_new, converted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      uuidOf("tenant", ctx.tenant.id),
      uuidOf("conversion", newId("conversion")),
      uuidOf("lead", lead.id),
      uuidOf("chg", ctx.changeId),
      lead.status,
      contactId && uuidOf("contact", contactId),
      plan.contact.action === "create",
      accountId && uuidOf("account", accountId),
      plan.account.action === "create",
      dealId && uuidOf("deal", dealId),
      plan.deal.action === "create",
      ctx.now,
    ],
  );
}

/** The event as contract 001 has it. */
function tell(ctx: Ctx, lead: Lead, plan: Plan, { account, contact, deal }: Made): void {
  const ofContact = contact && { id: contact.id, name: `${contact.firstName} ${contact.lastName}` };
  const ofAccount = account && { id: account.id, name: account.name };
  ctx.emit(
    leadConverted,
    { recordType: "lead", recordId: lead.id, ownerId: lead.ownerId },
    {
      lead: {
        id: lead.id,
        name: `${lead.firstName} ${lead.lastName}`,
        email: lead.email,
        company: lead.company,
        score: lead.score,
      },
      conversion_result: {
        contact_created: plan.contact.action === "create" ? ofContact : null,
        deal_created: deal && { id: deal.id, title: deal.title, value: deal.value },
        account_created: plan.account.action === "create" ? ofAccount : null,
        contact_linked: plan.contact.action === "link" ? ofContact : null,
        account_linked: plan.account.action === "link" ? ofAccount : null,
      },
      conversion_info: {
        converted_by: { id: ctx.actor.id, name: ctx.actor.name },
        qualification_notes: lead.qualificationNotes,
      },
    },
  );
}
