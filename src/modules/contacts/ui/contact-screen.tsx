"use client";
// How contacts are shown.
import { IconUsers } from "@tabler/icons-react";
import { activityParts } from "@/modules/activities/ui/activity-parts";
import type { RecordScreen } from "@/modules/records/ui/record-screen";
import { latePart } from "@/ui/late/late-part";

// Every page knows every screen, and only a record's own page needs what hangs on it.
const ContactRelated = latePart(() => import("./contact-related").then((part) => part.ContactRelated));

export const contactScreen: RecordScreen = {
  name: "contact",
  plural: "contacts",
  label: "Contact",
  noun: { one: "contact", many: "contacts" },
  icon: IconUsers,
  title: { key: "fullName", label: "Name", sortBy: ["lastName", "firstName"], width: 220 },
  columns: ["fullName", "accountId", "jobTitle", "email", "phone", "status", "tags", "ownerId", "updatedAt"],
  cardFields: ["jobTitle", "accountId", "phone"],
  sections: [
    {
      title: "Contact",
      fields: [
        "firstName",
        "lastName",
        "email",
        "phone",
        "jobTitle",
        "accountId",
        "company",
        "status",
        "ownerId",
        "tags",
      ],
    },
    { title: "More", fields: ["address", "description"] },
    { title: "Record", fields: ["createdAt", "createdBy", "updatedAt", "updatedBy"] },
  ],
  form: [
    "firstName",
    "lastName",
    "email",
    "phone",
    "accountId",
    "company",
    "jobTitle",
    "tags",
    "description",
  ],
  subtitle: (contact) => [contact.jobTitle, contact.company].filter(Boolean).join(" at "),
  ...activityParts,
  Related: ContactRelated,
  emptyText: "The people you work with: add one, or import a file from where you kept them until now.",
  canImport: true,
};
