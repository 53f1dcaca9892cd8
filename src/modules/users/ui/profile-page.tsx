"use client";
/** Everything about oneself: name, password, appearance, sessions, tokens. */
import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FeedSection } from "@/modules/activities/ui/feed-section";
import { TokensSection } from "@/modules/apikeys/ui/tokens-section";
import { AbsencesSection } from "@/modules/leads/ui/absences-section";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { PasswordSection } from "@/modules/sessions/ui/password-section";
import { SessionsSection } from "@/modules/sessions/ui/sessions-section";
import { useTRPC } from "@/surfaces/rpc/client";
import { ErrorState } from "@/ui/feedback/states";
import { SettingsPage } from "@/ui/settings/settings-layout";
import { SettingsListSkeleton, SettingsSection } from "@/ui/settings/settings-list";
import { ThemeSection } from "./theme-section";
import { useAllowed, useMe } from "./use-me";
import { useOutcome } from "./use-outcome";

export function ProfilePage() {
  const me = useMe();
  const allowed = useAllowed();
  return (
    <SettingsPage title="Profile" description={me.data?.email}>
      {me.isPending ? <SettingsListSkeleton rows={2} /> : null}
      {me.isError ? <ErrorState error={me.error} onRetry={() => me.refetch()} /> : null}
      {me.data ? <NameSection key={me.data.id} name={me.data.name} /> : null}
      {me.data && !me.data.isEmailVerified ? <UnverifiedNotice /> : null}
      <ThemeSection />
      {allowed("leads:write") ? <AbsencesSection of="me" /> : null}
      {allowed("activities:read") ? <FeedSection /> : null}
      <PasswordSection />
      <SessionsSection />
      <TokensSection />
    </SettingsPage>
  );
}

function UnverifiedNotice() {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const send = useMutation(
    trpc.signup.sendVerification.mutationOptions(outcome("A link to confirm your address is on its way")),
  );
  return (
    <Alert color="yellow" variant="light" mb="lg" maw={520} title="Your address is not confirmed yet">
      <Text size="sm">Follow the link that we mail you, so that a new password can reach you.</Text>
      <Button mt="xs" variant="default" loading={send.isPending} onClick={() => send.mutate({})}>
        Mail me the link
      </Button>
    </Alert>
  );
}

function NameSection({ name }: { name: string }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [typed, setTyped] = useState(name);
  const update = useMutation(
    trpc.me.update.mutationOptions({
      ...outcome("Name saved", trpc.me.pathKey(), trpc.users.pathKey()),
      onError: undefined,
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    update.mutate({ name: typed });
  }
  return (
    <SettingsSection title="Name" description="How your colleagues see you.">
      <form onSubmit={submit}>
        <Stack gap="sm" maw={340}>
          <TextInput
            aria-label="Your name"
            autoComplete="name"
            maxLength={200}
            required
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={fieldError(update.error, "name")}
          />
          <FormFailure error={update.error} ownFields={["name"]} />
          <Group>
            <Button type="submit" loading={update.isPending} disabled={typed.trim() === name}>
              Save name
            </Button>
          </Group>
        </Stack>
      </form>
    </SettingsSection>
  );
}
