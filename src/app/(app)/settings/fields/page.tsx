import type { Metadata } from "next";
import { FieldsPage } from "@/modules/fields/ui/fields-page";

export const metadata: Metadata = { title: "Fields" };

export default function Page() {
  return <FieldsPage />;
}
