"use client";
/** Notifications and questions: drawn when the first is asked for, their code fetched when the page is at rest. */
import { useNetwork } from "@mantine/hooks";
import { useNotifications } from "@mantine/notifications";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useAtRest } from "../commands/use-at-rest";
import { type Late, late } from "../late/use-late";
import { confirmations } from "./confirm";

const notificationHost = late(() => import("./notification-host").then((part) => part.NotificationHost));
const confirmHost = late(() => import("./confirm-host").then((part) => part.ConfirmHost));
const nothing: readonly never[] = [];

export function FeedbackHosts() {
  const isAtRest = useAtRest();
  const { notifications } = useNotifications();
  const asked = useSyncExternalStore(confirmations.subscribe, confirmations.waiting, () => nothing);
  const Notices = useHost(notificationHost, isAtRest, notifications.length);
  const Questions = useHost(confirmHost, isAtRest, asked.length);
  return (
    <>
      {Notices ? <Notices /> : null}
      {Questions ? <Questions /> : null}
    </>
  );
}

/** These stand above every page: what could not be fetched is asked for again, where `useLate` would end the page. */
function useHost<T>(part: Late<T>, isAtRest: boolean, waiting: number): T | undefined {
  const [found, setFound] = useState<{ part: T }>();
  const { online } = useNetwork();
  const isWanted = isAtRest || waiting > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: back in the network, or with more that waits, it is tried anew
  useEffect(() => {
    if (!isWanted || found) return;
    let isGone = false;
    part.load().then(
      (loaded) => !isGone && setFound({ part: loaded }),
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [part, isWanted, found, online, waiting]);
  return found?.part;
}
