"use client";
/** One person of the workspace; what they are and where they work is changed in place. */
import { ActionIcon, Badge, Button, Group, Menu, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { useTRPC } from "@/surfaces/rpc/client";
import { PersonAvatar } from "@/ui/fields/person";
import { FormSheet } from "@/ui/form/form-sheet";
import { SettingsRow } from "@/ui/settings/settings-list";
import type { User } from "../schema";
import { confirm } from "./confirm";
import { InviteForm } from "./invite-form";
import { useMe } from "./use-me";
import { useOutcome } from "./use-outcome";
import { useRolesAndTeams } from "./use-roles-and-teams";

export function PersonRow({ person }: { person: User }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const me = useMe();
  const [isEditing, setIsEditing] = useState(false);
  const [isInviting, setIsInviting] = useState(false);
  const changed = [trpc.users.pathKey(), trpc.roles.pathKey(), trpc.teams.pathKey()];
  const deactivate = useMutation(
    trpc.users.deactivate.mutationOptions(
      outcome(`${person.name} is deactivated and signed out everywhere`, ...changed),
    ),
  );
  const reactivate = useMutation(
    trpc.users.reactivate.mutationOptions(outcome(`${person.name} can sign in again`, ...changed)),
  );
  const isMyself = me.data?.userId === person.id;
  const isOut = person.status === "deactivated";
  const isToCome = person.status === "invited";
  const address = person.email.endsWith(".invalid") ? "No e-mail address yet" : person.email;
  const place = [person.title, person.teamName, person.departmentName].filter(Boolean).join(" · ");
  return (
    <>
      <SettingsRow
        icon={<PersonAvatar name={person.name} size={32} />}
        title={person.name}
        isQuiet={isOut}
        badges={
          <>
            {person.roles.map((role) => (
              <Badge key={role.id} color="gray">
                {role.name}
              </Badge>
            ))}
            {isMyself ? <Badge>You</Badge> : null}
            {isOut ? <Badge color="red">Deactivated</Badge> : null}
            {isToCome ? <Badge color="yellow">Not here yet</Badge> : null}
          </>
        }
        facts={[address, place].filter(Boolean).join(" · ")}
        actions={
          <>
            {isToCome ? (
              <Button
                variant="default"
                aria-label={`Invite ${person.name}`}
                onClick={() => setIsInviting(true)}
              >
                Invite
              </Button>
            ) : null}
            <Button variant="default" aria-label={`Edit ${person.name}`} onClick={() => setIsEditing(true)}>
              Edit
            </Button>
            <Menu position="bottom-end" width={200}>
              <Menu.Target>
                <ActionIcon
                  aria-label={`More for ${person.name}`}
                  loading={deactivate.isPending || reactivate.isPending}
                >
                  <IconDots size={17} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {isOut ? (
                  <Menu.Item onClick={() => reactivate.mutate({ userId: person.id })}>Reactivate</Menu.Item>
                ) : (
                  <Menu.Item
                    color="red"
                    disabled={isMyself}
                    onClick={() =>
                      confirm({
                        title: `Deactivate ${person.name}?`,
                        text: "Their sessions, tokens and API keys stop working here at once. Their records stay, and you can reactivate them at any time.",
                        action: "Deactivate",
                        onConfirm: () => deactivate.mutate({ userId: person.id }),
                      })
                    }
                  >
                    Deactivate
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          </>
        }
      />
      <FormSheet isOpen={isEditing} onClose={() => setIsEditing(false)} title={person.name} size={480}>
        <EditPerson person={person} onClose={() => setIsEditing(false)} />
      </FormSheet>
      <FormSheet
        isOpen={isInviting}
        onClose={() => setIsInviting(false)}
        title={`Invite ${person.name}`}
        size={480}
      >
        <InviteForm person={person} onClose={() => setIsInviting(false)} />
      </FormSheet>
    </>
  );
}

function EditPerson({ person, onClose }: { person: User; onClose: () => void }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const { roles, teams } = useRolesAndTeams();
  const [name, setName] = useState(person.name);
  const [title, setTitle] = useState(person.title ?? "");
  const [roleKeys, setRoleKeys] = useState(person.roles.map((role) => role.key));
  const [teamId, setTeamId] = useState(person.teamId);
  const done = outcome(
    `${person.name} is changed`,
    trpc.users.pathKey(),
    trpc.roles.pathKey(),
    trpc.teams.pathKey(),
    trpc.me.pathKey(),
  );
  const update = useMutation(
    trpc.users.update.mutationOptions({
      onSuccess: (user) => {
        onClose();
        return done.onSuccess(user);
      },
    }),
  );
  const sameRoles = roleKeys.join() === person.roles.map((role) => role.key).join();
  function submit(event: FormEvent) {
    event.preventDefault();
    update.mutate({
      userId: person.id,
      name: name.trim() === person.name ? undefined : name,
      title: title.trim() === (person.title ?? "") ? undefined : title.trim() || null,
      roles: sameRoles ? undefined : roleKeys,
      teamId: teamId === person.teamId ? undefined : teamId,
    });
  }
  // A role that is not in the list (there may be more than a hundred) keeps its name.
  const known = [...roles, ...person.roles.filter((held) => !roles.some((role) => role.key === held.key))];
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" p="md">
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(update.error, "name")}
        />
        <TextInput
          label="Position"
          maxLength={100}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          error={fieldError(update.error, "title")}
        />
        <MultiSelect
          label="Roles"
          description="They may do whatever one of their roles allows."
          data={known.map((role) => ({ value: role.key, label: role.name }))}
          value={roleKeys}
          onChange={setRoleKeys}
          error={roleKeys.length === 0 ? "At least one role is needed" : fieldError(update.error, "roles")}
        />
        <Select
          label="Team"
          placeholder="No team"
          clearable
          clearButtonProps={{ "aria-label": "No team" }}
          data={teams.map((team) => ({ value: team.id, label: team.name }))}
          value={teamId}
          onChange={setTeamId}
          error={fieldError(update.error, "teamId")}
        />
        <FormFailure error={update.error} ownFields={["name", "title", "roles", "teamId"]} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={update.isPending} disabled={roleKeys.length === 0}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
