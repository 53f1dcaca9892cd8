import type { Metadata } from "next";
import { RolePage } from "@/modules/roles/ui/role-page";

export const metadata: Metadata = { title: "Role" };

export default async function Page({ params }: { params: Promise<{ roleId: string }> }) {
  const { roleId } = await params;
  return <RolePage roleId={roleId} />;
}
