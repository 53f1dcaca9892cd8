"use client";
/** The roles of the workspace: built-in ones to read, its own to change. */
import { Badge, Button } from "@mantine/core";
import { IconLock, IconPlus, IconUserShield } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { PermissionGate } from "@/modules/users/ui/permission-gate";
import { useTRPC } from "@/surfaces/rpc/client";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { SettingsPage } from "@/ui/settings/settings-layout";
import {
  SettingsList,
  SettingsListSkeleton,
  SettingsRow,
  SettingsSection,
} from "@/ui/settings/settings-list";
import type { Role } from "../schema";

export function RolesPage() {
  return (
    <PermissionGate permission="roles:write">
      <Roles />
    </PermissionGate>
  );
}

function Roles() {
  const trpc = useTRPC();
  const roles = useQuery(trpc.roles.list.queryOptions({ limit: 100 }));
  const own = roles.data?.items.filter((role) => !role.isSystem) ?? [];
  const builtIn = roles.data?.items.filter((role) => role.isSystem) ?? [];
  return (
    <SettingsPage
      title="Roles"
      description="What people may do. Someone with several roles may do whatever one of them allows."
      actions={
        <Button component={Link} href="/settings/roles/new" leftSection={<IconPlus size={15} />}>
          New role
        </Button>
      }
    >
      {roles.isPending ? <SettingsListSkeleton /> : null}
      {roles.isError ? <ErrorState error={roles.error} onRetry={() => roles.refetch()} /> : null}
      {roles.data ? (
        <>
          <SettingsSection title="Your own">
            {own.length === 0 ? (
              <EmptyState icon={<IconUserShield size={22} />} title="No roles of your own yet">
                Make one when the built-in ones allow too much or too little.
              </EmptyState>
            ) : (
              <SettingsList label="Your own roles">
                {own.map((role) => (
                  <RoleRow key={role.id} role={role} />
                ))}
              </SettingsList>
            )}
          </SettingsSection>
          <SettingsSection title="Built in" description="They cannot be changed; copy one to start from it.">
            <SettingsList label="Built-in roles">
              {builtIn.map((role) => (
                <RoleRow key={role.id} role={role} />
              ))}
            </SettingsList>
          </SettingsSection>
        </>
      ) : null}
    </SettingsPage>
  );
}

function RoleRow({ role }: { role: Role }) {
  return (
    <SettingsRow
      icon={role.isSystem ? <IconLock size={18} stroke={1.6} /> : <IconUserShield size={20} stroke={1.6} />}
      title={role.name}
      badges={
        <Badge color="gray">
          {role.memberCount} {role.memberCount === 1 ? "person" : "people"}
        </Badge>
      }
      facts={role.description}
      actions={
        <>
          {role.isSystem ? (
            <Button
              component={Link}
              href={`/settings/roles/new?from=${role.id}`}
              variant="default"
              aria-label={`Copy ${role.name}`}
            >
              Copy
            </Button>
          ) : null}
          <Button
            component={Link}
            href={`/settings/roles/${role.id}`}
            variant="default"
            aria-label={`${role.isSystem ? "See" : "Edit"} ${role.name}`}
          >
            {role.isSystem ? "See" : "Edit"}
          </Button>
        </>
      }
    />
  );
}
