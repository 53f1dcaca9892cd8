"use client";
/** Shows a page to whoever may use it, and tells everyone else which permission is missing and who can give it. */
import { Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "@/surfaces/rpc/client";
import { ErrorState, NoPermission } from "@/ui/feedback/states";
import { allowedBy, useMe } from "./use-me";

export function PermissionGate({ permission, children }: { permission: string; children: ReactNode }) {
  const me = useMe();
  if (me.isPending) return <Loader size="sm" role="status" aria-label="Loading" />;
  if (me.isError) return <ErrorState error={me.error} onRetry={() => me.refetch()} />;
  const allowed = allowedBy(me.data.permissions);
  if (allowed(permission)) return children;
  return <Refusal permission={permission} canSeePeople={allowed("users:read")} />;
}

function Refusal({ permission, canSeePeople }: { permission: string; canSeePeople: boolean }) {
  const trpc = useTRPC();
  const admins = useQuery(
    trpc.users.list.queryOptions(
      { role: "tenant_admin", status: "active", limit: 3 },
      { enabled: canSeePeople },
    ),
  );
  return <NoPermission permission={permission} grantedBy={admins.data?.items.map((admin) => admin.name)} />;
}
