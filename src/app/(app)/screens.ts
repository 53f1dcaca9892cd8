"use client";
// Every record type that has pages, in the order of the sidebar.
import { accountScreen } from "@/modules/accounts/ui/account-screen";
import { contactScreen } from "@/modules/contacts/ui/contact-screen";
import type { RecordScreen } from "@/modules/records/ui/record-screen";

export const screens: RecordScreen[] = [contactScreen, accountScreen];

/** "G C" goes to contacts. */
export const goShortcuts: Record<string, string> = { contact: "G C", account: "G A" };
