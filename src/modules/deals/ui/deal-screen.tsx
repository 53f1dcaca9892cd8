"use client";
// How deals are shown.
import { IconArrowRight, IconTargetArrow } from "@tabler/icons-react";
import { activityParts } from "@/modules/activities/ui/activity-parts";
import type { RecordScreen } from "@/modules/records/ui/record-screen";
import { latePart } from "@/ui/late/late-part";
import type { PageTab } from "@/ui/shell/page-header";
import { useDealFields } from "./use-deal-fields";

// Every page knows every screen, and only a record's own page needs these.
const DealRelated = latePart(() => import("./deal-related").then((part) => part.DealRelated));
const StageBar = latePart(() => import("./stage-bar").then((part) => part.StageBar));

/** Board and list: the same query in the address of both. */
export function dealTabs(params: URLSearchParams): PageTab[] {
  const isList = params.get("view") === "list";
  const hrefOf = (view: string | null) => {
    const next = new URLSearchParams(params);
    next.delete("view");
    next.delete("record");
    if (view) next.set("view", view);
    const text = next.toString();
    return text ? `/deals?${text}` : "/deals";
  };
  return [
    { label: "Board", href: hrefOf(null), isCurrent: !isList },
    { label: "List", href: hrefOf("list"), isCurrent: isList },
  ];
}

export const dealScreen: RecordScreen = {
  name: "deal",
  plural: "deals",
  label: "Deal",
  noun: { one: "deal", many: "deals" },
  icon: IconTargetArrow,
  title: { key: "title", label: "Title", width: 250 },
  columns: [
    "title",
    "accountId",
    "value",
    "stage",
    "probability",
    "status",
    "expectedCloseDate",
    "ownerId",
    "updatedAt",
  ],
  cardFields: ["value", "stage", "accountId"],
  sections: [
    {
      title: "Deal",
      fields: [
        "title",
        "value",
        "currency",
        "probability",
        "accountId",
        "contactId",
        "expectedCloseDate",
        "ownerId",
        "tags",
      ],
    },
    { title: "More", fields: ["productId", "closeReason", "actualCloseDate", "description"] },
    { title: "Record", fields: ["createdAt", "createdBy", "updatedAt", "updatedBy"] },
  ],
  form: [
    "title",
    "value",
    "currency",
    "pipelineId",
    "stage",
    "accountId",
    "contactId",
    "expectedCloseDate",
    "description",
  ],
  hasDuplicates: false,
  canMerge: true,
  bulkFields: [{ key: "stage", label: "Move stage", icon: IconArrowRight }],
  useAdapted: useDealFields,
  tabs: dealTabs,
  asList: { view: "list" },
  Banner: StageBar,
  ...activityParts,
  Related: DealRelated,
  emptyText: "What you hope to sell: add a deal, and move it from stage to stage until it is won.",
  canImport: true,
};
