"use client";
/** What stands in the place of content: nothing yet, an error, or a missing permission; each says what to do. */
import { Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { describeError } from "./describe-error";
import classes from "./feedback.module.css";
import { RequestId } from "./notify";

export interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  /** What this is for, in one or two sentences. */
  children?: ReactNode;
  /** The first thing to do here. */
  action?: ReactNode;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <Stack className={classes.state} gap={6} align="center">
      {icon ? (
        <span className={classes.stateIcon} aria-hidden>
          {icon}
        </span>
      ) : null}
      <Title order={2} size="h3">
        {title}
      </Title>
      <Text c="dimmed" size="sm" component="div">
        {children}
      </Text>
      {action ? <Group mt={8}>{action}</Group> : null}
    </Stack>
  );
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, detail, requestId } = describeError(error);
  return (
    <div className={classes.stateArea} role="alert">
      <EmptyState
        icon={<IconAlertTriangle size={22} />}
        title={title}
        action={
          onRetry ? (
            <Button variant="default" onClick={onRetry}>
              Try again
            </Button>
          ) : null
        }
      >
        {detail}
        {requestId ? (
          <div className={classes.requestId}>
            <RequestId id={requestId} />
          </div>
        ) : null}
      </EmptyState>
    </div>
  );
}

export interface NoPermissionProps {
  /** "contacts:delete" */
  permission: string;
  /** Names of people or roles who can give it. */
  grantedBy?: string[];
  /** Whom to ask to do it. */
  children?: ReactNode;
}

export function NoPermission({ permission, grantedBy, children }: NoPermissionProps) {
  return (
    <div className={classes.stateArea}>
      <EmptyState icon={<IconLock size={22} />} title="You do not have access to this">
        It needs the permission <Code>{permission}</Code>.{" "}
        {grantedBy && grantedBy.length > 0
          ? `${new Intl.ListFormat("en", { type: "disjunction" }).format(grantedBy)} can give it to you.`
          : "An administrator of your workspace can give it to you."}{" "}
        {children}
      </EmptyState>
    </div>
  );
}
