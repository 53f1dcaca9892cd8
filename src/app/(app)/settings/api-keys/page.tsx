import type { Metadata } from "next";
import { ApiKeysPage } from "@/modules/apikeys/ui/api-keys-page";

export const metadata: Metadata = { title: "API keys" };

export default function Page() {
  return <ApiKeysPage />;
}
