"use client";
/** A workspace of one's own: four fields, and in. */
import { Alert, Anchor, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import type { FormEvent } from "react";
import { firstPage, signIn } from "@/modules/sessions/ui/auth-protocol";
import { errorCode, FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { SubmitButton } from "@/modules/sessions/ui/submit-button";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { AuthCard } from "@/ui/auth/auth-card";

const ownFields = ["workspace", "name", "email", "password"];

export function SignUpForm() {
  const client = useTRPCClient();
  const signUp = useMutation({
    mutationFn: async (input: { workspace: string; name: string; email: string; password: string }) => {
      await client.signup.create.mutate(input);
      await signIn(input.email, input.password, true);
      window.location.assign(firstPage);
    },
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    signUp.mutate({
      workspace: text("workspace"),
      name: text("name"),
      email: text("email"),
      password: text("password"),
    });
  }
  const { error } = signUp;
  const isKnown = errorCode(error) === "EMAIL_IN_USE";
  const shared = { required: true, withAsterisk: false };
  return (
    <AuthCard
      title="Create a workspace"
      subtitle="For you and the people you sell with."
      footer={
        <>
          Have an account?{" "}
          <Anchor component={Link} href="/sign-in" inherit underline="always">
            Sign in
          </Anchor>
        </>
      }
    >
      <form method="post" onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            {...shared}
            label="Workspace"
            name="workspace"
            placeholder="Your company"
            autoComplete="organization"
            maxLength={100}
            autoFocus
            error={fieldError(error, "workspace")}
          />
          <TextInput
            {...shared}
            label="Your name"
            name="name"
            autoComplete="name"
            maxLength={200}
            error={fieldError(error, "name")}
          />
          <TextInput
            {...shared}
            label="E-mail"
            name="email"
            type="email"
            autoComplete="username"
            error={fieldError(error, "email")}
          />
          <PasswordInput
            {...shared}
            label="Password"
            name="password"
            description="At least 10 characters"
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": "Show or hide what you type" }}
            error={fieldError(error, "password")}
          />
          {isKnown ? (
            <Alert color="yellow" variant="light" role="alert" title="You have an account already">
              <Anchor
                component={Link}
                href={`/sign-in?email=${encodeURIComponent(signUp.variables?.email ?? "")}`}
                inherit
                underline="always"
              >
                Sign in
              </Anchor>{" "}
              or{" "}
              <Anchor component={Link} href="/reset-password" inherit underline="always">
                set a new password
              </Anchor>
              .
            </Alert>
          ) : (
            <FormFailure error={error} ownFields={ownFields} />
          )}
          <SubmitButton loading={signUp.isPending || signUp.isSuccess}>Create workspace</SubmitButton>
        </Stack>
      </form>
    </AuthCard>
  );
}
