import type { Metadata } from "next";
import { WorkspacePage } from "@/modules/tenants/ui/workspace-page";

export const metadata: Metadata = { title: "Workspace" };

export default function Page() {
  return <WorkspacePage />;
}
