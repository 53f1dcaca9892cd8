"use client";
/** Short messages at the edge of the screen. Errors stay until they are closed and carry the request id. */
import { Code, CopyButton, Stack, Text, UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { describeError } from "./describe-error";

export function notifyError(error: unknown): void {
  const { title, detail, requestId } = describeError(error);
  notifications.show({
    title,
    color: "red",
    icon: <IconAlertTriangle size={16} aria-hidden />,
    autoClose: requestId ? false : 10_000,
    role: "alert",
    message: (
      <Stack gap={4}>
        <Text size="sm">{detail}</Text>
        {requestId ? <RequestId id={requestId} /> : null}
      </Stack>
    ),
  });
}

/** Said once, however many parts are missing. */
export function notifyMissing(): void {
  notifications.show({
    id: "missing-code",
    title: "A part of this page could not be fetched",
    color: "red",
    icon: <IconAlertTriangle size={16} aria-hidden />,
    autoClose: false,
    role: "alert",
    message: "It is asked for again. If it stays away, reload the page.",
  });
}

export function notifyDone(message: string): void {
  notifications.show({ message, icon: <IconCheck size={16} aria-hidden />, color: "teal", autoClose: 4_000 });
}

/** A message that stays while something long goes on, said again as it moves; `notifyDone` follows `closeProgress`. */
export function notifyProgress(id: string, message: ReactNode): void {
  const shown = { id, message, loading: true, autoClose: false as const, withCloseButton: false };
  notifications.show(shown);
  notifications.update(shown);
}

export const closeProgress = (id: string): void => void notifications.hide(id);

/** The id to quote to support; a click copies it. */
export function RequestId({ id }: { id: string }) {
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <UnstyledButton onClick={copy} title="Copy the request id">
          <Text size="xs" c="dimmed" component="span">
            {copied ? "Copied " : "Request "}
            <Code fz="xs">{id}</Code>
          </Text>
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
