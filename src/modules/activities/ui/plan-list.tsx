"use client";
// What is planned for a record: done with one click, moved in words, and the next thing added in a line.
import { ActionIcon, Group, Loader, Text, TextInput, Tooltip } from "@mantine/core";
import { IconCheck, IconClock, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useScope } from "@/modules/records/ui/viewer";
import { type RecordRow, type RowsPage, useUntypedClient } from "@/surfaces/rpc/records";
import { useFieldSources } from "@/ui/fields/field-sources";
import { useLocale } from "@/ui/fields/locale";
import classes from "./activities.module.css";
import { splitWhen } from "./local-time";
import { shortMoment } from "./moment-text";
import { type About, activityKeys, useTaskActions } from "./use-task-actions";
import { WhenInput } from "./when-input";

export interface TaskRow extends RecordRow {
  title: string;
  dueDate: string | null;
  isOverdue: boolean;
  priority: string;
  status: string;
  relatedTo: { type: About["type"]; id: string } | null;
}

/** What is open for a record; with a company or a person, for their open deals as well. */
export function usePlanned(about: About, isEnabled = true) {
  const client = useUntypedClient();
  const scope = useScope();
  const dealsOf =
    scope("deals:read") && { account: "deals.ofAccount", contact: "deals.ofContact" }[about.type as string];
  return useQuery({
    queryKey: activityKeys.planned(about),
    queryFn: async ({ signal }) => {
      const key = `${about.type}Id`;
      const deals = dealsOf
        ? ((await client.query(
            dealsOf,
            { [key]: about.id, filter: { status: { eq: "active" } }, limit: 100, count: "none" },
            { signal },
          )) as RowsPage<RecordRow>)
        : undefined;
      const own = { [key]: { eq: about.id } };
      const whose = deals?.items.length
        ? { or: [own, { dealId: { in: deals.items.map(({ id }) => id) } }] }
        : own;
      const filter = { ...whose, status: { in: ["pending", "in_progress"] } };
      return client.query(
        "tasks.list",
        { filter, sort: "dueDate", limit: 20, count: "none" },
        { signal },
      ) as Promise<RowsPage<TaskRow>>;
    },
    enabled: isEnabled,
  });
}

export function PlanList({ about, autoFocus }: { about: About; autoFocus?: boolean }) {
  const { tag } = useLocale();
  const sources = useFieldSources();
  const scope = useScope();
  const canWrite = scope("activities:write") !== undefined;
  const { data, isLoading } = usePlanned(about, scope("activities:read") !== undefined);
  const actions = useTaskActions();
  const [moving, setMoving] = useState<string | null>(null);
  const [line, setLine] = useState("");
  const next = splitWhen(line);

  async function add(event: FormEvent) {
    event.preventDefault();
    if (!next.title) return;
    if (await actions.add(next.title, next.at, about)) setLine("");
  }

  return (
    <div className={classes.plan}>
      {isLoading ? <Loader size={16} role="status" aria-label="Loading" /> : null}
      {data?.items.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing is planned.
        </Text>
      ) : null}
      <ul className={classes.planRows} aria-label="Planned">
        {data?.items.map((task) => (
          <li key={task.id}>
            <Group gap={6} wrap="nowrap">
              {canWrite ? (
                <Tooltip label="Done">
                  <ActionIcon
                    variant="default"
                    size="sm"
                    radius="xl"
                    aria-label={`Complete ${task.title}`}
                    onClick={() => void actions.complete(task.id)}
                  >
                    <IconCheck size={13} />
                  </ActionIcon>
                </Tooltip>
              ) : null}
              <span className={classes.planTitle}>
                {task.title}
                <span className={classes.due} data-late={task.isOverdue || undefined}>
                  {task.dueDate ? shortMoment(task.dueDate, tag) : "no date"}
                  {task.isOverdue ? " · overdue" : ""}
                  {task.relatedTo && task.relatedTo.id !== about.id
                    ? ` · ${sources.nameOf?.("record", task.relatedTo.type, task.relatedTo.id) ?? task.relatedTo.type}`
                    : ""}
                </span>
              </span>
              {canWrite ? (
                <Tooltip label="Another time">
                  <ActionIcon
                    size="sm"
                    aria-label={`Reschedule ${task.title}`}
                    onClick={() => setMoving(moving === task.id ? null : task.id)}
                  >
                    <IconClock size={14} />
                  </ActionIcon>
                </Tooltip>
              ) : null}
            </Group>
            {moving === task.id ? (
              <WhenInput
                autoFocus
                onCancel={() => setMoving(null)}
                onWhen={(at) => {
                  setMoving(null);
                  void actions.reschedule(task.id, at);
                }}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {canWrite ? (
        <form onSubmit={(event) => void add(event)}>
          <TextInput
            size="xs"
            aria-label="Next step, with its time in words"
            placeholder="Send the offer next tue 9"
            value={line}
            data-autofocus={autoFocus || undefined}
            autoFocus={autoFocus}
            onChange={(event) => setLine(event.currentTarget.value)}
            rightSection={
              <ActionIcon type="submit" size="sm" aria-label="Add the next step" disabled={!next.title}>
                <IconPlus size={14} />
              </ActionIcon>
            }
          />
          <div className={classes.meant} role="status">
            {line
              ? next.at
                ? shortMoment(next.at, tag)
                : "No date yet: end with a time, such as “tomorrow 9”"
              : ""}
          </div>
        </form>
      ) : null}
    </div>
  );
}
