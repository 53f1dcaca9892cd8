"use client";
/** A secret that is shown this one time: copy it, say that it is kept, and it is gone. */
import { Alert, Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import { announce } from "../feedback/live-announcer";
import classes from "./settings.module.css";

export interface SecretOnceProps {
  /** "API secret" */
  label: string;
  secret: string;
  onDone: () => void;
}

export function SecretOnce({ label, secret, onDone }: SecretOnceProps) {
  return (
    <Alert
      variant="light"
      color="petrol"
      icon={<IconKey size={16} aria-hidden />}
      title={`Keep your ${label} now`}
      className={classes.secret}
    >
      <Text size="sm">It is stored only as a hash, so nobody can show it to you again.</Text>
      <Group mt={10} gap={8} wrap="nowrap">
        <Code className={classes.secretText} aria-label={label}>
          {secret}
        </Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
              onClick={() => {
                copy();
                announce(`${label} copied`);
              }}
            >
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Button mt={12} onClick={onDone}>
        I have kept it
      </Button>
    </Alert>
  );
}
