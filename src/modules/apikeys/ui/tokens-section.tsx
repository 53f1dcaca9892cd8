"use client";
/** Personal tokens: what my own scripts use in my name. */
import { Badge, Button, Code, Group, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconTerminal2 } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { confirm } from "@/modules/users/ui/confirm";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { FormSheet } from "@/ui/form/form-sheet";
import { SecretOnce } from "@/ui/settings/secret-once";
import {
  SettingsList,
  SettingsListSkeleton,
  SettingsRow,
  SettingsSection,
} from "@/ui/settings/settings-list";
import { CredentialTimes } from "./credential-times";
import { ExpirySelect, inNinetyDays } from "./expiry-select";

export function TokensSection() {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [isNew, setIsNew] = useState(false);
  const tokens = useQuery(trpc.personalTokens.list.queryOptions({ limit: 100 }));
  const revoke = useMutation(
    trpc.personalTokens.revoke.mutationOptions(
      outcome("Token revoked; it no longer works", trpc.personalTokens.pathKey()),
    ),
  );
  return (
    <SettingsSection
      title="Personal tokens"
      description={
        <>
          For your own scripts: <Code>Authorization: Bearer …</Code>. A token may do what you may.
        </>
      }
      actions={
        <Button variant="default" leftSection={<IconPlus size={15} />} onClick={() => setIsNew(true)}>
          New token
        </Button>
      }
    >
      {tokens.isPending ? <SettingsListSkeleton rows={1} /> : null}
      {tokens.isError ? <ErrorState error={tokens.error} onRetry={() => tokens.refetch()} /> : null}
      {tokens.data?.items.length === 0 ? (
        <EmptyState icon={<IconTerminal2 size={22} />} title="No tokens">
          Make one to call the API as yourself.
        </EmptyState>
      ) : null}
      {tokens.data && tokens.data.items.length > 0 ? (
        <SettingsList label="Your personal tokens">
          {tokens.data.items.map((token) => (
            <SettingsRow
              key={token.id}
              icon={<IconTerminal2 size={20} stroke={1.6} />}
              title={token.name}
              isQuiet={token.status !== "active"}
              badges={token.status === "expired" ? <Badge color="gray">Expired</Badge> : null}
              facts={
                <>
                  <Code>{token.hint}…</Code> ·{" "}
                  <CredentialTimes
                    createdAt={token.createdAt}
                    lastUsedAt={token.lastUsedAt}
                    expiresAt={token.expiresAt}
                  />
                </>
              }
              actions={
                <Button
                  variant="default"
                  aria-label={`Revoke ${token.name}`}
                  onClick={() =>
                    confirm({
                      title: `Revoke “${token.name}”?`,
                      text: "Whatever uses it stops working at once. This cannot be undone.",
                      action: "Revoke",
                      onConfirm: () => revoke.mutate({ tokenId: token.id }),
                    })
                  }
                >
                  Revoke
                </Button>
              }
            />
          ))}
        </SettingsList>
      ) : null}
      <FormSheet isOpen={isNew} onClose={() => setIsNew(false)} title="New personal token" size={480}>
        <NewToken onClose={() => setIsNew(false)} />
      </FormSheet>
    </SettingsSection>
  );
}

function NewToken({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [name, setName] = useState("");
  const [expiresAt, setExpiresAt] = useState<string | null>(inNinetyDays);
  const create = useMutation(
    trpc.personalTokens.create.mutationOptions({
      ...outcome("Token made", trpc.personalTokens.pathKey()),
      onError: undefined,
    }),
  );
  if (create.data?.token) {
    return (
      <Stack p="md">
        <SecretOnce label="Token" secret={create.data.token} onDone={onClose} />
      </Stack>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name, expiresAt });
      }}
    >
      <Stack gap="sm" p="md">
        <TextInput
          label="What it is for"
          placeholder="My laptop"
          required
          withAsterisk={false}
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fieldError(create.error, "name")}
        />
        <ExpirySelect
          value={expiresAt}
          onChange={setExpiresAt}
          error={fieldError(create.error, "expiresAt")}
        />
        <FormFailure error={create.error} ownFields={["name", "expiresAt"]} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Make the token
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
