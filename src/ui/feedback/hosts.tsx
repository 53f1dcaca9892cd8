"use client";
/** Notifications and questions: drawn when the first is asked for, their code fetched when the page is at rest. */
import { useNotifications } from "@mantine/notifications";
import { useSyncExternalStore } from "react";
import { useAtRest } from "../commands/use-at-rest";
import { late, useLate } from "../late/use-late";
import { confirmations } from "./confirm";

const notificationHost = late(() => import("./notification-host").then((part) => part.NotificationHost));
const confirmHost = late(() => import("./confirm-host").then((part) => part.ConfirmHost));
const nothing: readonly never[] = [];

export function FeedbackHosts() {
  const isAtRest = useAtRest();
  const { notifications } = useNotifications();
  const asked = useSyncExternalStore(confirmations.subscribe, confirmations.waiting, () => nothing);
  const Notices = useLate(notificationHost, isAtRest || notifications.length > 0);
  const Questions = useLate(confirmHost, isAtRest || asked.length > 0);
  return (
    <>
      {Notices ? <Notices /> : null}
      {Questions ? <Questions /> : null}
    </>
  );
}
