// The operations on contacts: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import {
  cascadeParam,
  DeletedSchema,
  duplicateOf,
  ForceFlag,
  ifVersion,
  pageOf,
  recordSearch,
  standardOperations,
  TimelineEntry,
  TimelineQuery,
} from "@/kernel/records";
import { contactEvents } from "./events";
import { Contact, ContactPatch, contactRecord, NewContact } from "./schema";
import {
  checkContactDuplicates,
  createContact,
  deleteContact,
  getContact,
  getContactTimeline,
  listContactDuplicates,
  listContacts,
  listContactsOfAccount,
  restoreContact,
  updateContact,
} from "./service";

const contactId = z
  .string()
  .meta({ description: "The contact's id", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] });
const accountId = z
  .string()
  .meta({ description: "The account's id", examples: ["account_018f6f0e7c1b7d3a9b0c1d2e3f405164"] });
const ById = z.strictObject({ contactId });
const cascade = cascadeParam("deals,activities");

const standard = standardOperations(contactRecord, contactEvents);

export const contactsRouter = router({
  list: operation(standard.list)
    .input(recordQuery(contactRecord))
    .output(pageOf(Contact))
    .query(read(listContacts)),
  search: operation(standard.search)
    .input(recordSearch(contactRecord))
    .output(pageOf(Contact))
    .query(read(listContacts)),
  create: operation({
    ...standard.create,
    description:
      "Answers 409 with the candidates when the contact seems to be there already; `force=true` goes on.",
    errors: { DUPLICATE_RECORD: "A contact like this is there already; `error.details.candidates` names it" },
  })
    .input(NewContact.extend({ force: ForceFlag }))
    .output(Contact)
    .mutation(write(createContact)),
  checkDuplicates: operation(standard.checkDuplicates)
    .input(NewContact.partial())
    .output(z.array(duplicateOf(contactRecord)))
    .query(read(checkContactDuplicates)),
  get: operation(standard.get).input(ById).output(Contact).query(read(getContact)),
  update: operation(standard.update)
    .input(ContactPatch.extend({ contactId, ifVersion }))
    .output(Contact)
    .mutation(write(updateContact)),
  delete: operation(standard.delete)
    .input(ById.extend({ cascade }))
    .output(DeletedSchema)
    .mutation(write(deleteContact)),
  restore: operation(standard.restore).input(ById).output(Contact).mutation(write(restoreContact)),
  duplicates: operation(standard.duplicates)
    .input(ById)
    .output(z.array(duplicateOf(contactRecord)))
    .query(read(listContactDuplicates)),
  ofAccount: operation({
    title: "List the contacts of an account",
    permission: "contacts:read",
    rest: "GET /accounts/{accountId}/contacts",
  })
    .input(recordQuery(contactRecord, { accountId }))
    .output(pageOf(Contact))
    .query(read(listContactsOfAccount)),
  timeline: operation(standard.timeline)
    .input(TimelineQuery.extend({ contactId }))
    .output(pageOf(TimelineEntry))
    .query(read(getContactTimeline)),
});
