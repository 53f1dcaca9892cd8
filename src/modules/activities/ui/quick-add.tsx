"use client";
// A task in one line, its time at the end of it.
import { TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type FormEvent, useRef, useState } from "react";
import { useScope } from "@/modules/records/ui/viewer";
import { useCommands } from "@/ui/commands/command-provider";
import { useLocale } from "@/ui/fields/locale";
import classes from "./activities.module.css";
import { splitWhen } from "./local-time";
import { shortMoment } from "./moment-text";
import { useTaskActions } from "./use-task-actions";

export function QuickAdd() {
  const scope = useScope();
  const { tag } = useLocale();
  const actions = useTaskActions();
  const input = useRef<HTMLInputElement>(null);
  const [line, setLine] = useState("");
  const canWrite = scope("activities:write") !== undefined;
  const next = splitWhen(line);
  useCommands(
    canWrite
      ? [
          {
            id: "new-task-line",
            label: "New task",
            group: "Today",
            icon: IconPlus,
            shortcut: "C",
            run: () => input.current?.focus(),
          },
        ]
      : [],
  );
  if (!canWrite) return null;

  async function add(event: FormEvent) {
    event.preventDefault();
    if (next.title && (await actions.add(next.title, next.at, undefined))) setLine("");
  }

  return (
    <form onSubmit={(event) => void add(event)}>
      <TextInput
        ref={input}
        aria-label="New task, with its time in words"
        aria-keyshortcuts="C"
        placeholder="New task: call Ada next tue 9"
        leftSection={<IconPlus size={15} />}
        value={line}
        onChange={(event) => setLine(event.currentTarget.value)}
      />
      <div className={classes.meant} role="status">
        {line.trim()
          ? next.at
            ? `${next.title} · ${shortMoment(next.at, tag)} · Enter`
            : `${next.title} · no date · Enter`
          : ""}
      </div>
    </form>
  );
}
