"use client";
// A call logged on the line of whom it was with: one key for how it ended, and what was said if there is something.
import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";
import { type CallOutcome, callOutcomes, splitLength } from "../call-words";
import classes from "./activities.module.css";
import { callOf } from "./call-fields";
import { type About, useTaskActions } from "./use-task-actions";

interface CallLogProps {
  about: About;
  onClose: () => void;
}

/** 1 to 6 say how it ended and log it; Escape leaves. */
export function CallLog({ about, onClose }: CallLogProps) {
  const client = useTRPCClient();
  const actions = useTaskActions();
  const [words, setWords] = useState("");
  const [isSaving, setIsSaving] = useState(false);

  async function log(outcome: CallOutcome) {
    if (isSaving) return;
    setIsSaving(true);
    try {
      await client.communications.create.mutate(callOf({ outcome, ...splitLength(words) }, about));
      actions.refresh();
      onClose();
    } catch (error) {
      notifyError(error);
      setIsSaving(false);
    }
  }

  return (
    <fieldset
      className={classes.callLog}
      aria-label={`Call with ${about.title ?? "them"}`}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          onClose();
        }
        const isTyping = event.target instanceof HTMLInputElement;
        const chosen = callOutcomes[Number(event.key) - 1];
        if (isTyping || !chosen || event.metaKey || event.ctrlKey || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        void log(chosen.value);
      }}
    >
      <Group gap={6}>
        {callOutcomes.map(({ value, label }, at) => (
          <Button
            key={value}
            size="compact-sm"
            variant="default"
            autoFocus={at === 0}
            aria-keyshortcuts={String(at + 1)}
            disabled={isSaving}
            onClick={() => void log(value)}
          >
            {label}
          </Button>
        ))}
      </Group>
      <TextInput
        size="xs"
        aria-label="What was said, and how long it took"
        placeholder="What was said, 12 min"
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          void log("connected");
        }}
      />
    </fieldset>
  );
}
