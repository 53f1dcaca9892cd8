"use client";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import type { Department } from "../schema";

/** Makes or renames a department. */
export function DepartmentForm({ department, onClose }: { department?: Department; onClose: () => void }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [name, setName] = useState(department?.name ?? "");
  const done = {
    onSuccess: (saved: Department) => {
      onClose();
      return outcome(
        department ? "Department saved" : "Department made",
        trpc.departments.pathKey(),
        trpc.teams.pathKey(),
        trpc.users.pathKey(),
      ).onSuccess(saved);
    },
  };
  const create = useMutation(trpc.departments.create.mutationOptions(done));
  const update = useMutation(trpc.departments.update.mutationOptions(done));
  const error = create.error ?? update.error;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (department) update.mutate({ departmentId: department.id, name });
    else create.mutate({ name });
  }
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
        <FormFailure error={error} ownFields={["name"]} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {department ? "Save" : "Make the department"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
