// The operations on communications: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import { DeletedSchema, ifVersion, pageOf, recordSearch } from "@/kernel/records";
import {
  Communication,
  CommunicationPatch,
  communicationRecord,
  NewCommunication,
} from "./communication-schema";
import { communicationEvents } from "./events";
import { communicationService } from "./service";

const communicationId = z
  .string()
  .meta({ description: "The communication's id", examples: ["comm_018f6f0e7c1b7d3a9b0c1d2e3f405174"] });
const ById = z.strictObject({ communicationId });

export const communicationsRouter = router({
  list: operation({
    title: "List communications",
    permission: "activities:read",
    rest: "GET /activities/communications",
  })
    .input(recordQuery(communicationRecord))
    .output(pageOf(Communication))
    .query(read(communicationService.list)),
  search: operation({
    title: "Search communications",
    permission: "activities:read",
    rest: "POST /activities/communications/search",
    cost: 10,
  })
    .input(recordSearch(communicationRecord))
    .output(pageOf(Communication))
    .query(read(communicationService.list)),
  create: operation({
    title: "Log a communication",
    permission: "activities:write",
    rest: "POST /activities/communications",
    status: 201,
    emits: [communicationEvents.created],
  })
    .input(NewCommunication)
    .output(Communication)
    .mutation(write(communicationService.create)),
  get: operation({
    title: "Get a communication",
    permission: "activities:read",
    rest: "GET /activities/communications/{communicationId}",
  })
    .input(ById)
    .output(Communication)
    .query(read((ctx, input) => communicationService.get(ctx, input.communicationId))),
  update: operation({
    title: "Update a communication",
    description: "Partial: an absent key leaves its field, `null` clears it.",
    permission: "activities:write",
    rest: "PUT /activities/communications/{communicationId}",
    emits: [communicationEvents.updated],
  })
    .input(CommunicationPatch.extend({ communicationId, ifVersion }))
    .output(Communication)
    .mutation(
      write((ctx, { communicationId, ifVersion, ...patch }) =>
        communicationService.update(ctx, communicationId, patch, ifVersion),
      ),
    ),
  delete: operation({
    title: "Delete a communication",
    description: "Soft: it can be restored for 30 days.",
    permission: "activities:delete",
    rest: "DELETE /activities/communications/{communicationId}",
    emits: "any",
  })
    .input(ById)
    .output(DeletedSchema)
    .mutation(write((ctx, input) => communicationService.delete(ctx, input.communicationId))),
  restore: operation({
    title: "Restore a deleted communication",
    permission: "activities:delete",
    rest: "POST /activities/communications/{communicationId}/restore",
    emits: [communicationEvents.restored],
  })
    .input(ById)
    .output(Communication)
    .mutation(write((ctx, input) => communicationService.restore(ctx, input.communicationId))),
});
