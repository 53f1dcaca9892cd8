import type { Metadata } from "next";
import { CurrenciesPage } from "@/modules/currencies/ui/currencies-page";

export const metadata: Metadata = { title: "Currencies" };

export default function Page() {
  return <CurrenciesPage />;
}
