import type { Metadata } from "next";
import { NewRolePage } from "@/modules/roles/ui/role-page";

export const metadata: Metadata = { title: "New role" };

export default function Page() {
  return <NewRolePage />;
}
