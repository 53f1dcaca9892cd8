"use client";
/** Draws the questions of `confirm`. */
import { Text } from "@mantine/core";
import { ModalsProvider, useModals } from "@mantine/modals";
import { useEffect, useSyncExternalStore } from "react";
import { confirmations } from "./confirm";

export function ConfirmHost() {
  return (
    <ModalsProvider>
      <Questions />
    </ModalsProvider>
  );
}

function Questions() {
  const { openConfirmModal } = useModals();
  const waiting = useSyncExternalStore(confirmations.subscribe, confirmations.waiting, confirmations.waiting);
  useEffect(() => {
    if (waiting.length === 0) return;
    for (const { title, text, action, onConfirm } of confirmations.take())
      openConfirmModal({
        title,
        children: <Text size="sm">{text}</Text>,
        labels: { confirm: action, cancel: "Cancel" },
        confirmProps: { color: "red" },
        onConfirm,
      });
  }, [waiting, openConfirmModal]);
  return null;
}
