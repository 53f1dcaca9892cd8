// The operations on exports: a table of contents.
import { z } from "zod";
import { type Ctx, operation, read, router, write } from "@/kernel/operation";
import { type RecordQuery, recordQuery } from "@/kernel/query";
import type { RecordType } from "@/kernel/records";
import { accountRecord } from "@/modules/accounts";
import { communicationRecord, eventRecord, noteRecord, taskRecord } from "@/modules/activities";
import { contactRecord } from "@/modules/contacts";
import { dealRecord } from "@/modules/deals";
import { leadRecord } from "@/modules/leads";
import { productRecord } from "@/modules/products";
import { Export, ExportedFile, ExportId, ExportInput, ExportParameters } from "./schema";
import { downloadExport, exportNow, getExport, listExports, startExport } from "./service";

/** One definition for every kind of record; `path` is where its list is. */
const exportOf = (type: RecordType, path = `/${type.plural}`) =>
  operation({
    title: `Export ${type.labelPlural.toLowerCase()}`,
    description: "The file itself: everything that the query matches, in its order.",
    permission: `${type.resource}:export`,
    rest: `GET ${path}/export`,
    cost: 100,
    answersFile: "text/csv",
  })
    .input(recordQuery(type, ExportParameters))
    .output(ExportedFile)
    .query(
      read((ctx: Ctx, input) =>
        exportNow(ctx, type, input as RecordQuery & { format: "csv"; columns?: string[]; header: "name" }),
      ),
    );

const startOf = (type: RecordType) =>
  operation({
    title: `Export ${type.labelPlural.toLowerCase()} in the background`,
    description: "Answers with an export to follow; its file can be downloaded for 7 days.",
    permission: `${type.resource}:export`,
    rest: `POST /bulk/${type.plural}/export`,
    status: 202,
    cost: 100,
  })
    .input(ExportInput)
    .output(Export)
    .mutation(write((ctx: Ctx, input: ExportInput) => startExport(ctx, type, input)));

const contact = contactRecord as unknown as RecordType;
const account = accountRecord as unknown as RecordType;
const lead = leadRecord as unknown as RecordType;
const deal = dealRecord as unknown as RecordType;
const product = productRecord as unknown as RecordType;
const task = taskRecord as unknown as RecordType;
const event = eventRecord as unknown as RecordType;
const communication = communicationRecord as unknown as RecordType;
const note = noteRecord as unknown as RecordType;
const ById = z.strictObject({ exportId: ExportId });

export const exportRouter = router({
  contacts: exportOf(contact),
  accounts: exportOf(account),
  leads: exportOf(lead),
  deals: exportOf(deal),
  products: exportOf(product),
  tasks: exportOf(task, "/activities/tasks"),
  events: exportOf(event, "/activities/events"),
  communications: exportOf(communication, "/activities/communications"),
  notes: exportOf(note, "/activities/notes"),
  startContacts: startOf(contact),
  startAccounts: startOf(account),
  startLeads: startOf(lead),
  startDeals: startOf(deal),
  startProducts: startOf(product),
  startTasks: startOf(task),
  startEvents: startOf(event),
  startCommunications: startOf(communication),
  startNotes: startOf(note),
  list: operation({ title: "List your exports", permission: null, rest: "GET /exports" })
    .input(z.strictObject({}).optional())
    .output(z.array(Export))
    .query(read(listExports)),
  get: operation({ title: "Get an export", permission: null, rest: "GET /exports/{exportId}" })
    .input(ById)
    .output(Export)
    .query(read(getExport)),
  download: operation({
    title: "Download an export",
    permission: null,
    rest: "GET /exports/{exportId}/file",
    answersFile: "text/csv",
  })
    .input(ById)
    .output(ExportedFile)
    .query(read(downloadExport)),
});
