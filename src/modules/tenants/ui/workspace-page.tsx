"use client";
/** The workspace: its name, currency and time zone, and what it asks of passwords, sessions and API keys. */
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { PermissionGate } from "@/modules/users/ui/permission-gate";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { ErrorState } from "@/ui/feedback/states";
import { SettingsPage } from "@/ui/settings/settings-layout";
import { SettingsListSkeleton, SettingsSection } from "@/ui/settings/settings-list";
import type { Tenant } from "../schema";
import { SecurityPolicy } from "./security-policy";

export function WorkspacePage() {
  return (
    <PermissionGate permission="settings:write">
      <Workspace />
    </PermissionGate>
  );
}

function Workspace() {
  const trpc = useTRPC();
  const tenant = useQuery(trpc.tenant.get.queryOptions({}));
  return (
    <SettingsPage title="Workspace">
      {tenant.isPending ? <SettingsListSkeleton /> : null}
      {tenant.isError ? <ErrorState error={tenant.error} onRetry={() => tenant.refetch()} /> : null}
      {tenant.data ? (
        <>
          <Basics key={`basics-${tenant.dataUpdatedAt}`} tenant={tenant.data} />
          <SecurityPolicy config={tenant.data.security_config} />
        </>
      ) : null}
    </SettingsPage>
  );
}

const timeZones = Intl.supportedValuesOf("timeZone");
const currencyNames = new Intl.DisplayNames("en", { type: "currency" });
const currencies = Intl.supportedValuesOf("currency").map((code) => ({
  value: code,
  label: `${code} · ${currencyNames.of(code) ?? code}`,
}));

/** The browser's list may lack what is stored. */
const withStored = (zones: string[], stored: string) => (zones.includes(stored) ? zones : [stored, ...zones]);

function Basics({ tenant }: { tenant: Tenant }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [name, setName] = useState(tenant.name);
  const [currency, setCurrency] = useState(tenant.currency);
  const [timezone, setTimezone] = useState(tenant.timezone);
  const update = useMutation(
    trpc.tenant.update.mutationOptions({
      ...outcome("Workspace saved", trpc.tenant.pathKey(), trpc.me.pathKey()),
      onError: undefined,
    }),
  );
  const isSame = name.trim() === tenant.name && currency === tenant.currency && timezone === tenant.timezone;
  function submit(event: FormEvent) {
    event.preventDefault();
    update.mutate({ name, currency, timezone });
  }
  return (
    <SettingsSection title="Basics">
      <form onSubmit={submit}>
        <Stack gap="sm" maw={400}>
          <TextInput
            label="Name"
            required
            withAsterisk={false}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fieldError(update.error, "name")}
          />
          <Select
            label="Currency"
            description="Of new records; those that exist keep theirs."
            searchable
            allowDeselect={false}
            limit={60}
            data={currencies}
            value={currency}
            onChange={(next) => setCurrency(next ?? currency)}
            error={fieldError(update.error, "currency")}
          />
          <Select
            label="Time zone"
            searchable
            allowDeselect={false}
            limit={60}
            data={withStored(timeZones, timezone)}
            value={timezone}
            onChange={(next) => setTimezone(next ?? timezone)}
            error={fieldError(update.error, "timezone")}
          />
          <FormFailure error={update.error} ownFields={["name", "currency", "timezone"]} />
          <Group>
            <Button type="submit" loading={update.isPending} disabled={isSame}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </SettingsSection>
  );
}
