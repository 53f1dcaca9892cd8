"use client";
/** The shell's workspace switcher: the person's workspaces, and working in another one. */
import { useMutation } from "@tanstack/react-query";
import { useMe } from "@/modules/users/ui/use-me";
import { useTRPC } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";
import { WorkspaceMenu } from "@/ui/shell/workspace-menu";

export function WorkspaceSwitcher() {
  const trpc = useTRPC();
  const me = useMe();
  const switchTenant = useMutation(
    trpc.sessions.switchTenant.mutationOptions({
      // A fresh page: nothing that was read in one workspace is shown in the other.
      onSuccess: () => window.location.assign("/"),
      onError: notifyError,
    }),
  );
  if (!me.data) return null;
  return (
    <WorkspaceMenu
      current={me.data.tenant}
      workspaces={me.data.tenants}
      onSwitch={(tenantId) => {
        if (tenantId !== me.data.tenant.id) switchTenant.mutate({ tenantId });
      }}
    />
  );
}
