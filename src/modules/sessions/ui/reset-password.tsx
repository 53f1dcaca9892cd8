"use client";
/** The two halves of a forgotten password: asking for the link, and choosing a new one with it. */
import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import type { FormEvent } from "react";
import { useTRPC } from "@/surfaces/rpc/client";
import { AuthCard } from "@/ui/auth/auth-card";
import { errorCode, FormFailure, fieldError } from "./form-failure";
import { SubmitButton } from "./submit-button";

const backToSignIn = (
  <Anchor component={Link} href="/sign-in" inherit underline="always">
    Back to sign in
  </Anchor>
);

export function RequestPasswordReset() {
  const trpc = useTRPC();
  const request = useMutation(trpc.sessions.requestPasswordReset.mutationOptions());
  if (request.isSuccess) {
    return (
      <AuthCard title="Look at your mail" footer={backToSignIn}>
        <Text size="sm" role="status">
          If <b>{request.variables.email}</b> belongs to someone here, a link to set a new password is on its
          way. It works once, within the next hour.
        </Text>
        <Button mt="md" variant="default" onClick={() => request.reset()}>
          Use another address
        </Button>
      </AuthCard>
    );
  }
  return (
    <AuthCard
      title="Set a new password"
      subtitle="We mail you a link that lets you choose a new one."
      footer={backToSignIn}
    >
      <form
        method="post"
        onSubmit={(event) => {
          event.preventDefault();
          request.mutate({ email: String(new FormData(event.currentTarget).get("email")) });
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="E-mail"
            type="email"
            name="email"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            error={fieldError(request.error, "email")}
          />
          <FormFailure error={request.error} ownFields={["email"]} />
          <SubmitButton loading={request.isPending}>Mail me the link</SubmitButton>
        </Stack>
      </form>
    </AuthCard>
  );
}

export function ResetPassword({ token }: { token: string }) {
  const trpc = useTRPC();
  const reset = useMutation(
    trpc.sessions.resetPassword.mutationOptions({
      onSuccess: () => window.location.assign("/sign-in?notice=password-set"),
    }),
  );
  if (errorCode(reset.error) === "LINK_INVALID") {
    return (
      <AuthCard title="This link no longer works" footer={backToSignIn}>
        <Text size="sm" role="alert">
          It has been used, or it is older than an hour.
        </Text>
        <Button mt="md" component={Link} href="/reset-password">
          Ask for a new link
        </Button>
      </AuthCard>
    );
  }
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    reset.mutate({ token, password: String(form.get("password")) });
  }
  return (
    <AuthCard
      title="Choose a new password"
      subtitle="All your other sessions end when it is set."
      footer={backToSignIn}
    >
      <form method="post" onSubmit={submit}>
        <Stack gap="sm">
          <PasswordInput
            label="New password"
            name="password"
            autoComplete="new-password"
            required
            withAsterisk={false}
            autoFocus
            visibilityToggleButtonProps={{ "aria-label": "Show or hide what you type" }}
            error={fieldError(reset.error, "password")}
          />
          <FormFailure error={reset.error} ownFields={["password"]} />
          <SubmitButton loading={reset.isPending || reset.isSuccess}>Set the password</SubmitButton>
        </Stack>
      </form>
    </AuthCard>
  );
}
