"use client";
/** The shell's workspace switcher: the person's workspaces, working in another one, and making one more. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useMe } from "@/modules/users/ui/use-me";
import { useTRPC } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";
import { latePart } from "@/ui/late/late-part";
import { WorkspaceMenu } from "@/ui/shell/workspace-menu";

// Few ever open it: not part of what every page loads.
const NewWorkspace = latePart(() => import("./new-workspace").then((module) => module.NewWorkspace));

export function WorkspaceSwitcher() {
  const trpc = useTRPC();
  const me = useMe();
  const [isMaking, setIsMaking] = useState(false);
  const switchTenant = useMutation(
    trpc.sessions.switchTenant.mutationOptions({
      // A fresh page: nothing that was read in one workspace is shown in the other.
      onSuccess: () => window.location.assign("/"),
      onError: notifyError,
    }),
  );
  if (!me.data) return null;
  return (
    <>
      <WorkspaceMenu
        current={me.data.tenant}
        workspaces={me.data.tenants}
        onSwitch={(tenantId) => {
          if (tenantId !== me.data.tenant.id) switchTenant.mutate({ tenantId });
        }}
        onCreate={() => setIsMaking(true)}
      />
      {isMaking ? (
        <NewWorkspace
          onClose={() => setIsMaking(false)}
          onMade={(tenantId) => switchTenant.mutate({ tenantId })}
        />
      ) : null}
    </>
  );
}
