import type { Metadata } from "next";
import { MailboxPage } from "@/modules/mailbox/ui/mailbox-page";

// Links in the mails hold secrets: they must not travel to other sites in the Referer header.
export const metadata: Metadata = { title: "Mailbox", referrer: "no-referrer" };

export default function Page() {
  return <MailboxPage />;
}
