"use client";
// How accounts are shown.
import { IconBuilding } from "@tabler/icons-react";
import { activityParts } from "@/modules/activities/ui/activity-parts";
import type { RecordScreen } from "@/modules/records/ui/record-screen";
import { latePart } from "@/ui/late/late-part";

// Every page knows every screen, and only a record's own page needs what hangs on it.
const AccountRelated = latePart(() => import("./account-related").then((part) => part.AccountRelated));

export const accountScreen: RecordScreen = {
  name: "account",
  plural: "accounts",
  label: "Account",
  noun: { one: "account", many: "accounts" },
  icon: IconBuilding,
  title: { key: "name", label: "Name", width: 240 },
  columns: [
    "name",
    "type",
    "industry",
    "website",
    "employees",
    "annualRevenue",
    "parentAccountId",
    "ownerId",
    "tags",
  ],
  cardFields: ["type", "industry", "phone"],
  sections: [
    {
      title: "Account",
      fields: ["name", "type", "industry", "website", "phone", "parentAccountId", "ownerId", "tags"],
    },
    {
      title: "Company",
      fields: ["employees", "annualRevenue", "currency", "yearFounded", "address", "description"],
    },
    { title: "Record", fields: ["createdAt", "createdBy", "updatedAt", "updatedBy"] },
  ],
  form: [
    "name",
    "website",
    "type",
    "industry",
    "phone",
    "employees",
    "parentAccountId",
    "tags",
    "description",
  ],
  subtitle: (account) => [account.type, account.industry].filter(Boolean).join(" · "),
  isOrganisation: true,
  ...activityParts,
  Related: AccountRelated,
  emptyText: "The companies you sell to: add one, or import a file from where you kept them until now.",
  canImport: true,
};
