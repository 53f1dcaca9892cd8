"use client";
// How leads are shown.
import { IconUserPlus } from "@tabler/icons-react";
import { activityParts } from "@/modules/activities/ui/activity-parts";
import type { RecordScreen } from "@/modules/records/ui/record-screen";
import { latePart } from "@/ui/late/late-part";

// Every page knows every screen, and only a record's own page needs these.
const LeadBanner = latePart(() => import("./lead-banner").then((part) => part.LeadBanner));
const LeadRelated = latePart(() => import("./lead-related").then((part) => part.LeadRelated));

export const leadScreen: RecordScreen = {
  name: "lead",
  plural: "leads",
  label: "Lead",
  noun: { one: "lead", many: "leads" },
  icon: IconUserPlus,
  title: { key: "fullName", label: "Name", sortBy: ["lastName", "firstName"], width: 220 },
  columns: ["fullName", "company", "status", "score", "source", "email", "phone", "ownerId", "createdAt"],
  cardFields: ["company", "status", "phone"],
  sections: [
    {
      title: "Lead",
      fields: [
        "firstName",
        "lastName",
        "email",
        "phone",
        "company",
        "jobTitle",
        "source",
        "status",
        "ownerId",
        "tags",
      ],
    },
    { title: "More", fields: ["nextAction", "qualificationNotes", "address", "description"] },
    {
      title: "Became",
      fields: ["convertedContactId", "convertedAccountId", "convertedDealId", "convertedAt", "qualifiedAt"],
    },
    { title: "Record", fields: ["createdAt", "createdBy", "updatedAt", "updatedBy"] },
  ],
  form: ["firstName", "lastName", "email", "phone", "company", "jobTitle", "source", "description"],
  subtitle: (lead) => [lead.jobTitle, lead.company].filter(Boolean).join(" at "),
  Banner: LeadBanner,
  ...activityParts,
  Related: LeadRelated,
  emptyText: "People who may buy one day: qualify them, and convert the good ones to a contact and a deal.",
  canImport: true,
};
