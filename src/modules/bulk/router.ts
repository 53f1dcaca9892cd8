// The operations on imports: a table of contents.
import { operation, outside, read, router, write } from "@/kernel/operation";
import { pageOf, type RecordType } from "@/kernel/records";
import { accountRecord } from "@/modules/accounts";
import { taskRecord } from "@/modules/activities";
import { contactRecord } from "@/modules/contacts";
import { dealRecord } from "@/modules/deals";
import { leadRecord } from "@/modules/leads";
import { productRecord } from "@/modules/products";
import { previewImport } from "./preview";
import {
  type ImportInput,
  importInput,
  Job,
  JobId,
  JobQuery,
  Preview,
  PreviewInput,
  ProblemQuery,
  RowProblem,
} from "./schema";
import { cancelJob, getJob, listJobErrors, listJobs, startImport } from "./service";

/** One definition for every kind of record. */
const importOf = (type: RecordType) =>
  operation({
    title: `Import ${type.plural}`,
    description: `Takes rows as JSON, or a CSV or NDJSON file of up to 100 MB. Answers with a job to follow; also needs \`${type.resource}:write\`.`,
    permission: "bulk:write",
    rest: `POST /bulk/${type.plural}/import`,
    status: 202,
    cost: 20,
    acceptsCsv: true,
  })
    .input(importInput(type.plural))
    .output(Job)
    .mutation(outside((request, input) => startImport(request, type, input as ImportInput)));

export const bulkRouter = router({
  importContacts: importOf(contactRecord as unknown as RecordType),
  importAccounts: importOf(accountRecord as unknown as RecordType),
  importDeals: importOf(dealRecord as unknown as RecordType),
  importLeads: importOf(leadRecord as unknown as RecordType),
  importProducts: importOf(productRecord as unknown as RecordType),
  importTasks: importOf(taskRecord as unknown as RecordType),
  preview: operation({
    title: "Preview an import",
    description: "How a file is read and which column fills which field. Nothing is stored.",
    permission: "bulk:write",
    rest: "POST /bulk/{recordType}/preview",
    status: 200,
    cost: 5,
    acceptsCsv: true,
  })
    .input(PreviewInput)
    .output(Preview)
    .mutation(outside(previewImport)),
  listJobs: operation({ title: "List imports", permission: "bulk:read", rest: "GET /jobs" })
    .input(JobQuery)
    .output(pageOf(Job))
    .query(read(listJobs)),
  getJob: operation({ title: "Get a job", permission: "bulk:read", rest: "GET /jobs/{jobId}" })
    .input(JobId)
    .output(Job)
    .query(read(getJob)),
  listErrors: operation({
    title: "List the problems of an import",
    description: "Row by row: where, what and why.",
    permission: "bulk:read",
    rest: "GET /jobs/{jobId}/errors",
  })
    .input(ProblemQuery)
    .output(pageOf(RowProblem))
    .query(read(listJobErrors)),
  cancelJob: operation({
    title: "Cancel an import",
    description: "Stops behind the rows that are in; these stay and can be undone as one change.",
    permission: "bulk:write",
    rest: "POST /jobs/{jobId}/cancel",
    status: 200,
    errors: { JOB_FINISHED: "The job is over already" },
  })
    .input(JobId)
    .output(Job)
    .mutation(write(cancelJob)),
});
