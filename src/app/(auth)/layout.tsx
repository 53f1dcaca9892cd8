import type { ReactNode } from "react";
import { RpcProvider } from "@/surfaces/rpc/client";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return <RpcProvider>{children}</RpcProvider>;
}
