// Who a new lead may be already: another lead, a contact, or a company that is an account.
import { z } from "zod";
import { conflict } from "@/kernel/errors";
import type { Ctx } from "@/kernel/operation";
import { scopeOf } from "@/kernel/permissions";
import {
  type DuplicateRule,
  findDuplicates,
  type RecordType,
  registerDuplicateRules,
  type Wire,
} from "@/kernel/records";
import { accountRecord } from "@/modules/accounts";
import { contactDuplicateRules, contactRecord } from "@/modules/contacts";
import { leadRecord } from "./schema";

/** A lead that was converted is history: it is no one's twin in the list of suspected pairs. */
const where = "t.status <> 'converted'";

/** Same e-mail, same phone in any format, same name at the same company. */
export const leadDuplicateRules: DuplicateRule[] = registerDuplicateRules("lead", [
  {
    reason: "same e-mail",
    twins: { by: ["t.email"], where },
    match: ({ email }, params) => (email ? `t.email = ${params.add(email)}` : null),
  },
  {
    reason: "same phone",
    twins: { by: ["t.phone_key"], where },
    match: ({ phone }, params) => {
      const digits = String(phone ?? "").replace(/\D/g, "");
      return digits.length >= 7 ? `t.phone_key = ${params.add(digits.slice(-9))}` : null;
    },
  },
  {
    reason: "same name at the same company",
    twins: { by: ["t.name_key", "t.company_key"], where },
    match: ({ firstName, lastName, company }, params) =>
      company
        ? `t.name_key = control.fold(${params.add(`${firstName} ${lastName}`)}) and t.company_key = control.fold(${params.add(company)})`
        : null,
  },
]);

export const LeadCandidate = z
  .strictObject({
    recordType: z
      .enum(["lead", "contact", "account"])
      .meta({ description: "What it is", examples: ["contact"] }),
    id: z.string().meta({ description: "Its id", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
    name: z.string().meta({ description: "Its name", examples: ["Jane Smith"] }),
    reasons: z.array(z.string()).meta({ description: "Why it may be the same", examples: [["same e-mail"]] }),
  })
  .meta({ title: "Possible duplicate of a lead" });
export type LeadCandidate = z.output<typeof LeadCandidate>;

const sameCompany: DuplicateRule[] = [
  {
    reason: "same company",
    match: ({ company }, params) =>
      company ? `control.fold(t.name) = control.fold(${params.add(company)})` : null,
  },
];

async function candidatesOf(
  ctx: Ctx,
  type: RecordType,
  rules: DuplicateRule[],
  lead: Wire,
): Promise<LeadCandidate[]> {
  if (scopeOf(ctx.actor, `${type.resource}:read`) === undefined) return [];
  const { id, ...values } = lead;
  const found = await findDuplicates(ctx, type, rules, type === (leadRecord as RecordType) ? lead : values);
  return found.map(({ record, reasons }) => ({
    recordType: type.name as LeadCandidate["recordType"],
    id: record.id as string,
    name: type.displayName(record),
    reasons,
  }));
}

/** Leads and contacts that may be the same person, and accounts that are the lead's company. */
export async function findLeadCandidates(ctx: Ctx, lead: Wire): Promise<LeadCandidate[]> {
  const found = await Promise.all([
    candidatesOf(ctx, leadRecord, leadDuplicateRules, lead),
    candidatesOf(ctx, contactRecord, contactDuplicateRules, { ...lead, accountId: null }),
    candidatesOf(ctx, accountRecord, sameCompany, lead),
  ]);
  return found.flat();
}

/** The same person again is refused; a company that is an account already is only told. */
export async function refuseLeadDuplicates(ctx: Ctx, lead: Wire, force: boolean): Promise<void> {
  if (force) return;
  const candidates = await findLeadCandidates(ctx, lead);
  if (!candidates.some(({ recordType }) => recordType !== "account")) return;
  throw conflict(
    "This may be someone you know already. Send force=true to create the lead anyway.",
    { candidates },
    "DUPLICATE_RECORD",
  );
}
