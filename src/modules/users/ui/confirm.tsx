"use client";
/** Asks before what cannot be undone; everything else is done at once. */
import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";

export interface Confirmation {
  title: string;
  /** What will happen, and to whom. */
  text: string;
  /** The verb on the button: "Revoke". */
  action: string;
  onConfirm: () => void;
}

export function confirm({ title, text, action, onConfirm }: Confirmation): void {
  modals.openConfirmModal({
    title,
    children: <Text size="sm">{text}</Text>,
    labels: { confirm: action, cancel: "Cancel" },
    confirmProps: { color: "red" },
    onConfirm,
  });
}
