// What a conversion would make of a lead: decided once, for the preview and for the deed.
import { invalidField, validationFailed } from "@/kernel/errors";
import { customFieldsOf } from "@/kernel/fields/custom";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import { type DuplicateRule, findDuplicates, findRecord, type RecordType, type Wire } from "@/kernel/records";
import { accountDuplicateRules, accountRecord } from "@/modules/accounts";
import { contactDuplicateRules, contactRecord } from "@/modules/contacts";
import type { Conversion, ConversionPreview } from "./conversion-schema";
import type { Lead } from "./schema";

type Part = ConversionPreview["contact"];
export type Plan = { contact: Part; account: Part; deal: Part };

const nothing = (): Part => ({ action: "none", id: null, name: null, values: {}, candidates: [] });
const linked = (id: string, name: string): Part => ({ ...nothing(), action: "link", id, name });

/** The record that the caller names, if they may read it. */
async function named(ctx: Ctx, type: RecordType, field: string, id: string): Promise<Wire> {
  const record = await findRecord(ctx, type, id);
  if (!record) throw invalidField(field, `${field}: there is no such ${type.name}`, "NOT_FOUND");
  return record;
}

/** Custom fields that both know by the same key, and the lead's source where there is a field for it. */
async function carriedFields(ctx: Ctx, lead: Lead, recordType: string, sourceKey: string): Promise<Wire> {
  const keys = (await customFieldsOf(ctx, recordType)).map((f) => f.key);
  const held = lead.customFields as Wire;
  const carried = Object.fromEntries(Object.entries(held).filter(([key]) => keys.includes(key)));
  if (keys.includes(sourceKey) && carried[sourceKey] === undefined) carried[sourceKey] = lead.source;
  return carried;
}

const given = (values: Wire): Wire =>
  Object.fromEntries(Object.entries(values).filter(([, v]) => v !== null && v !== undefined));

async function candidatesOf(
  ctx: Ctx,
  type: RecordType,
  rules: DuplicateRule[],
  values: Wire,
): Promise<Part["candidates"]> {
  const found = await findDuplicates(ctx, type, rules, values);
  return found.map(({ record, reasons }) => ({
    id: record.id as string,
    name: type.displayName(record),
    reasons,
  }));
}

async function planAccount(ctx: Ctx, lead: Lead, input: Conversion, contact: Wire | null): Promise<Part> {
  if (input.accountId) {
    const account = await named(ctx, accountRecord, "accountId", input.accountId);
    return linked(input.accountId, String(account.name));
  }
  if (input.createAccount === false) return nothing();
  const isAsked = input.createAccount === true;
  if (!isAsked && typeof contact?.accountId === "string") {
    const account = await named(ctx, accountRecord, "contactId", contact.accountId);
    return linked(contact.accountId, String(account.name));
  }
  if (!lead.company) {
    if (isAsked) throw invalidField("createAccount", "The lead has no company to make an account of");
    return nothing();
  }
  const values = given({ name: lead.company, ownerId: lead.ownerId });
  const candidates = await candidatesOf(ctx, accountRecord, accountDuplicateRules, values);
  if (!isAsked) {
    const same = candidates[0];
    if (same) return linked(same.id, same.name);
    if (scopeOf(ctx.actor, "accounts:write") === undefined) return nothing();
  }
  return { action: "create", id: null, name: lead.company, values, candidates };
}

export async function planConversion(ctx: Ctx, lead: Lead, input: Conversion): Promise<Plan> {
  if (input.contactId && input.createContact)
    throw invalidField("createContact", "Give contactId or createContact, not both");
  if (input.accountId && input.createAccount)
    throw invalidField("createAccount", "Give accountId or createAccount, not both");
  const existing = input.contactId ? await named(ctx, contactRecord, "contactId", input.contactId) : null;
  const account = await planAccount(ctx, lead, input, existing);
  const contact = existing
    ? linked(existing.id as string, contactRecord.displayName(existing))
    : input.createContact === false
      ? nothing()
      : await planContact(ctx, lead);
  const isDealDescribed = [input.dealTitle, input.dealValue, input.pipelineId, input.dealStage].some(
    (value) => value !== undefined,
  );
  const wantsDeal = input.createDeal ?? isDealDescribed;
  const deal = wantsDeal ? await planDeal(ctx, lead, input) : nothing();
  if ([contact, account, deal].every((part) => part.action === "none")) {
    throw validationFailed([
      {
        field: "createContact",
        code: "VALIDATION_ERROR",
        message: "Convert the lead to at least one of contact, account and deal",
      },
    ]);
  }
  return { contact, account, deal };
}

async function planContact(ctx: Ctx, lead: Lead): Promise<Part> {
  const { firstName, lastName, email, phone, company, jobTitle, description, address, tags, ownerId } = lead;
  const values = given({
    firstName,
    lastName,
    email,
    phone,
    company,
    jobTitle,
    description,
    address,
    tags,
    ownerId,
  });
  values.customFields = await carriedFields(ctx, lead, "contact", "leadSource");
  const candidates = await candidatesOf(ctx, contactRecord, contactDuplicateRules, values);
  return { action: "create", id: null, name: `${firstName} ${lastName}`, values, candidates };
}

async function planDeal(ctx: Ctx, lead: Lead, input: Conversion): Promise<Part> {
  const title = input.dealTitle ?? lead.company ?? `${lead.firstName} ${lead.lastName}`;
  const values = given({
    title,
    value: input.dealValue ?? 0,
    currency: input.currency,
    pipelineId: input.pipelineId,
    stage: input.dealStage,
    expectedCloseDate: input.expectedCloseDate,
    ownerId: lead.ownerId,
  });
  values.customFields = await carriedFields(ctx, lead, "deal", "dealSource");
  return { action: "create", id: null, name: title, values, candidates: [] };
}
