"use client";
import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { announce } from "@/ui/feedback/live-announcer";
import classes from "./developers.module.css";

/** A command to read and to copy. */
export function Example({ label, text }: { label: string; text: string }) {
  return (
    <figure className={classes.example} aria-label={label}>
      <pre>{text}</pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? "Copied" : "Copy"}>
            <ActionIcon
              className={classes.copy}
              variant="subtle"
              color="gray"
              aria-label={`Copy: ${label}`}
              onClick={() => {
                copy();
                announce("Copied");
              }}
            >
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </figure>
  );
}
