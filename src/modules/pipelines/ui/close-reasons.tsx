"use client";
// The words that deals are won or lost for.
import { ActionIcon, Button, Group, TextInput } from "@mantine/core";
import { IconArrowUp, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { SettingsList, SettingsRow, SettingsSection } from "@/ui/settings/settings-list";

export function CloseReasons({ outcome: end, title }: { outcome: "won" | "lost"; title: string }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [label, setLabel] = useState("");
  const { data } = useQuery(trpc.pipelines.listReasons.queryOptions({ outcome: end }));
  const changed = trpc.pipelines.pathKey();
  const create = useMutation(trpc.pipelines.createReason.mutationOptions(outcome("Reason added", changed)));
  const update = useMutation(trpc.pipelines.updateReason.mutationOptions(outcome("Order saved", changed)));
  const remove = useMutation(trpc.pipelines.deleteReason.mutationOptions(outcome("Reason removed", changed)));
  function add(event: FormEvent) {
    event.preventDefault();
    create.mutate({ outcome: end, label: label.trim() }, { onSuccess: () => setLabel("") });
  }
  return (
    <SettingsSection title={title} description="Deals closed for a reason keep its words when it is removed.">
      <SettingsList label={title}>
        {(data ?? []).map((reason) => (
          <SettingsRow
            key={reason.id}
            title={reason.label}
            actions={
              <>
                <ActionIcon
                  aria-label={`Move ${reason.label} up`}
                  disabled={reason.order === 1}
                  onClick={() => update.mutate({ reasonId: reason.id, order: reason.order - 1 })}
                >
                  <IconArrowUp size={15} />
                </ActionIcon>
                <ActionIcon
                  aria-label={`Remove ${reason.label}`}
                  onClick={() => remove.mutate({ reasonId: reason.id })}
                >
                  <IconTrash size={15} />
                </ActionIcon>
              </>
            }
          />
        ))}
      </SettingsList>
      <form onSubmit={add}>
        <Group mt="sm" gap={8}>
          <TextInput
            aria-label={`Another reason for ${end === "won" ? "winning" : "losing"}`}
            placeholder="Another reason"
            maxLength={100}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={!label.trim()} loading={create.isPending}>
            Add
          </Button>
        </Group>
      </form>
    </SettingsSection>
  );
}
