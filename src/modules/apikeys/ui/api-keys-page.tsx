"use client";
/** The API keys of the workspace: make, rotate with an overlap, revoke; when each was last used. */
import { ActionIcon, Anchor, Badge, Button, Code, Menu } from "@mantine/core";
import { IconDots, IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { confirm } from "@/modules/users/ui/confirm";
import { PermissionGate } from "@/modules/users/ui/permission-gate";
import { useAllowed } from "@/modules/users/ui/use-me";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC, useTRPCClient } from "@/surfaces/rpc/client";
import { usePages } from "@/surfaces/rpc/use-pages";
import { EmptyState, ErrorState } from "@/ui/feedback/states";
import { RelativeTime } from "@/ui/fields/relative-time";
import { FormSheet } from "@/ui/form/form-sheet";
import { SettingsPage } from "@/ui/settings/settings-layout";
import { SettingsList, SettingsListSkeleton, SettingsRow } from "@/ui/settings/settings-list";
import type { ApiKey } from "../schema";
import { ApiKeyForm } from "./api-key-form";
import { CredentialTimes } from "./credential-times";
import { RotateKey } from "./rotate-key";

type Open = { kind: "new" } | { kind: "edit" | "rotate"; key: ApiKey } | null;

export function ApiKeysPage() {
  return (
    <PermissionGate permission="api_keys:read">
      <ApiKeys />
    </PermissionGate>
  );
}

function ApiKeys() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const outcome = useOutcome();
  const canWrite = useAllowed()("api_keys:write");
  const [open, setOpen] = useState<Open>(null);
  const keys = usePages(trpc.apiKeys.list.pathKey(), {}, (cursor) =>
    client.apiKeys.list.query({ limit: 50, cursor }),
  );
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions(outcome("Key revoked; it no longer works", trpc.apiKeys.pathKey())),
  );
  const found = keys.rows;
  const close = () => setOpen(null);
  const make = canWrite ? (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setOpen({ kind: "new" })}>
      New API key
    </Button>
  ) : null;
  return (
    <SettingsPage
      title="API keys"
      description={
        <>
          For programs of others. They send <Code>X-API-Key</Code> and <Code>X-API-Secret</Code>;{" "}
          <Anchor href="/developers" inherit underline="always">
            how to call the API
          </Anchor>
          .
        </>
      }
      actions={make}
    >
      {keys.isPending ? <SettingsListSkeleton /> : null}
      {keys.isError && !keys.data ? <ErrorState error={keys.error} onRetry={() => keys.refetch()} /> : null}
      {keys.data && found.length === 0 ? (
        <EmptyState icon={<IconKey size={22} />} title="No API keys yet" action={make}>
          A key lets a program read and write here, with just the permissions you give it.
        </EmptyState>
      ) : null}
      {found.length > 0 ? (
        <SettingsList label="API keys">
          {found.map((key) => (
            <KeyRow
              key={key.id}
              apiKey={key}
              canWrite={canWrite}
              onEdit={() => setOpen({ kind: "edit", key })}
              onRotate={() => setOpen({ kind: "rotate", key })}
              onRevoke={() =>
                confirm({
                  title: `Revoke “${key.name}”?`,
                  text: "Whatever uses it stops working at once. This cannot be undone.",
                  action: "Revoke",
                  onConfirm: () => revoke.mutate({ keyId: key.id }),
                })
              }
            />
          ))}
        </SettingsList>
      ) : null}
      {keys.hasNextPage ? (
        <Button
          mt="sm"
          variant="default"
          loading={keys.isFetchingNextPage}
          onClick={() => keys.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
      <FormSheet isOpen={open?.kind === "new"} onClose={close} title="New API key" size={680}>
        <ApiKeyForm onClose={close} />
      </FormSheet>
      <FormSheet
        isOpen={open?.kind === "edit"}
        onClose={close}
        title={open?.kind === "edit" ? open.key.name : ""}
        size={680}
      >
        {open?.kind === "edit" ? <ApiKeyForm apiKey={open.key} onClose={close} /> : null}
      </FormSheet>
      <FormSheet
        isOpen={open?.kind === "rotate"}
        onClose={close}
        title={open?.kind === "rotate" ? `Rotate ${open.key.name}` : ""}
        size={520}
      >
        {open?.kind === "rotate" ? <RotateKey apiKey={open.key} onClose={close} /> : null}
      </FormSheet>
    </SettingsPage>
  );
}

interface KeyRowProps {
  apiKey: ApiKey;
  canWrite: boolean;
  onEdit: () => void;
  onRotate: () => void;
  onRevoke: () => void;
}

function KeyRow({ apiKey, canWrite, onEdit, onRotate, onRevoke }: KeyRowProps) {
  const isLive = apiKey.status === "active";
  const count = apiKey.permissions.length;
  const overlapUntil = apiKey.previous_expires_at;
  const isOverlapping = overlapUntil !== null && new Date(overlapUntil) > new Date();
  return (
    <SettingsRow
      icon={<IconKey size={20} stroke={1.6} />}
      title={apiKey.name}
      isQuiet={!isLive}
      badges={
        <>
          {apiKey.status === "revoked" ? <Badge color="red">Revoked</Badge> : null}
          {apiKey.status === "expired" ? <Badge color="yellow">Expired</Badge> : null}
          {isLive && isOverlapping ? (
            <Badge color="yellow">
              Former pair works until <RelativeTime at={overlapUntil} />
            </Badge>
          ) : null}
        </>
      }
      facts={
        <>
          <Code>{apiKey.hint}…</Code> · {count} {count === 1 ? "permission" : "permissions"} ·{" "}
          {tierLabel(apiKey.rate_limit_tier)}
          {apiKey.ip_whitelist.length > 0 ? ` · only from ${apiKey.ip_whitelist.join(", ")}` : ""} ·{" "}
          <CredentialTimes
            createdAt={apiKey.created_at}
            lastUsedAt={apiKey.last_used_at}
            expiresAt={apiKey.expires_at}
          />
        </>
      }
      actions={
        canWrite && apiKey.status !== "revoked" ? (
          <>
            <Button variant="default" aria-label={`Edit ${apiKey.name}`} onClick={onEdit}>
              Edit
            </Button>
            <Menu position="bottom-end" width={180}>
              <Menu.Target>
                <ActionIcon aria-label={`More for ${apiKey.name}`}>
                  <IconDots size={17} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={onRotate}>Rotate …</Menu.Item>
                <Menu.Item color="red" onClick={onRevoke}>
                  Revoke
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        ) : null
      }
    />
  );
}

const tierLabel = (tier: string) => {
  const words = tier.replaceAll("_", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};
