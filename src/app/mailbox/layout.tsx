import type { ReactNode } from "react";
import { RpcProvider } from "@/surfaces/rpc/client";

export default function MailboxLayout({ children }: { children: ReactNode }) {
  return <RpcProvider>{children}</RpcProvider>;
}
