"use client";
/** A new pair of key and secret, once, with a first call to try. */
import { Code, Stack, Text } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { SecretOnce } from "@/ui/settings/secret-once";

interface KeySecretProps {
  apiKey: string;
  apiSecret: string;
  onDone: () => void;
}

export function KeySecret({ apiKey, apiSecret, onDone }: KeySecretProps) {
  const isMounted = useMounted();
  const origin = isMounted ? window.location.origin : "";
  return (
    <Stack gap="sm" p="md">
      <div>
        <Text size="sm" fw={550}>
          API key
        </Text>
        <Code block aria-label="API key">
          {apiKey}
        </Code>
      </div>
      <SecretOnce label="API secret" secret={apiSecret} onDone={onDone} />
      <div>
        <Text size="sm" fw={550}>
          A first call
        </Text>
        <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {`curl "${origin}/v1/contacts?limit=5" -H "X-API-Key: ${apiKey}" -H "X-API-Secret: …"`}
        </Code>
      </div>
    </Stack>
  );
}
