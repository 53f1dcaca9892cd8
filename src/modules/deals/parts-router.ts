// The operations on what belongs to a deal: contacts in roles, collaborators, line items.
import { z } from "zod";
import { operation, read, write } from "@/kernel/operation";
import { dealEvents } from "./events";
import {
  addLineItem,
  LineItemPatch,
  LineItems,
  listLineItems,
  NewLineItem,
  removeLineItem,
  updateLineItem,
} from "./line-items";
import {
  Collaborator,
  CollaboratorIds,
  ContactRole,
  DealContact,
  listCollaborators,
  listDealContacts,
  removeDealContact,
  setCollaborators,
  setDealContact,
} from "./parties";

const ById = z.strictObject({
  dealId: z
    .string()
    .meta({ description: "The deal's id", examples: ["deal_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
});
const ByContact = ById.extend({
  contactId: z
    .string()
    .meta({ description: "The contact's id", examples: ["contact_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
});
const ByItem = ById.extend({
  lineItemId: z
    .string()
    .meta({ description: "The line item's id", examples: ["lineitem_018f6f0e7c1b7d3a9b0c1d2e3f405162"] }),
});
const emits = [dealEvents.updated];

export const partsRouter = {
  listContacts: operation({
    title: "List the contacts in a deal",
    permission: "deals:read",
    rest: "GET /deals/{dealId}/contacts",
  })
    .input(ById)
    .output(z.array(DealContact))
    .query(read(listDealContacts)),
  setContact: operation({
    title: "Give a contact a role in a deal",
    permission: "deals:write",
    rest: "PUT /deals/{dealId}/contacts/{contactId}",
    emits,
  })
    .input(ByContact.extend({ role: ContactRole }))
    .output(z.array(DealContact))
    .mutation(write(setDealContact)),
  removeContact: operation({
    title: "Take a contact out of a deal",
    permission: "deals:write",
    rest: "DELETE /deals/{dealId}/contacts/{contactId}",
    emits,
  })
    .input(ByContact)
    .output(z.array(DealContact))
    .mutation(write(removeDealContact)),
  listCollaborators: operation({
    title: "List who works on a deal beside its owner",
    permission: "deals:read",
    rest: "GET /deals/{dealId}/collaborators",
  })
    .input(ById)
    .output(z.array(Collaborator))
    .query(read(listCollaborators)),
  setCollaborators: operation({
    title: "Set who works on a deal beside its owner",
    description: "They may do with it what they may do with their own deals.",
    permission: "deals:write",
    rest: "PUT /deals/{dealId}/collaborators",
    emits,
  })
    .input(ById.extend({ userIds: CollaboratorIds }))
    .output(z.array(Collaborator))
    .mutation(write(setCollaborators)),
  listLineItems: operation({
    title: "List the line items of a deal",
    permission: "deals:read",
    rest: "GET /deals/{dealId}/line-items",
  })
    .input(ById)
    .output(LineItems)
    .query(read(listLineItems)),
  addLineItem: operation({
    title: "Add a line item",
    description: "Name and price are the product's when absent, converted to the deal's currency.",
    permission: "deals:write",
    rest: "POST /deals/{dealId}/line-items",
    status: 201,
    emits,
  })
    .input(NewLineItem.extend({ dealId: ById.shape.dealId }))
    .output(LineItems)
    .mutation(write(addLineItem)),
  updateLineItem: operation({
    title: "Change a line item",
    permission: "deals:write",
    rest: "PUT /deals/{dealId}/line-items/{lineItemId}",
    emits,
  })
    .input(LineItemPatch.extend(ByItem.shape))
    .output(LineItems)
    .mutation(write(updateLineItem)),
  removeLineItem: operation({
    title: "Remove a line item",
    permission: "deals:write",
    rest: "DELETE /deals/{dealId}/line-items/{lineItemId}",
    emits,
  })
    .input(ByItem)
    .output(LineItems)
    .mutation(write(removeLineItem)),
};
