"use client";
/** Undo instead of "are you sure": a toast with Undo after a change, and mod+Z for the last one. */
import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMemo } from "react";
import { useCommands } from "../commands/command-provider";
import { announce } from "./live-announcer";
import { notifyError } from "./notify";

interface Undoable {
  id: string;
  message: string;
  onUndo: () => unknown;
}

const lastingMs = 10_000;
const stack: Undoable[] = [];

export interface NotifyUndo {
  message: string;
  onUndo: () => unknown;
}

export function notifyUndo({ message, onUndo }: NotifyUndo): void {
  const id = crypto.randomUUID();
  stack.push({ id, message, onUndo });
  if (stack.length > 20) stack.shift();
  notifications.show({
    id,
    autoClose: lastingMs,
    withCloseButton: true,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{message}</Text>
        <Button variant="subtle" size="compact-sm" flex="none" onClick={() => undo(id)}>
          Undo
        </Button>
      </Group>
    ),
  });
  announce(`${message}. Undo with control Z.`);
}

async function undo(id?: string): Promise<void> {
  const index = id ? stack.findIndex((entry) => entry.id === id) : stack.length - 1;
  const [entry] = index >= 0 ? stack.splice(index, 1) : [];
  if (!entry) return;
  notifications.hide(entry.id);
  try {
    await entry.onUndo();
    announce(`Undone: ${entry.message}`);
  } catch (error) {
    notifyError(error);
  }
}

/** Puts Undo into the command menu and under mod+Z, for as long as there is something to undo. */
export function UndoCommand() {
  const commands = useMemo(
    () => [
      {
        id: "undo",
        label: "Undo the last change",
        group: "General",
        shortcut: "mod+Z",
        run: () => void undo(),
        isEnabled: () => stack.length > 0,
      },
    ],
    [],
  );
  useCommands(commands);
  return null;
}
