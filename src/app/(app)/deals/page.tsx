import type { Metadata } from "next";
import { DealList } from "./deal-list";

export const metadata: Metadata = { title: "Deals" };

export default function DealsPage() {
  return <DealList />;
}
