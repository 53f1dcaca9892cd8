"use client";
/** Who looks at the screen and what they may do, so that a page offers only what will be allowed. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { grantedScope, parsePermission } from "@/kernel/permissions/permission";
import { useTRPC } from "@/surfaces/rpc/client";

export function useMe() {
  const trpc = useTRPC();
  return useQuery(trpc.me.get.queryOptions({}, { staleTime: 60_000 }));
}

export type Allowed = (permission: string) => boolean;

/** Whether a set of permissions covers `resource:action`, in any scope. */
export function allowedBy(permissionTexts: readonly string[]): Allowed {
  const permissions = permissionTexts.map(parsePermission).filter((held) => held !== undefined);
  return (permission) => grantedScope(permissions, permission) !== undefined;
}

/** Says no until it is known who asks. */
export function useAllowed(): Allowed {
  const permissions = useMe().data?.permissions;
  return useMemo(() => allowedBy(permissions ?? []), [permissions]);
}
