import type { Metadata } from "next";
import { FormsPage } from "@/modules/forms/ui/forms-page";

export const metadata: Metadata = { title: "Web forms" };

export default function Page() {
  return <FormsPage />;
}
