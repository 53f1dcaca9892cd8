import type { ReactNode } from "react";
import { RpcProvider } from "@/surfaces/rpc/client";
import { SignedInShell } from "./signed-in-shell";

export default function AppLayout({ children }: { children: ReactNode }) {
  return (
    <RpcProvider>
      <SignedInShell>{children}</SignedInShell>
    </RpcProvider>
  );
}
