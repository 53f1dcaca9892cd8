"use client";
/** Makes an API key, whose secret is shown once, or changes what a key may do. */
import { Button, Group, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { chosenOf, textsOf } from "@/modules/roles/ui/grants";
import { PermissionMatrix } from "@/modules/roles/ui/permission-matrix";
import { FormFailure } from "@/modules/sessions/ui/form-failure";
import { useMe } from "@/modules/users/ui/use-me";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { describeError } from "@/ui/feedback/describe-error";
import type { ApiKey } from "../schema";
import { ExpirySelect, inNinetyDays } from "./expiry-select";
import { KeySecret } from "./key-secret";

const tiers = [
  { value: "api_integration", label: "Integration: 5,000 calls a minute" },
  { value: "premium_integration", label: "Premium integration: 10,000 calls a minute" },
  { value: "authenticated_user", label: "As a person: 1,000 calls a minute" },
  { value: "standard", label: "Standard: 1,000 calls an hour" },
  { value: "premium", label: "Premium: 5,000 calls an hour" },
  { value: "enterprise", label: "Enterprise: 10,000 calls an hour" },
];

/** Errors name `ip_whitelist.0` or `permissions.3`. */
function firstError(error: unknown, field: string): string | undefined {
  if (!error) return undefined;
  const { fields } = describeError(error);
  return Object.entries(fields).find(([name]) => name === field || name.startsWith(`${field}.`))?.[1];
}

export function ApiKeyForm({ apiKey, onClose }: { apiKey?: ApiKey; onClose: () => void }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const me = useMe();
  const [name, setName] = useState(apiKey?.name ?? "");
  const [chosen, setChosen] = useState(() =>
    chosenOf(apiKey?.permissions ?? ["contacts:read", "accounts:read"]),
  );
  const [tier, setTier] = useState(apiKey?.rate_limit_tier ?? "api_integration");
  const [expiresAt, setExpiresAt] = useState<string | null>(() =>
    apiKey ? apiKey.expires_at : inNinetyDays(),
  );
  const [addresses, setAddresses] = useState<string[]>(apiKey?.ip_whitelist ?? []);
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({
      ...outcome("API key made", trpc.apiKeys.pathKey()),
      onError: undefined,
    }),
  );
  const update = useMutation(
    trpc.apiKeys.update.mutationOptions({
      onSuccess: (saved) => {
        onClose();
        return outcome("API key saved", trpc.apiKeys.pathKey()).onSuccess(saved);
      },
    }),
  );
  if (create.data?.api_key && create.data.api_secret) {
    return <KeySecret apiKey={create.data.api_key} apiSecret={create.data.api_secret} onDone={onClose} />;
  }
  const error = create.error ?? update.error;
  const permissions = textsOf(chosen, apiKey?.permissions);
  function submit(event: FormEvent) {
    event.preventDefault();
    const input = {
      name,
      permissions,
      rate_limit_tier: tier,
      expires_at: expiresAt,
      ip_whitelist: addresses,
    };
    if (apiKey) update.mutate({ keyId: apiKey.id, ...input });
    else create.mutate(input);
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" p="md">
        <TextInput
          label="What it is for"
          placeholder="Website form"
          required
          withAsterisk={false}
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={firstError(error, "name")}
        />
        <Select
          label="Rate limit"
          data={tiers}
          allowDeselect={false}
          value={tier}
          onChange={(next) => setTier(next ?? tier)}
          error={firstError(error, "rate_limit_tier")}
        />
        <ExpirySelect
          value={expiresAt}
          onChange={setExpiresAt}
          initial={apiKey ? (apiKey.expires_at ? "date" : "never") : "90"}
          error={firstError(error, "expires_at")}
        />
        <TagsInput
          label="Only from these addresses"
          description="Addresses or ranges such as 192.168.1.0/24, each followed by Enter. None: from anywhere."
          placeholder={addresses.length === 0 ? "From anywhere" : undefined}
          value={addresses}
          onChange={setAddresses}
          error={firstError(error, "ip_whitelist")}
        />
        <Text size="sm" fw={550} mt="xs">
          May do
        </Text>
        <PermissionMatrix chosen={chosen} onChange={setChosen} held={chosenOf(me.data?.permissions ?? [])} />
        {firstError(error, "permissions") ? (
          <Text size="sm" c="red" role="alert">
            {firstError(error, "permissions")}
          </Text>
        ) : null}
        <FormFailure error={error} ownFields={["name", "rate_limit_tier", "expires_at", "permissions"]} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={create.isPending || update.isPending}
            disabled={permissions.length === 0}
          >
            {apiKey ? "Save" : "Make the key"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
