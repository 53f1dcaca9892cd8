// The operations on leads: a table of contents.
import { z } from "zod";
import { operation, read, router, write } from "@/kernel/operation";
import { recordQuery } from "@/kernel/query";
import {
  cascadeParam,
  DeletedSchema,
  ForceFlag,
  ifVersion,
  pageOf,
  recordSearch,
  standardOperations,
  TimelineEntry,
  TimelineQuery,
} from "@/kernel/records";
import { accountEvents } from "@/modules/accounts";
import { taskEvents } from "@/modules/activities";
import { contactEvents } from "@/modules/contacts";
import { dealEvents } from "@/modules/deals";
import { Absence, createAbsence, deleteAbsence, listAbsences, NewAbsence } from "./absences";
import { Assignment, getAssignment, NewAssignment, setAssignment } from "./assignment";
import { Conversion, ConversionPreview, Converted, Unconverted } from "./conversion-schema";
import { convertLead, previewConversion } from "./convert";
import { LeadCandidate } from "./duplicates";
import { leadConverted, leadEvents, leadQualified, leadScored } from "./events";
import { Lead, LeadPatch, leadRecord, NewLead } from "./schema";
import { ScoreEntry } from "./score-history";
import {
  checkLeadDuplicates,
  createLead,
  deleteLead,
  getLead,
  getLeadTimeline,
  getScoringHistory,
  listLeadDuplicates,
  listLeads,
  Qualification,
  qualifyLead,
  restoreLead,
  Scoring,
  scoreLead,
  updateLead,
} from "./service";
import { unconvertLead } from "./unconvert";

const leadId = z
  .string()
  .meta({ description: "The lead's id", examples: ["lead_018f6f0e7c1b7d3a9b0c1d2e3f405169"] });
const absenceId = z
  .string()
  .meta({ description: "The absence's id", examples: ["absence_018f6f0e7c1b7d3a9b0c1d2e3f405176"] });
const ById = z.strictObject({ leadId });
const Nothing = z.strictObject({});
const cascade = cascadeParam("activities");

const standard = standardOperations(leadRecord, leadEvents);

export const leadsRouter = router({
  list: operation(standard.list).input(recordQuery(leadRecord)).output(pageOf(Lead)).query(read(listLeads)),
  search: operation(standard.search)
    .input(recordSearch(leadRecord))
    .output(pageOf(Lead))
    .query(read(listLeads)),
  create: operation({
    ...standard.create,
    description:
      "Without `ownerId` it is assigned as the workspace shares leads out. Answers 409 with the candidates when the lead seems to be a lead or contact already; `force=true` goes on.",
    emits: [leadEvents.created, leadScored],
    errors: {
      DUPLICATE_RECORD: "A lead or contact like this is there already; `error.details.candidates` names it",
    },
  })
    .input(NewLead.extend({ force: ForceFlag }))
    .output(Lead)
    .mutation(write(createLead)),
  checkDuplicates: operation({
    ...standard.checkDuplicates,
    title: "Find leads, contacts and accounts like the lead about to be created",
  })
    .input(NewLead.partial())
    .output(z.array(LeadCandidate))
    .query(read(checkLeadDuplicates)),
  get: operation(standard.get).input(ById).output(Lead).query(read(getLead)),
  update: operation({ ...standard.update, emits: [leadEvents.updated, leadScored] })
    .input(LeadPatch.extend({ leadId, ifVersion }))
    .output(Lead)
    .mutation(write(updateLead)),
  delete: operation(standard.delete)
    .input(ById.extend({ cascade }))
    .output(DeletedSchema)
    .mutation(write(deleteLead)),
  restore: operation(standard.restore).input(ById).output(Lead).mutation(write(restoreLead)),
  duplicates: operation({
    ...standard.duplicates,
    title: "List leads, contacts and accounts that may be the same",
  })
    .input(ById)
    .output(z.array(LeadCandidate))
    .query(read(listLeadDuplicates)),
  timeline: operation({ ...standard.timeline, title: "Get the history of a lead" })
    .input(TimelineQuery.extend({ leadId }))
    .output(pageOf(TimelineEntry))
    .query(read(getLeadTimeline)),
  qualify: operation({
    title: "Qualify a lead",
    description: "The next action becomes a task for the lead's owner.",
    permission: "leads:convert",
    rest: "POST /leads/{leadId}/qualify",
    emits: [leadEvents.updated, leadQualified, leadScored, taskEvents.created],
  })
    .input(Qualification.extend({ leadId }))
    .output(Lead)
    .mutation(write(qualifyLead)),
  previewConversion: operation({
    title: "See what converting a lead would make",
    permission: "leads:convert",
    rest: "POST /leads/{leadId}/convert/preview",
  })
    .input(Conversion.extend({ leadId }))
    .output(ConversionPreview)
    .query(read(previewConversion)),
  convert: operation({
    title: "Convert a lead to a contact, an account and a deal",
    description:
      "Any subset, in one transaction; an existing contact or account can be linked instead. The lead stays, with links to what it became.",
    permission: "leads:convert",
    rest: "POST /leads/{leadId}/convert",
    emits: [
      contactEvents.created,
      accountEvents.created,
      ...Object.values(dealEvents),
      leadEvents.updated,
      leadConverted,
    ],
    errors: {
      LEAD_CONVERTED: "The lead has been converted already",
      DUPLICATE_RECORD:
        "A contact or account like this is there already; `error.details.candidates` names it",
    },
  })
    .input(Conversion.extend({ leadId }))
    .output(Converted)
    .mutation(write(convertLead)),
  unconvert: operation({
    title: "Take the conversion of a lead back",
    description:
      "What the conversion made is deleted unless someone has worked on it since; the answer lists both.",
    permission: "leads:convert",
    rest: "POST /leads/{leadId}/unconvert",
    emits: "any",
    errors: { LEAD_NOT_CONVERTED: "The lead has not been converted" },
  })
    .input(ById)
    .output(Unconverted)
    .mutation(write(unconvertLead)),
  score: operation({
    title: "Set the score of a lead",
    permission: "leads:write",
    rest: "PUT /leads/{leadId}/score",
    emits: [leadEvents.updated, leadScored],
  })
    .input(Scoring.extend({ leadId }))
    .output(Lead)
    .mutation(write(scoreLead)),
  scoringHistory: operation({
    title: "List how the score of a lead came about",
    permission: "leads:read",
    rest: "GET /leads/{leadId}/scoring-history",
  })
    .input(TimelineQuery.omit({ cursor: true }).extend({ leadId }))
    .output(pageOf(ScoreEntry))
    .query(read(getScoringHistory)),
  getAssignment: operation({
    title: "See how new leads are shared out",
    permission: "leads:read",
    rest: "GET /leads/assignment",
  })
    .input(Nothing)
    .output(Assignment)
    .query(read(getAssignment)),
  setAssignment: operation({
    title: "Decide how new leads are shared out",
    permission: "leads:assign",
    rest: "PUT /leads/assignment",
  })
    .input(NewAssignment)
    .output(Assignment)
    .mutation(write(setAssignment)),
  absences: operation({
    title: "List who is away, and when",
    permission: "leads:read",
    rest: "GET /leads/absences",
  })
    .input(Nothing)
    .output(z.array(Absence))
    .query(read(listAbsences)),
  createAbsence: operation({
    title: "Note days on which someone is away",
    description: "Leads are not assigned to them then.",
    permission: "leads:write",
    rest: "POST /leads/absences",
    status: 201,
  })
    .input(NewAbsence)
    .output(Absence)
    .mutation(write(createAbsence)),
  deleteAbsence: operation({
    title: "Remove an absence",
    permission: "leads:write",
    rest: "DELETE /leads/absences/{absenceId}",
  })
    .input(z.strictObject({ absenceId }))
    .output(z.strictObject({ id: absenceId }))
    .mutation(write(deleteAbsence)),
});
