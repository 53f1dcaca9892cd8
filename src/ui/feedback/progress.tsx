"use client";
/** A toast that stays while something long goes on, wherever the person goes meanwhile. */
import { notifications } from "@mantine/notifications";
import { announce } from "./live-announcer";

export interface ProgressToast {
  /** "Tagging contacts", "1,500 of 12,000" */
  say: (title: string, message: string) => void;
  close: () => void;
}

export function notifyProgress(title: string, message: string): ProgressToast {
  const id = notifications.show({
    title,
    message,
    loading: true,
    autoClose: false,
    withCloseButton: false,
  });
  announce(title);
  return {
    say: (nextTitle, nextMessage) =>
      notifications.update({
        id,
        title: nextTitle,
        message: nextMessage,
        loading: true,
        autoClose: false,
        withCloseButton: false,
      }),
    close: () => notifications.hide(id),
  };
}
