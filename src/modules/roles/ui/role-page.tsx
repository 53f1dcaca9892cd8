"use client";
/** One role: a built-in one is read, one's own is changed, a new one may start as a copy. */
import { Badge, Button, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { PermissionGate } from "@/modules/users/ui/permission-gate";
import { useTRPC } from "@/surfaces/rpc/client";
import { ErrorState } from "@/ui/feedback/states";
import { SettingsPage } from "@/ui/settings/settings-layout";
import { SettingsSection } from "@/ui/settings/settings-list";
import { chosenOf } from "./grants";
import { PermissionSentences } from "./permission-matrix";
import { RoleForm } from "./role-form";
import { RoleHolders } from "./role-holders";

export function RolePage({ roleId }: { roleId: string }) {
  return (
    <PermissionGate permission="roles:write">
      <ExistingRole roleId={roleId} />
    </PermissionGate>
  );
}

export function NewRolePage() {
  return (
    <PermissionGate permission="roles:write">
      <NewRole />
    </PermissionGate>
  );
}

function ExistingRole({ roleId }: { roleId: string }) {
  const trpc = useTRPC();
  const role = useQuery(trpc.roles.get.queryOptions({ roleId }));
  if (role.isPending) return <Loader size="sm" role="status" aria-label="Loading" />;
  if (role.isError) return <ErrorState error={role.error} onRetry={() => role.refetch()} />;
  if (!role.data.isSystem) return <RoleForm key={role.data.updatedAt} role={role.data} />;
  return (
    <SettingsPage
      title={role.data.name}
      description={role.data.description}
      actions={
        <>
          <Badge color="gray">Built in</Badge>
          <Button component={Link} href={`/settings/roles/new?from=${roleId}`} variant="default">
            Copy
          </Button>
        </>
      }
    >
      <RoleHolders role={role.data} />
      <SettingsSection title="May do">
        <PermissionSentences chosen={chosenOf(role.data.permissions)} />
      </SettingsSection>
    </SettingsPage>
  );
}

function NewRole() {
  const trpc = useTRPC();
  const from = useSearchParams().get("from");
  const source = useQuery(trpc.roles.get.queryOptions({ roleId: from ?? "" }, { enabled: from !== null }));
  if (from !== null && source.isPending) return <Loader size="sm" role="status" aria-label="Loading" />;
  if (source.isError) return <ErrorState error={source.error} onRetry={() => source.refetch()} />;
  return <RoleForm key={source.data?.id ?? "new"} copyOf={source.data} />;
}
