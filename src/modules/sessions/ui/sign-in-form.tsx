"use client";
/** Sign in with e-mail and password. After too many guesses it says how long to wait, and counts it down. */
import { Alert, Anchor, Checkbox, PasswordInput, Stack, TextInput, VisuallyHidden } from "@mantine/core";
import Link from "next/link";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { AuthCard } from "@/ui/auth/auth-card";
import { type SignInOutcome, safeReturn, signedInEmail, signIn } from "./auth-protocol";
import { FormFailure } from "./form-failure";
import { SubmitButton } from "./submit-button";
import { useCountdown } from "./use-countdown";

type Refusal = Exclude<SignInOutcome, { kind: "signedIn" }>;

export interface SignInFormProps {
  /** The page that asked for signing in. */
  returnTo?: string;
  email?: string;
  /** What has just happened: "Your password is set". */
  notice?: string;
}

export function SignInForm({ returnTo, email, notice }: SignInFormProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [secondsLeft, startWaiting] = useCountdown();
  const passwordRef = useRef<HTMLInputElement>(null);
  const target = safeReturn(returnTo);

  useEffect(() => {
    let isGone = false;
    signedInEmail()
      .then((who) => {
        if (who !== null && !isGone) window.location.replace(target);
      })
      .catch(setFailure);
    return () => {
      isGone = true;
    };
  }, [target]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy || secondsLeft > 0) return;
    const form = new FormData(event.currentTarget);
    setIsBusy(true);
    setFailure(null);
    setRefusal(null);
    try {
      const outcome = await signIn(
        String(form.get("email")),
        String(form.get("password")),
        form.get("remember") === "on",
      );
      if (outcome.kind === "signedIn") {
        window.location.assign(target);
        return;
      }
      setRefusal(outcome);
      if (outcome.kind === "tooMany") startWaiting(outcome.waitSeconds);
      passwordRef.current?.select();
    } catch (error) {
      setFailure(error);
    }
    setIsBusy(false);
  }

  return (
    <AuthCard
      title="Sign in"
      footer={
        <>
          New here?{" "}
          <Anchor component={Link} href="/sign-up" inherit underline="always">
            Create a workspace
          </Anchor>
        </>
      }
    >
      <form method="post" onSubmit={submit}>
        <Stack gap="sm">
          {notice ? (
            <Alert color="teal" variant="light" role="status">
              {notice}
            </Alert>
          ) : null}
          <TextInput
            label="E-mail"
            name="email"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            defaultValue={email}
            autoFocus={!email}
          />
          <PasswordInput
            ref={passwordRef}
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            autoFocus={Boolean(email)}
            visibilityToggleButtonProps={{ "aria-label": "Show or hide what you type" }}
          />
          <Checkbox name="remember" label="Stay signed in on this device" defaultChecked />
          <RefusalMessage refusal={refusal} secondsLeft={secondsLeft} />
          <FormFailure error={failure} />
          <SubmitButton loading={isBusy} disabled={secondsLeft > 0}>
            Sign in
          </SubmitButton>
          <Anchor component={Link} href="/reset-password" size="sm" ta="center">
            Forgot your password?
          </Anchor>
        </Stack>
      </form>
    </AuthCard>
  );
}

function RefusalMessage({ refusal, secondsLeft }: { refusal: Refusal | null; secondsLeft: number }) {
  if (!refusal) return null;
  if (refusal.kind === "passwordExpired") {
    return (
      <Alert color="yellow" variant="light" role="alert" title="Your password is too old">
        Your workspace asks for a new one from time to time.{" "}
        <Anchor component={Link} href="/reset-password" inherit underline="always">
          Set a new password
        </Anchor>
      </Alert>
    );
  }
  if (refusal.kind === "tooMany" && secondsLeft > 0) {
    return (
      <Alert color="yellow" variant="light" role="alert" title="Too many attempts">
        <span aria-hidden>You can try again in {describeWait(secondsLeft)}.</span>
        {/* Said once: a voice that counts every second helps nobody. */}
        <VisuallyHidden>You can try again in {describeWait(refusal.waitSeconds)}.</VisuallyHidden>
      </Alert>
    );
  }
  return (
    <Alert color="red" variant="light" role="alert">
      {refusal.kind === "tooMany" ? "You can try again now." : "E-mail or password is wrong."}
    </Alert>
  );
}

function describeWait(seconds: number): string {
  if (seconds < 90) return `${seconds} ${seconds === 1 ? "second" : "seconds"}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
