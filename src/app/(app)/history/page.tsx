import type { Metadata } from "next";
import { HistoryPage } from "@/modules/changes/ui/history-page";

export const metadata: Metadata = { title: "History" };

export default function Page() {
  return <HistoryPage />;
}
