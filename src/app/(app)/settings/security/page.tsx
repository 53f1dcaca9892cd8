import type { Metadata } from "next";
import { SecurityLogPage } from "@/modules/security/ui/security-log-page";

export const metadata: Metadata = { title: "Security log" };

export default function Page() {
  return <SecurityLogPage />;
}
