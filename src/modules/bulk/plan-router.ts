// The operations on imports as plans: a table of contents.
import { z } from "zod";
import { operation, outside, read, router, write } from "@/kernel/operation";
import { pipelineChanged } from "@/modules/pipelines";
import { listKinds } from "./kinds";
import { saveDraft } from "./plan-draft";
import {
  DraftInput,
  FilePatch,
  ImportId,
  ImportQuery,
  NewFile,
  NewImport,
  PlanInput,
  RejectsQuery,
  RowPatch,
  RowQuery,
} from "./plan-input";
import { downloadRejects, listProblemGroups, listRows, updateRow } from "./plan-review";
import {
  Import,
  ImportKind,
  ImportPage,
  PlannedRow,
  ProblemGroup,
  RejectsFile,
  RowPage,
} from "./plan-schema";
import {
  addFile,
  cancelImport,
  commitImport,
  createImport,
  getImport,
  listImports,
  planImport,
  resumeImport,
  updateFile,
} from "./plan-service";

// With stages that a column has and its pipeline does not.
const emits = [pipelineChanged];
const committed = { IMPORT_COMMITTED: "It is being written, or was" };
const busy = { IMPORT_BUSY: "It is being planned" };
const notPlanned = { IMPORT_NOT_PLANNED: "It has no finished plan" };
const fieldGone = {
  IMPORT_FIELD_GONE: "A field that it fills was deleted since: restore it, or plan without it",
};

export const importsRouter = router({
  create: operation({
    title: "Upload a file to import",
    description:
      "Stores a CSV, JSON or NDJSON file of up to 100 MB and looks at it; nothing is written. With `targets` its plan is begun at once, without them the answer suggests some.",
    permission: "bulk:write",
    rest: "POST /imports",
    status: 201,
    cost: 20,
    emits,
    acceptsCsv: true,
  })
    .input(NewImport)
    .output(Import)
    .mutation(outside(createImport)),
  kinds: operation({
    title: "List what can be imported",
    description: "The kinds of record that you may import, with the fields that columns can fill.",
    permission: "bulk:read",
    rest: "GET /imports/kinds",
  })
    .input(z.strictObject({}))
    .output(z.array(ImportKind))
    .query(read(listKinds)),
  list: operation({ title: "List imports as plans", permission: "bulk:read", rest: "GET /imports" })
    .input(ImportQuery)
    .output(ImportPage)
    .query(read(listImports)),
  get: operation({ title: "Get an import", permission: "bulk:read", rest: "GET /imports/{importId}" })
    .input(ImportId)
    .output(Import)
    .query(read(getImport)),
  addFile: operation({
    title: "Add a file to an import",
    description:
      "A further CSV, JSON or NDJSON file of up to 100 MB of the same import: planned, written, reported and undone as one. Its records may name those of the other files.",
    permission: "bulk:write",
    rest: "POST /imports/{importId}/files",
    status: 201,
    cost: 20,
    acceptsCsv: true,
    errors: { ...committed, ...busy },
  })
    .input(NewFile)
    .output(Import)
    .mutation(outside(addFile)),
  updateFile: operation({
    title: "Read a file of an import in another way",
    description: "With another delimiter or encoding; its columns and what they hold are found anew.",
    permission: "bulk:write",
    rest: "PATCH /imports/{importId}/files/{file}",
    errors: { ...committed, ...busy },
  })
    .input(FilePatch)
    .output(Import)
    .mutation(write(updateFile)),
  saveDraft: operation({
    title: "Keep what was chosen for an import",
    description:
      "Which column fills which field, before it is planned: answered as `draft` until the next plan. Only planning checks it.",
    permission: "bulk:write",
    rest: "PUT /imports/{importId}/draft",
    errors: { ...committed, ...busy },
  })
    .input(DraftInput)
    .output(Import)
    .mutation(write(saveDraft)),
  plan: operation({
    title: "Plan an import",
    description:
      "Decides for every row what would become of it. Planned again, corrections of rows stay unless the file is read in another way.",
    permission: "bulk:write",
    rest: "POST /imports/{importId}/plan",
    status: 202,
    cost: 20,
    emits,
    errors: { ...committed, ...busy },
  })
    .input(PlanInput)
    .output(Import)
    .mutation(write(planImport)),
  rows: operation({
    title: "List the rows of an import",
    description: "Row by row: what becomes of it, what changes, and what is wrong in which cell.",
    permission: "bulk:read",
    rest: "GET /imports/{importId}/rows",
  })
    .input(RowQuery)
    .output(RowPage)
    .query(read(listRows)),
  problems: operation({
    title: "List what is wrong in an import",
    description: "Faults of the same kind together, the most frequent first, with what was probably meant.",
    permission: "bulk:read",
    rest: "GET /imports/{importId}/problems",
    cost: 5,
  })
    .input(ImportId)
    .output(z.array(ProblemGroup))
    .query(read(listProblemGroups)),
  updateRow: operation({
    title: "Correct or exclude a row of an import",
    permission: "bulk:write",
    rest: "PATCH /imports/{importId}/rows/{row}",
    errors: { ...committed, ...notPlanned, ...fieldGone },
  })
    .input(RowPatch)
    .output(PlannedRow)
    .mutation(write(updateRow)),
  commit: operation({
    title: "Write an import",
    description: "By a job, as one change: `POST /changes/{changeId}/revert` undoes the whole import.",
    permission: "bulk:write",
    rest: "POST /imports/{importId}/commit",
    status: 202,
    cost: 20,
    errors: { ...committed, ...busy, ...notPlanned, ...fieldGone },
  })
    .input(ImportId)
    .output(Import)
    .mutation(write(commitImport)),
  cancel: operation({
    title: "Cancel an import's planning or writing",
    description: "What is written stays, and can be undone as one change.",
    permission: "bulk:write",
    rest: "POST /imports/{importId}/cancel",
    status: 200,
    errors: { IMPORT_IDLE: "Nothing of it is running" },
  })
    .input(ImportId)
    .output(Import)
    .mutation(write(cancelImport)),
  resume: operation({
    title: "Go on with an import that was stopped",
    description: "After a cancellation or a failure: behind the last row that is in, as the same change.",
    permission: "bulk:write",
    rest: "POST /imports/{importId}/resume",
    status: 202,
    errors: { IMPORT_NOT_STOPPED: "It was not stopped", IMPORT_COMMITTED: "It was undone since" },
  })
    .input(ImportId)
    .output(Import)
    .mutation(write(resumeImport)),
  rejects: operation({
    title: "Download what was not imported",
    description:
      "The rows as they are in the file, with the reason beside them; ready to be corrected and imported.",
    permission: "bulk:read",
    rest: "GET /imports/{importId}/rejects.csv",
    answersFile: "text/csv",
  })
    .input(RejectsQuery)
    .output(RejectsFile)
    .query(read(downloadRejects)),
});
