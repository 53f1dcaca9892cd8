"use client";
// Every record type that has pages, in the order of the sidebar.
import { accountScreen } from "@/modules/accounts/ui/account-screen";
import { taskScreen } from "@/modules/activities/ui/task-screen";
import { contactScreen } from "@/modules/contacts/ui/contact-screen";
import { dealScreen } from "@/modules/deals/ui/deal-screen";
import { leadScreen } from "@/modules/leads/ui/lead-screen";
import { productScreen } from "@/modules/products/ui/product-screen";
import type { RecordScreen } from "@/modules/records/ui/record-screen";

export const screens: RecordScreen[] = [
  dealScreen,
  contactScreen,
  accountScreen,
  leadScreen,
  taskScreen,
  productScreen,
];

/** "G C" goes to contacts. */
export const goShortcuts: Record<string, string> = {
  deal: "G D",
  contact: "G C",
  account: "G A",
  lead: "G L",
  task: "G K",
  product: "G P",
};
