import type { Metadata } from "next";
import { TeamsPage } from "@/modules/teams/ui/teams-page";

export const metadata: Metadata = { title: "Teams" };

export default function Page() {
  return <TeamsPage />;
}
