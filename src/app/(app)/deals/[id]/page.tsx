import type { Metadata } from "next";
import { DealView } from "./deal-view";

export const metadata: Metadata = { title: "Deal" };

export default async function DealPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <DealView id={id} />;
}
