// What can be done with contacts, and nothing about how it is asked for.
import type { Ctx } from "@/kernel/operation";
import type { RecordQuery } from "@/kernel/query";
import {
  createRecord,
  type Deleted,
  type Duplicate,
  type DuplicateRule,
  deleteRecord,
  findDuplicates,
  getRecord,
  listRecords,
  type Page,
  readCascade,
  refuseDuplicates,
  registerDuplicateRules,
  restoreRecord,
  type TimelineEntry,
  timelineOf,
  updateRecord,
} from "@/kernel/records";
import { getAccount } from "@/modules/accounts";
import { contactEvents } from "./events";
import { type Contact, type ContactPatch, contactRecord, type NewContact } from "./schema";

/** Same e-mail, same phone in any format, same name at the same company. */
export const contactDuplicateRules: DuplicateRule[] = registerDuplicateRules("contact", [
  {
    reason: "same e-mail",
    match: ({ email }, params) => (email ? `t.email = ${params.add(email)}` : null),
    twins: { by: ["t.email"] },
  },
  {
    reason: "same phone",
    twins: { by: ["t.phone_key"] },
    match: ({ phone }, params) => {
      const digits = String(phone ?? "").replace(/\D/g, "");
      return digits.length >= 7 ? `t.phone_key = ${params.add(digits.slice(-9))}` : null;
    },
  },
  {
    reason: "similar name at the same account",
    match: () => null,
    // By the first letter too: an account with thousands of people is not compared person by person.
    twins: { by: ["t.account_id", "left(t.name_key, 1)"], similar: "t.name_key" },
  },
  {
    reason: "same name at the same company",
    match: () => null,
    twins: { by: ["t.name_key", "t.account_id"] },
  },
  {
    reason: "same name at the same company",
    twins: { by: ["t.name_key", "t.company_key"] },
    match: ({ firstName, lastName, company, accountId }, params) => {
      if (!company && !accountId) return null;
      const name = `t.name_key = control.fold(${params.add(`${firstName} ${lastName}`)})`;
      return company
        ? `${name} and t.company_key = control.fold(${params.add(company)})`
        : `${name} and t.account_id = ${params.add(String(accountId).replace("account_", ""))}::uuid`;
    },
  },
]);

export const listContacts = (ctx: Ctx, query: RecordQuery): Promise<Page<Contact>> =>
  listRecords(ctx, contactRecord, query);

/** The people at an account that the actor may read; a missing account is 404, not an empty list. */
export async function listContactsOfAccount(
  ctx: Ctx,
  { accountId, ...query }: RecordQuery & { accountId: string },
): Promise<Page<Contact>> {
  await getAccount(ctx, { accountId });
  const ofAccount = {
    kind: "compare",
    field: "accountId",
    part: null,
    operator: "eq",
    value: accountId,
  } as const;
  return listContacts(ctx, { ...query, condition: { kind: "and", of: [query.condition, ofAccount] } });
}

export const getContact = (ctx: Ctx, { contactId }: { contactId: string }): Promise<Contact> =>
  getRecord(ctx, contactRecord, contactId);

export async function createContact(
  ctx: Ctx,
  { force, ...input }: NewContact & { force?: boolean },
): Promise<Contact> {
  await refuseDuplicates(ctx, contactRecord, contactDuplicateRules, input, force ?? false);
  return createRecord(ctx, contactRecord, input, contactEvents.created);
}

export const updateContact = (
  ctx: Ctx,
  { contactId, ifVersion, ...patch }: ContactPatch & { contactId: string; ifVersion?: number },
): Promise<Contact> => updateRecord(ctx, contactRecord, contactId, patch, contactEvents.updated, ifVersion);

export const deleteContact = (
  ctx: Ctx,
  { contactId, cascade }: { contactId: string; cascade?: string },
): Promise<Deleted> =>
  deleteRecord(ctx, contactRecord, contactId, contactEvents.deleted, readCascade(contactRecord, cascade));

export const restoreContact = (ctx: Ctx, { contactId }: { contactId: string }): Promise<Contact> =>
  restoreRecord(ctx, contactRecord, contactId, contactEvents.restored);

export async function listContactDuplicates(
  ctx: Ctx,
  { contactId }: { contactId: string },
): Promise<Duplicate<Contact>[]> {
  const contact = await getContact(ctx, { contactId });
  return findDuplicates(ctx, contactRecord, contactDuplicateRules, contact);
}

/** Before a contact is created: who may be the same. */
export const checkContactDuplicates = (ctx: Ctx, input: Partial<NewContact>): Promise<Duplicate<Contact>[]> =>
  findDuplicates(ctx, contactRecord, contactDuplicateRules, input);

export const getContactTimeline = (
  ctx: Ctx,
  { contactId, ...query }: { contactId: string; page: number; limit: number; cursor?: string },
): Promise<Page<TimelineEntry>> => timelineOf(ctx, contactRecord, { id: contactId, ...query });
