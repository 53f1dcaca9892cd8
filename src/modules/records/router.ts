// The operations on many records of any type: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { applyBulk, getRecordJob, previewBulk } from "./bulk";
import { GroupInput, GroupResult, groupRecords } from "./group";
import { GroupKeysInput, GroupKeysResult, groupKeys } from "./group-keys";
import { BulkInput, BulkPreview, BulkResult, RecordJob } from "./schema";
import { SummaryInput, SummaryResult, summarizeRecords } from "./summarize";

export const recordsRouter = router({
  group: operation({
    title: "Group records",
    description: "Counts and sums by the values of a field, for everything that a list query matches.",
    permission: null,
    rest: "POST /records/{recordType}/group",
    status: 200,
    cost: 5,
  })
    .input(GroupInput)
    .output(GroupResult)
    .query(read(groupRecords)),
  groupKeys: operation({
    title: "List the groups of records",
    description:
      "The values of a field that a list query's records have, without counting them: as fast for a million records as for a thousand, where an index has the values in order.",
    permission: null,
    rest: "POST /records/{recordType}/group/keys",
    status: 200,
  })
    .input(GroupKeysInput)
    .output(GroupKeysResult)
    .query(read(groupKeys)),
  summarize: operation({
    title: "Calculate over records",
    description: "Sums, averages and counts per column, for everything that a list query matches.",
    permission: null,
    rest: "POST /records/{recordType}/summarize",
    status: 200,
    cost: 5,
  })
    .input(SummaryInput)
    .output(SummaryResult)
    .query(read(summarizeRecords)),
  previewBulk: operation({
    title: "Preview a bulk action",
    description: "How many records, what would change, and how many you may not change.",
    permission: null,
    rest: "POST /records/{recordType}/bulk/preview",
    status: 200,
    cost: 5,
  })
    .input(BulkInput)
    .output(BulkPreview)
    .query(read(previewBulk)),
  applyBulk: operation({
    title: "Act on many records",
    description:
      "Edit, tag, assign, delete or restore named records or everything that a query matches, as one change that can be undone. More than 2,000 records are done by a job.",
    permission: null,
    rest: "POST /records/{recordType}/bulk",
    status: 200,
    emits: "any",
    cost: 10,
  })
    .input(BulkInput)
    .output(BulkResult)
    .mutation(write(applyBulk)),
  job: operation({ title: "Get a job on records", permission: null, rest: "GET /record-jobs/{jobId}" })
    .input(
      z.strictObject({
        jobId: z
          .string()
          .meta({ description: "The job's id", examples: ["job_018f6f0e7c1b7d3a9b0c1d2e3f405171"] }),
      }),
    )
    .output(RecordJob)
    .query(read(getRecordJob)),
});
