"use client";
/** An invitation's link: says who invites to what; a new person sets name and password, a known one signs in to it. */
import { Anchor, Button, Loader, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { FormEvent } from "react";
import { firstPage, signedInEmail, signIn } from "@/modules/sessions/ui/auth-protocol";
import { errorCode, FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { SubmitButton } from "@/modules/sessions/ui/submit-button";
import { useTRPC, useTRPCClient } from "@/surfaces/rpc/client";
import { AuthCard } from "@/ui/auth/auth-card";
import { ErrorState } from "@/ui/feedback/states";

export function AcceptInvitation({ token }: { token: string }) {
  const trpc = useTRPC();
  const preview = useQuery(
    trpc.signup.previewInvitation.queryOptions({ token }, { staleTime: Number.POSITIVE_INFINITY }),
  );
  const who = useQuery({ queryKey: ["signed-in-email"], queryFn: signedInEmail });
  if (preview.isPending || who.isPending) {
    return (
      <AuthCard title="Your invitation">
        <Loader size="sm" role="status" aria-label="Loading" />
      </AuthCard>
    );
  }
  if (errorCode(preview.error) === "INVITATION_INVALID") return <NoLongerValid />;
  if (preview.isError) {
    return (
      <AuthCard title="Your invitation">
        <ErrorState error={preview.error} onRetry={() => preview.refetch()} />
      </AuthCard>
    );
  }
  return <Accept token={token} invitation={preview.data} signedInAs={who.data ?? null} />;
}

function NoLongerValid() {
  return (
    <AuthCard title="This invitation no longer works">
      <Text size="sm" role="alert">
        It has been used or taken back, or it is older than seven days. Whoever invited you can send a new
        one.
      </Text>
      <Button mt="md" component={Link} href="/sign-in">
        Go to sign in
      </Button>
    </AuthCard>
  );
}

interface AcceptProps {
  token: string;
  invitation: { email: string; workspace: string; role: string; hasAccount: boolean };
  signedInAs: string | null;
}

function Accept({ token, invitation, signedInAs }: AcceptProps) {
  const client = useTRPCClient();
  const { email, workspace, role, hasAccount } = invitation;
  const isSignedIn = signedInAs === email;
  const accept = useMutation({
    mutationFn: async ({ name, password }: { name?: string; password?: string }) => {
      const { tenantId } = await client.signup.acceptInvitation.mutate({ token, name, password });
      if (password) await signIn(email, password, true);
      // Someone with several workspaces would land in the one of their last visit.
      if (hasAccount) await client.sessions.switchTenant.mutate({ tenantId });
      window.location.assign(firstPage);
    },
  });
  if (errorCode(accept.error) === "INVITATION_INVALID") return <NoLongerValid />;
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value : undefined;
    };
    accept.mutate({ name: text("name"), password: text("password") });
  }
  const isWrong = errorCode(accept.error) === "SIGN_IN_FAILED";
  const shared = { required: true, withAsterisk: false };
  return (
    <AuthCard
      title={`Join ${workspace}`}
      subtitle={
        <>
          You are invited as <b>{role}</b>.
        </>
      }
    >
      <form method="post" onSubmit={submit}>
        <Stack gap="sm">
          <TextInput label="E-mail" name="email" autoComplete="username" value={email} readOnly />
          {hasAccount ? null : (
            <TextInput
              {...shared}
              label="Your name"
              name="name"
              autoComplete="name"
              maxLength={200}
              autoFocus
              error={fieldError(accept.error, "name")}
            />
          )}
          {isSignedIn ? null : (
            <PasswordInput
              {...shared}
              label="Password"
              name="password"
              description={hasAccount ? "Of your account" : "Choose one with at least 10 characters"}
              autoComplete={hasAccount ? "current-password" : "new-password"}
              autoFocus={hasAccount}
              visibilityToggleButtonProps={{ "aria-label": "Show or hide what you type" }}
              error={
                isWrong ? "This is not the password of your account" : fieldError(accept.error, "password")
              }
            />
          )}
          {isWrong ? (
            <Anchor component={Link} href="/reset-password" size="sm">
              Forgot your password?
            </Anchor>
          ) : (
            <FormFailure error={accept.error} ownFields={["name", "password"]} />
          )}
          {signedInAs !== null && !isSignedIn ? (
            <Text size="sm" c="dimmed">
              You are signed in as {signedInAs}; accepting signs you in as {email} instead.
            </Text>
          ) : null}
          <SubmitButton loading={accept.isPending || accept.isSuccess}>
            {hasAccount ? `Join ${workspace}` : "Create your account"}
          </SubmitButton>
        </Stack>
      </form>
    </AuthCard>
  );
}
