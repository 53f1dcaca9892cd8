"use client";
/** A new password by the present one; the other sessions end. */
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useTRPC } from "@/surfaces/rpc/client";
import { notifyDone } from "@/ui/feedback/notify";
import { SettingsSection } from "@/ui/settings/settings-list";
import { errorCode, FormFailure, fieldError } from "./form-failure";

export function PasswordSection() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const change = useMutation(trpc.sessions.changePassword.mutationOptions());
  const isWrong = errorCode(change.error) === "PASSWORD_WRONG";

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const typed = new FormData(form);
    change.mutate(
      {
        currentPassword: String(typed.get("currentPassword")),
        newPassword: String(typed.get("newPassword")),
      },
      {
        onSuccess: () => {
          form.reset();
          notifyDone("Password changed; your other sessions have ended");
          return queryClient.invalidateQueries({ queryKey: trpc.sessions.list.pathKey() });
        },
      },
    );
  }

  const shared = {
    required: true,
    withAsterisk: false,
    visibilityToggleButtonProps: { "aria-label": "Show or hide what you type" },
  };
  return (
    <SettingsSection title="Password" description="Changing it ends your sessions in other browsers.">
      <form onSubmit={submit}>
        <Stack gap="sm" maw={340}>
          <PasswordInput
            {...shared}
            label="Current password"
            name="currentPassword"
            autoComplete="current-password"
            error={
              isWrong ? "This is not your current password" : fieldError(change.error, "currentPassword")
            }
          />
          <PasswordInput
            {...shared}
            label="New password"
            name="newPassword"
            autoComplete="new-password"
            error={fieldError(change.error, "newPassword")}
          />
          {isWrong ? null : (
            <FormFailure error={change.error} ownFields={["currentPassword", "newPassword"]} />
          )}
          <Group>
            <Button type="submit" loading={change.isPending}>
              Change password
            </Button>
          </Group>
        </Stack>
      </form>
    </SettingsSection>
  );
}
