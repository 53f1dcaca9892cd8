"use client";
/** Confirms the address by the mailed link. A press, not the visit, spends the link: mail scanners visit links too. */
import { Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/surfaces/rpc/client";
import { AuthCard } from "@/ui/auth/auth-card";
import { firstPage } from "./auth-protocol";
import { errorCode, FormFailure } from "./form-failure";
import { SubmitButton } from "./submit-button";

export function VerifyEmail({ token }: { token: string }) {
  const trpc = useTRPC();
  const verify = useMutation(trpc.sessions.verifyEmail.mutationOptions());
  if (verify.isSuccess) {
    return (
      <AuthCard title="Your address is confirmed">
        <Text size="sm" role="status">
          Thank you. There is nothing else to do.
        </Text>
        <Button mt="md" component={Link} href={firstPage}>
          Go to your workspace
        </Button>
      </AuthCard>
    );
  }
  if (errorCode(verify.error) === "LINK_INVALID") {
    return (
      <AuthCard title="This link no longer works">
        <Text size="sm" role="alert">
          It has been used, or it is too old. If your address is confirmed already, all is well.
        </Text>
        <Button mt="md" component={Link} href={firstPage}>
          Go to your workspace
        </Button>
      </AuthCard>
    );
  }
  return (
    <AuthCard title="Confirm your e-mail address" subtitle="So that mails about your account reach you.">
      <FormFailure error={verify.error} />
      <form
        method="post"
        onSubmit={(event) => {
          event.preventDefault();
          verify.mutate({ token });
        }}
      >
        <SubmitButton loading={verify.isPending}>Confirm</SubmitButton>
      </form>
    </AuthCard>
  );
}
