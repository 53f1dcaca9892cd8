"use client";
/** Who works here: search, invite, change role and team, deactivate; and the invitations that wait. */
import { Button, Group, Loader, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconSearch, IconUsers } from "@tabler/icons-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/surfaces/rpc/client";
import { usePages } from "@/surfaces/rpc/use-pages";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { FormSheet } from "@/ui/form/form-sheet";
import { SettingsPage } from "@/ui/settings/settings-layout";
import { SettingsList, SettingsListSkeleton, SettingsSection } from "@/ui/settings/settings-list";
import { InvitationsSection } from "./invitations-section";
import { InviteForm } from "./invite-form";
import { PermissionGate } from "./permission-gate";
import { PersonRow } from "./person-row";
import { useRolesAndTeams } from "./use-roles-and-teams";

export function PeoplePage() {
  return (
    <PermissionGate permission="users:write">
      <People />
    </PermissionGate>
  );
}

const states = [
  { value: "active", label: "Active" },
  { value: "deactivated", label: "Deactivated" },
  { value: "invited", label: "Not here yet" },
  { value: "all", label: "Everyone" },
];

function People() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [isInviting, setIsInviting] = useState(false);
  const [search, setSearch] = useState("");
  const asked = useSearchParams().get("state");
  const [state, setState] = useState(states.find(({ value }) => value === asked)?.value ?? "active");
  const [role, setRole] = useState<string | null>(null);
  const [searched] = useDebouncedValue(search.trim(), 200);
  const { roles } = useRolesAndTeams();
  const input = {
    limit: 50,
    search: searched || undefined,
    status: state === "active" || state === "deactivated" || state === "invited" ? state : undefined,
    role: role ?? undefined,
  } as const;
  const people = usePages(trpc.users.list.pathKey(), input, (cursor) =>
    client.users.list.query({ ...input, cursor }),
  );
  const { rows: found, total } = people;
  return (
    <SettingsPage
      title="People"
      description="Who works in this workspace, and as what."
      actions={
        <Button leftSection={<IconPlus size={15} />} onClick={() => setIsInviting(true)}>
          Invite
        </Button>
      }
    >
      <InvitationsSection />
      <SettingsSection
        title={total === undefined ? "People" : `${total} ${total === 1 ? "person" : "people"}`}
        actions={
          people.isFetching && !people.isPending ? (
            <Loader size={14} role="status" aria-label="Loading" />
          ) : null
        }
      >
        <Group gap={8} mb={10}>
          <TextInput
            aria-label="Search people"
            placeholder="Name or e-mail"
            leftSection={<IconSearch size={15} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <Select
            aria-label="State"
            w={150}
            data={states}
            value={state}
            allowDeselect={false}
            onChange={(next) => setState(next ?? "active")}
          />
          <Select
            aria-label="Role"
            placeholder="Any role"
            w={200}
            clearable
            clearButtonProps={{ "aria-label": "Any role" }}
            data={roles.map(({ key, name }) => ({ value: key, label: name }))}
            value={role}
            onChange={setRole}
          />
        </Group>
        {people.isPending ? <SettingsListSkeleton /> : null}
        {people.isError && !people.data ? (
          <ErrorState error={people.error} onRetry={() => people.refetch()} />
        ) : null}
        {people.data && found.length === 0 ? (
          <EmptyState icon={<IconUsers size={22} />} title="Nobody matches">
            Look for another name, state or role.
          </EmptyState>
        ) : null}
        {found.length > 0 ? (
          <SettingsList label="People">
            {found.map((person) => (
              <PersonRow key={person.id} person={person} />
            ))}
          </SettingsList>
        ) : null}
        {people.hasNextPage ? (
          <Button
            mt="sm"
            variant="default"
            loading={people.isFetchingNextPage}
            onClick={() => people.fetchNextPage()}
          >
            Show more
          </Button>
        ) : null}
      </SettingsSection>
      <FormSheet isOpen={isInviting} onClose={() => setIsInviting(false)} title="Invite someone" size={480}>
        <InviteForm onClose={() => setIsInviting(false)} />
      </FormSheet>
    </SettingsPage>
  );
}
