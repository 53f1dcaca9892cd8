"use client";
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import type { Team } from "../schema";

/** Makes or changes a team. */
export function TeamForm({ team, onClose }: { team?: Team; onClose: () => void }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [name, setName] = useState(team?.name ?? "");
  const [departmentId, setDepartmentId] = useState<string | null>(team?.departmentId ?? null);
  const [managerId, setManagerId] = useState<string | null>(team?.managerId ?? null);
  const [search, setSearch] = useState("");
  const [searched] = useDebouncedValue(search, 200);
  const departments = useQuery(trpc.departments.list.queryOptions({ limit: 100 }));
  const people = useQuery(
    trpc.users.list.queryOptions(
      {
        status: "active",
        limit: 50,
        search: searched && searched !== team?.managerName ? searched : undefined,
      },
      { placeholderData: (before) => before },
    ),
  );
  const done = {
    onSuccess: (saved: Team) => {
      onClose();
      return outcome(
        team ? "Team saved" : "Team made",
        trpc.teams.pathKey(),
        trpc.departments.pathKey(),
        trpc.users.pathKey(),
      ).onSuccess(saved);
    },
  };
  const create = useMutation(trpc.teams.create.mutationOptions(done));
  const update = useMutation(trpc.teams.update.mutationOptions(done));
  const error = create.error ?? update.error;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (team) update.mutate({ teamId: team.id, name, departmentId, managerId });
    else create.mutate({ name, departmentId, managerId });
  }
  const found = people.data?.items.map((person) => ({ value: person.id, label: person.name })) ?? [];
  const isManagerThere = found.some(({ value }) => value === team?.managerId);
  const leaders =
    team?.managerId && !isManagerThere
      ? [{ value: team.managerId, label: team.managerName ?? "" }, ...found]
      : found;
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" p="md">
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(error, "name")}
        />
        <Select
          label="Department"
          placeholder="None"
          clearable
          clearButtonProps={{ "aria-label": "No department" }}
          data={departments.data?.items.map(({ id, name: label }) => ({ value: id, label })) ?? []}
          value={departmentId}
          onChange={setDepartmentId}
          error={fieldError(error, "departmentId")}
        />
        <Select
          label="Led by"
          placeholder="Nobody"
          searchable
          clearable
          clearButtonProps={{ "aria-label": "Nobody" }}
          data={leaders}
          searchValue={search}
          onSearchChange={setSearch}
          value={managerId}
          onChange={setManagerId}
          error={fieldError(error, "managerId")}
        />
        <FormFailure error={error} ownFields={["name", "departmentId", "managerId"]} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {team ? "Save" : "Make the team"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
