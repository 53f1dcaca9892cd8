"use client";
// Settings → Currencies: what sums are converted to, and what each other currency is worth in it.
import { ActionIcon, Badge, Button, Group, NumberInput, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { confirm } from "@/modules/users/ui/confirm";
import { PermissionGate } from "@/modules/users/ui/permission-gate";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { ErrorState } from "@/ui/feedback/states";
import { RelativeTime } from "@/ui/fields/relative-time";
import { SettingsPage } from "@/ui/settings/settings-layout";
import {
  SettingsList,
  SettingsListSkeleton,
  SettingsRow,
  SettingsSection,
} from "@/ui/settings/settings-list";

export function CurrenciesPage() {
  return (
    <SettingsPage title="Currencies" description="Deals may be in any currency that has a rate.">
      <PermissionGate permission="settings:write">
        <Rates />
      </PermissionGate>
    </SettingsPage>
  );
}

function Rates() {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const currencies = useQuery(trpc.currencies.list.queryOptions(undefined));
  const [code, setCode] = useState("");
  const [rate, setRate] = useState<number | string>("");
  const changed = [trpc.currencies.pathKey(), trpc.deals.pathKey(), ["records", "deals", "board"]];
  const set = useMutation(
    trpc.currencies.setRate.mutationOptions({
      onSuccess: async (saved: unknown) => {
        setCode("");
        setRate("");
        await outcome("Rate saved", ...changed).onSuccess(saved);
      },
    }),
  );
  const remove = useMutation(trpc.currencies.deleteRate.mutationOptions(outcome("Rate removed", ...changed)));
  const setBase = useMutation(
    trpc.currencies.setBase.mutationOptions(outcome("Base currency changed", ...changed)),
  );
  function add(event: FormEvent) {
    event.preventDefault();
    set.mutate({ currency: code.trim().toUpperCase(), rate: Number(rate) });
  }
  if (currencies.error)
    return <ErrorState error={currencies.error} onRetry={() => void currencies.refetch()} />;
  if (!currencies.data) return <SettingsListSkeleton rows={2} />;
  const { baseCurrency, rates } = currencies.data;
  return (
    <SettingsSection title="Rates" description={`What one unit is worth in ${baseCurrency}.`}>
      <SettingsList label="Rates">
        <SettingsRow title={baseCurrency} badges={<Badge>Base</Badge>} facts="Sums are converted to it" />
        {rates.map((one) => (
          <SettingsRow
            key={one.currency}
            title={one.currency}
            facts={
              <>
                1 {one.currency} = {one.rate} {baseCurrency} · <RelativeTime at={one.updatedAt} />
              </>
            }
            actions={
              <>
                <Button
                  variant="default"
                  aria-label={`Make ${one.currency} the base currency`}
                  onClick={() =>
                    confirm({
                      title: `Make ${one.currency} the base currency?`,
                      text: "All rates are expressed anew in it, and all sums are shown in it.",
                      action: "Change",
                      onConfirm: () => setBase.mutate({ baseCurrency: one.currency }),
                    })
                  }
                >
                  Make base
                </Button>
                <ActionIcon
                  aria-label={`Remove the rate of ${one.currency}`}
                  onClick={() => remove.mutate({ currency: one.currency })}
                >
                  <IconTrash size={15} />
                </ActionIcon>
              </>
            }
          />
        ))}
      </SettingsList>
      <form onSubmit={add}>
        <Group mt="md" gap={8} align="start">
          <TextInput
            label="Currency"
            placeholder="EUR"
            w={110}
            required
            maxLength={3}
            value={code}
            error={fieldError(set.error, "currency")}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <NumberInput
            label={`One is worth, in ${baseCurrency}`}
            placeholder="1.0842"
            required
            hideControls
            min={0}
            value={rate}
            error={fieldError(set.error, "rate")}
            onChange={setRate}
          />
          <Button type="submit" mt={24} variant="default" loading={set.isPending}>
            Set the rate
          </Button>
        </Group>
        <FormFailure error={set.error} ownFields={["currency", "rate"]} />
      </form>
    </SettingsSection>
  );
}
