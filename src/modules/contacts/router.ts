// The operations on contacts: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import {
  DeletedSchema,
  duplicateOf,
  ForceFlag,
  ifVersion,
  pageOf,
  recordSearch,
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
const cascade = z
  .string()
  .optional()
  .meta({
    description: "Records to delete with it, by comma; without it they stay and lose the link",
    examples: ["deals,activities"],
  });

export const contactsRouter = router({
  list: operation({ title: "List contacts", permission: "contacts:read", rest: "GET /contacts" })
    .input(recordQuery(contactRecord))
    .output(pageOf(Contact))
    .query(read(listContacts)),
  search: operation({
    title: "Search contacts",
    permission: "contacts:read",
    rest: "POST /contacts/search",
    cost: 10,
  })
    .input(recordSearch(contactRecord))
    .output(pageOf(Contact))
    .query(read(listContacts)),
  create: operation({
    title: "Create a contact",
    description:
      "Answers 409 with the candidates when the contact seems to be there already; `force=true` goes on.",
    permission: "contacts:write",
    rest: "POST /contacts",
    status: 201,
    emits: [contactEvents.created],
    errors: { DUPLICATE_RECORD: "A contact like this is there already; `error.details.candidates` names it" },
  })
    .input(NewContact.extend({ force: ForceFlag }))
    .output(Contact)
    .mutation(write(createContact)),
  checkDuplicates: operation({
    title: "Find contacts like the one about to be created",
    permission: "contacts:read",
    rest: "POST /contacts/duplicates",
  })
    .input(NewContact.partial())
    .output(z.array(duplicateOf(contactRecord)))
    .query(read(checkContactDuplicates)),
  get: operation({ title: "Get a contact", permission: "contacts:read", rest: "GET /contacts/{contactId}" })
    .input(ById)
    .output(Contact)
    .query(read(getContact)),
  update: operation({
    title: "Update a contact",
    description:
      "Partial: an absent key leaves its field, `null` clears it; `customFields` merge key by key.",
    permission: "contacts:write",
    rest: "PUT /contacts/{contactId}",
    emits: [contactEvents.updated],
  })
    .input(ContactPatch.extend({ contactId, ifVersion }))
    .output(Contact)
    .mutation(write(updateContact)),
  delete: operation({
    title: "Delete a contact",
    description: "Soft: it can be restored for 30 days.",
    permission: "contacts:delete",
    rest: "DELETE /contacts/{contactId}",
    emits: "any",
  })
    .input(ById.extend({ cascade }))
    .output(DeletedSchema)
    .mutation(write(deleteContact)),
  restore: operation({
    title: "Restore a deleted contact",
    permission: "contacts:delete",
    rest: "POST /contacts/{contactId}/restore",
    emits: [contactEvents.restored],
  })
    .input(ById)
    .output(Contact)
    .mutation(write(restoreContact)),
  duplicates: operation({
    title: "List suspected duplicates of a contact",
    permission: "contacts:read",
    rest: "GET /contacts/{contactId}/duplicates",
  })
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
  timeline: operation({
    title: "Get the timeline of a contact",
    permission: "contacts:read",
    rest: "GET /contacts/{contactId}/timeline",
  })
    .input(TimelineQuery.extend({ contactId }))
    .output(pageOf(TimelineEntry))
    .query(read(getContactTimeline)),
});
