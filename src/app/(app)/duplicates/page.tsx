import type { Metadata } from "next";
import { DuplicatesPage } from "@/modules/merge/ui/duplicates-page";

export const metadata: Metadata = { title: "Duplicates" };

export default function Page() {
  return <DuplicatesPage />;
}
