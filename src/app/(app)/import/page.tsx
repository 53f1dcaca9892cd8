import type { Metadata } from "next";
import { ImportPage } from "@/modules/bulk/ui/import-page";

export const metadata: Metadata = { title: "Import" };

export default function Page() {
  return <ImportPage />;
}
