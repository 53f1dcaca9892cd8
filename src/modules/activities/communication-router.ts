// The operations on communications: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import { DeletedSchema, ifVersion, pageOf, recordSearch, standardOperations } from "@/kernel/records";
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

const standard = standardOperations(communicationRecord, communicationEvents, {
  path: "/activities/communications",
});

export const communicationsRouter = router({
  list: operation(standard.list)
    .input(recordQuery(communicationRecord))
    .output(pageOf(Communication))
    .query(read(communicationService.list)),
  search: operation(standard.search)
    .input(recordSearch(communicationRecord))
    .output(pageOf(Communication))
    .query(read(communicationService.list)),
  create: operation({ ...standard.create, title: "Log a communication" })
    .input(NewCommunication)
    .output(Communication)
    .mutation(write(communicationService.create)),
  get: operation(standard.get)
    .input(ById)
    .output(Communication)
    .query(read((ctx, input) => communicationService.get(ctx, input.communicationId))),
  update: operation({
    ...standard.update,
    description: "Partial: an absent key leaves its field, `null` clears it.",
  })
    .input(CommunicationPatch.extend({ communicationId, ifVersion }))
    .output(Communication)
    .mutation(
      write((ctx, { communicationId, ifVersion, ...patch }) =>
        communicationService.update(ctx, communicationId, patch, ifVersion),
      ),
    ),
  delete: operation(standard.delete)
    .input(ById)
    .output(DeletedSchema)
    .mutation(write((ctx, input) => communicationService.delete(ctx, input.communicationId))),
  restore: operation(standard.restore)
    .input(ById)
    .output(Communication)
    .mutation(write((ctx, input) => communicationService.restore(ctx, input.communicationId))),
});
