import type { Metadata } from "next";
import { LeadView } from "./lead-view";

export const metadata: Metadata = { title: "Lead" };

export default async function LeadPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <LeadView id={id} />;
}
