"use client";
/** The progress of a long job: how far, how fast, how long yet, and how to stop it. */
import { Button, Group, Progress, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconPlayerStop } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { announce } from "../feedback/live-announcer";
import { formatNumber } from "../fields/format";
import { useLocale } from "../fields/locale";
import classes from "./jobs.module.css";

export type JobState = "waiting" | "running" | "done" | "failed" | "cancelled";

export interface ProgressPanelProps {
  title: string;
  state: JobState;
  processed: number;
  /** Unknown while a file is still being read. */
  total?: number;
  /** "created", "updated", "skipped", "failed": each with its number. */
  counts?: { label: string; value: number; isProblem?: boolean }[];
  startedAt?: string;
  finishedAt?: string;
  onCancel?: () => void;
  isCancelling?: boolean;
}

const words: Record<JobState, string> = {
  waiting: "Waiting to start",
  running: "Running",
  done: "Done",
  failed: "Failed",
  cancelled: "Stopped",
};

export function ProgressPanel(props: ProgressPanelProps) {
  const { title, state, processed, total, counts, startedAt, finishedAt, onCancel, isCancelling } = props;
  const { tag: locale } = useLocale();
  const isOver = state !== "waiting" && state !== "running";
  const share = total ? Math.min(100, (processed / total) * 100) : state === "done" ? 100 : 0;
  const spentMs = startedAt
    ? new Date(finishedAt ?? Date.now()).getTime() - new Date(startedAt).getTime()
    : 0;
  const perSecond = spentMs > 500 ? processed / (spentMs / 1000) : undefined;
  const secondsLeft = perSecond && total && !isOver ? Math.ceil((total - processed) / perSecond) : undefined;
  const spoken = useRef(-1);
  const heading = useRef<HTMLHeadingElement>(null);
  const standing = useRef({ isOver, title });

  useEffect(() => {
    const { isOver: wasOver, title: before } = standing.current;
    standing.current = { isOver, title };
    // What stops it, begins it again or undoes it goes away under the focus: it goes on where the new state is read out.
    if ((wasOver !== isOver || before !== title) && document.activeElement === document.body)
      heading.current?.focus({ preventScroll: true });
  }, [isOver, title]);

  useEffect(() => {
    // Every quarter is news; every percent is noise.
    const quarter = isOver ? 5 : Math.floor(share / 25);
    if (quarter !== spoken.current && spoken.current >= 0) {
      announce(isOver ? `${title}: ${words[state]}` : `${title}: ${Math.round(share)} percent`);
    }
    spoken.current = quarter;
  }, [share, isOver, state, title]);

  return (
    <section className={classes.panel} aria-label={title}>
      <Group justify="space-between" wrap="nowrap">
        <Text component="h2" ref={heading} tabIndex={-1} className={classes.title}>
          {title}
        </Text>
        <span className={classes.state} data-state={state}>
          {state === "done" ? <IconCheck size={15} aria-hidden /> : null}
          {state === "failed" ? <IconAlertTriangle size={15} aria-hidden /> : null}
          {words[state]}
        </span>
      </Group>
      <Progress.Root size={6} mt={12}>
        <Progress.Section
          value={share}
          animated={state === "running"}
          color={state === "failed" ? "red" : undefined}
          aria-label={title}
        />
      </Progress.Root>
      <Group justify="space-between" mt={8} gap={8}>
        {/* The rate depends on the moment: server and browser may differ by a digit. */}
        <Text size="sm" c="dimmed" suppressHydrationWarning>
          {formatNumber(processed, locale)}
          {total === undefined ? "" : ` of ${formatNumber(total, locale)}`}
          {(total ?? processed) === 1 ? " row" : " rows"}
          {perSecond ? ` · ${formatNumber(Math.round(perSecond), locale)} a second` : ""}
          {secondsLeft === undefined ? "" : ` · ${timeLeft(secondsLeft)}`}
        </Text>
        {onCancel && !isOver ? (
          <Button
            variant="default"
            loading={isCancelling}
            leftSection={<IconPlayerStop size={14} />}
            onClick={onCancel}
          >
            Stop
          </Button>
        ) : null}
      </Group>
      {counts && counts.length > 0 ? (
        <dl className={classes.counts}>
          {counts.map((count) => (
            <div key={count.label} data-problem={(count.isProblem && count.value > 0) || undefined}>
              <dt>{count.label}</dt>
              <dd>{formatNumber(count.value, locale)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </section>
  );
}

function timeLeft(seconds: number): string {
  if (seconds < 5) return "almost there";
  if (seconds < 90) return `about ${seconds} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}
