"use client";
/** Makes or changes a role of one's own; before a change is saved, it says what changes and for whom. */
import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { confirm } from "@/modules/users/ui/confirm";
import { useMe } from "@/modules/users/ui/use-me";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { FormSheet } from "@/ui/form/form-sheet";
import { SettingsPage } from "@/ui/settings/settings-layout";
import { SettingsSection } from "@/ui/settings/settings-list";
import type { Role } from "../schema";
import { chosenOf, textsOf } from "./grants";
import { PermissionMatrix } from "./permission-matrix";
import { RoleDifference } from "./role-difference";
import { RoleHolders } from "./role-holders";

export interface RoleFormProps {
  /** The role to change; absent for a new one. */
  role?: Role;
  /** A new role starts as a copy of this. */
  copyOf?: Role;
}

export function RoleForm({ role, copyOf }: RoleFormProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const outcome = useOutcome();
  const me = useMe();
  const [name, setName] = useState(role?.name ?? (copyOf ? `${copyOf.name} (copy)` : ""));
  const [description, setDescription] = useState(role?.description ?? copyOf?.description ?? "");
  const [chosen, setChosen] = useState(() => chosenOf(role?.permissions ?? copyOf?.permissions ?? []));
  const [isReviewing, setIsReviewing] = useState(false);
  const changed = [trpc.roles.pathKey(), trpc.users.pathKey(), trpc.me.pathKey()];
  const leave = () => router.push("/settings/roles");
  const create = useMutation(
    trpc.roles.create.mutationOptions({
      onSuccess: (made) => {
        leave();
        return outcome(`Role “${made.name}” made`, ...changed).onSuccess(made);
      },
    }),
  );
  const update = useMutation(
    trpc.roles.update.mutationOptions({
      onSuccess: (saved) => {
        setIsReviewing(false);
        leave();
        return outcome(`Role “${saved.name}” saved`, ...changed).onSuccess(saved);
      },
      onError: () => setIsReviewing(false),
    }),
  );
  const remove = useMutation(
    trpc.roles.delete.mutationOptions({
      onSuccess: (gone) => {
        leave();
        return outcome(`Role “${role?.name}” deleted`, ...changed).onSuccess(gone);
      },
      onError: outcome("", ...changed).onError,
    }),
  );
  const permissions = textsOf(chosen, role?.permissions ?? copyOf?.permissions);
  const error = create.error ?? update.error;
  const needsOne = permissions.length === 0;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (needsOne) return;
    if (role) setIsReviewing(true);
    else create.mutate({ name, description, permissions });
  }

  return (
    <form onSubmit={submit}>
      <SettingsPage
        title={role?.name ?? "New role"}
        description={copyOf ? `Starts as a copy of ${copyOf.name}.` : undefined}
        actions={
          <>
            {role ? (
              <Button
                variant="default"
                loading={remove.isPending}
                disabled={role.memberCount > 0}
                title={role.memberCount > 0 ? "People still have this role" : undefined}
                onClick={() =>
                  confirm({
                    title: `Delete “${role.name}”?`,
                    text: "Nobody has it, so nobody loses anything.",
                    action: "Delete",
                    onConfirm: () => remove.mutate({ roleId: role.id }),
                  })
                }
              >
                Delete
              </Button>
            ) : null}
            <Button variant="default" onClick={leave}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending} disabled={needsOne || !me.data}>
              {role ? "Review and save" : "Make the role"}
            </Button>
          </>
        }
      >
        {role ? <RoleHolders role={role} /> : null}
        <Stack gap="sm" maw={460} mb="lg">
          <TextInput
            label="Name"
            required
            withAsterisk={false}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fieldError(error, "name")}
          />
          <Textarea
            label="What it is for"
            autosize
            maxLength={500}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={fieldError(error, "description")}
          />
          <FormFailure error={error} ownFields={["name", "description"]} />
        </Stack>
        <SettingsSection
          title="May do"
          description="On whose records each thing may be done. You can give only what you may do yourself."
        >
          <PermissionMatrix
            withAll
            chosen={chosen}
            onChange={setChosen}
            held={chosenOf(me.data?.permissions ?? [])}
          />
        </SettingsSection>
      </SettingsPage>
      {role ? (
        <FormSheet
          isOpen={isReviewing}
          onClose={() => setIsReviewing(false)}
          title="What will change"
          size={560}
        >
          <Stack p="md" gap="md">
            <RoleHolders role={role} />
            <RoleDifference role={role} name={name} description={description} permissions={permissions} />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setIsReviewing(false)}>
                Back
              </Button>
              <Button
                loading={update.isPending}
                data-autofocus
                onClick={() => update.mutate({ roleId: role.id, name, description, permissions })}
              >
                Save the role
              </Button>
            </Group>
          </Stack>
        </FormSheet>
      ) : null}
    </form>
  );
}
