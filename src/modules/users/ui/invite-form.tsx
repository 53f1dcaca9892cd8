"use client";
/** Invites someone by e-mail, with a role and perhaps a team. */
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { useTRPC } from "@/surfaces/rpc/client";
import type { User } from "../schema";
import { useOutcome } from "./use-outcome";
import { useRolesAndTeams } from "./use-roles-and-teams";

export function InviteForm({ person, onClose }: { person?: User; onClose: () => void }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const { roles, teams } = useRolesAndTeams();
  const [email, setEmail] = useState(person && !person.email.endsWith(".invalid") ? person.email : "");
  const [role, setRole] = useState(person?.roles[0]?.key ?? "sales_rep");
  const [teamId, setTeamId] = useState<string | null>(person?.teamId ?? null);
  const done = outcome(`Invitation mailed to ${email}`, trpc.invitations.pathKey(), trpc.users.pathKey());
  const invite = useMutation(
    trpc.users.invite.mutationOptions({
      onSuccess: (invitation) => {
        onClose();
        return done.onSuccess(invitation);
      },
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    invite.mutate({ email, role, teamId, ...(person ? { userId: person.id } : {}) });
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" p="md">
        <TextInput
          label="E-mail"
          type="email"
          required
          withAsterisk={false}
          data-autofocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={fieldError(invite.error, "email")}
        />
        <Select
          label="Role"
          description={roles.find(({ key }) => key === role)?.description}
          allowDeselect={false}
          data={roles.map(({ key, name }) => ({ value: key, label: name }))}
          value={role}
          onChange={(next) => setRole(next ?? role)}
          error={fieldError(invite.error, "role")}
        />
        <Select
          label="Team"
          placeholder="No team"
          clearable
          clearButtonProps={{ "aria-label": "No team" }}
          data={teams.map((team) => ({ value: team.id, label: team.name }))}
          value={teamId}
          onChange={setTeamId}
          error={fieldError(invite.error, "teamId")}
        />
        <FormFailure error={invite.error} ownFields={["email", "role", "teamId"]} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={invite.isPending}>
            Send the invitation
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
