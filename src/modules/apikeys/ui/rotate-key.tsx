"use client";
/** A new pair for a key, while the former one goes on working long enough to change over. */
import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { FormFailure } from "@/modules/sessions/ui/form-failure";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import type { ApiKey } from "../schema";
import { KeySecret } from "./key-secret";

const overlaps = [
  { value: "0", label: "ends at once" },
  { value: "1", label: "works 1 hour more" },
  { value: "24", label: "works 1 day more" },
  { value: "168", label: "works 7 days more" },
  { value: "720", label: "works 30 days more" },
];

export function RotateKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [hours, setHours] = useState("24");
  const rotate = useMutation(
    trpc.apiKeys.rotate.mutationOptions({
      ...outcome("Key rotated", trpc.apiKeys.pathKey()),
      onError: undefined,
    }),
  );
  if (rotate.data?.api_key && rotate.data.api_secret) {
    return <KeySecret apiKey={rotate.data.api_key} apiSecret={rotate.data.api_secret} onDone={onClose} />;
  }
  return (
    <Stack gap="sm" p="md">
      <Text size="sm">
        You get a new key and a new secret. Give them to the program before the former pair ends.
      </Text>
      <Select
        label="The former pair"
        data={overlaps}
        allowDeselect={false}
        value={hours}
        onChange={(next) => setHours(next ?? hours)}
      />
      <FormFailure error={rotate.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          data-autofocus
          loading={rotate.isPending}
          onClick={() => rotate.mutate({ keyId: apiKey.id, overlap_hours: Number(hours) })}
        >
          Rotate
        </Button>
      </Group>
    </Stack>
  );
}
