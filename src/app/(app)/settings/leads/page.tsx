import type { Metadata } from "next";
import { SharingPage } from "@/modules/leads/ui/sharing-page";

export const metadata: Metadata = { title: "Sharing out leads" };

export default function Page() {
  return <SharingPage />;
}
