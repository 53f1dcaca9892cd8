"use client";
// All that happened to a record and what is planned for it, newest first, under a composer.
import { Badge, Button, SegmentedControl } from "@mantine/core";
import {
  IconCalendarEvent,
  IconCheckbox,
  IconMail,
  IconMessage,
  IconNote,
  IconPaperclip,
  IconPhone,
  IconUsers,
} from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useMemo, useState } from "react";
import type { RecordTimelineProps } from "@/modules/records/ui/record-screen";
import { isOwnEntry, RecordTimeline, toItem } from "@/modules/records/ui/record-timeline";
import { useScope } from "@/modules/records/ui/viewer";
import { type TimelineRow, useUntypedClient } from "@/surfaces/rpc/records";
import { useLiveRefresh } from "@/surfaces/rpc/use-live-refresh";
import { notifyError } from "@/ui/feedback/notify";
import { type FieldSources, useFieldSources } from "@/ui/fields/field-sources";
import { useLocale } from "@/ui/fields/locale";
import { readValue } from "@/ui/fields/read-value";
import { type FieldChange, Timeline, type TimelineItem } from "@/ui/record/timeline";
import { callOutcomes, wordsForMinutes } from "../call-words";
import classes from "./activities.module.css";
import { shortMoment } from "./moment-text";
import { type About, activityKeys, useTaskActions } from "./use-task-actions";

interface Entry {
  type: "task" | "event" | "communication" | "note" | "attachment" | "change";
  id: string;
  at: string;
  activity: Record<string, unknown> | null;
  change: TimelineRow | null;
}

interface EntryPage {
  items: Entry[];
  page: number;
  hasNext: boolean;
}

const activityTypes = new Set(["task", "event", "communication", "note"]);

const views = [
  { value: "", label: "All" },
  { value: "task,event,communication,note,attachment", label: "Activities" },
  { value: "change", label: "Changes" },
];

/** Whoever may not see activities sees the record's own changes. */
export function ActivityTimeline(props: RecordTimelineProps) {
  const scope = useScope();
  return scope("activities:read") ? <WithActivities {...props} /> : <RecordTimeline {...props} />;
}

function WithActivities({ screen, record, fields, save }: RecordTimelineProps) {
  const client = useUntypedClient();
  const scope = useScope();
  const sources = useFieldSources();
  const { tag } = useLocale();
  const actions = useTaskActions();
  const [types, setTypes] = useState("");
  const about: About = useMemo(
    () => ({ type: screen.name as About["type"], id: record.id }),
    [screen.name, record.id],
  );
  // What is going on with a company is said in its deals and by its people.
  const isWide = about.type === "account" || about.type === "contact";
  const canWrite = scope("activities:write") !== undefined;
  const key = activityKeys.timeline(about, types);
  const timeline = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      client.query(
        "activities.timeline",
        {
          relatedType: about.type,
          relatedId: about.id,
          ...(types ? { types } : {}),
          ...(isWide ? { around: true } : {}),
          page: pageParam,
          limit: 20,
        },
        { signal },
      ) as Promise<EntryPage>,
    initialPageParam: 1,
    getNextPageParam: (page) => (page.hasNext ? page.page + 1 : undefined),
  });
  const { refetch } = timeline;
  // The record's own changes and its activities alike.
  useLiveRefresh({
    queryKey: key,
    // That something comes due is told, but changes nothing here.
    concerns: ({ type, recordId, recordType }) =>
      recordId === record.id || (activityTypes.has(recordType) && !type.endsWith(".due")),
  });

  const byKey = useMemo(() => new Map(fields.map((field) => [field.key, field])), [fields]);
  const entries = timeline.data?.pages.flatMap((page) => page.items) ?? [];
  const items = entries
    .filter((entry) => !entry.change || isOwnEntry(entry.change, record.id))
    .map((entry) =>
      entry.change
        ? toItem(entry.change, screen, record, byKey, sources)
        : activityItem(entry, about, sources, tag, canWrite ? actions.complete : undefined),
    );

  function restore(item: TimelineItem, change: FieldChange) {
    const field = byKey.get(change.field);
    const entry = entries.find((candidate) => candidate.id === item.id)?.change;
    if (!field || !entry || !save) return;
    save(record, field, readValue(entry.before ?? {}, field.key) ?? null).catch(notifyError);
  }

  return (
    <>
      <div className={classes.filters}>
        <SegmentedControl
          size="xs"
          aria-label="What to show"
          data={views}
          value={types}
          onChange={setTypes}
        />
      </div>
      <Timeline
        items={items}
        fields={fields}
        onRestore={save ? restore : undefined}
        isLoading={timeline.isLoading}
        error={timeline.error ?? undefined}
        onRetry={() => void refetch()}
        hasMore={timeline.hasNextPage}
        isLoadingMore={timeline.isFetchingNextPage}
        onLoadMore={() => void timeline.fetchNextPage()}
      />
    </>
  );
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** What an activity is about, where that is not the record whose page it is shown on. */
function Elsewhere(props: { activity: Record<string, unknown>; about: About; sources: FieldSources }) {
  const { activity, about, sources } = props;
  if (activity[`${about.type}Id`] === about.id) return null;
  const type = (["deal", "contact"] as const).find((one) => textOf(activity[`${one}Id`]));
  if (!type) return null;
  const id = textOf(activity[`${type}Id`]);
  return (
    <Link className={classes.elsewhere} href={`/${type}s/${id}`}>
      {sources.nameOf?.("record", type, id) ?? type}
    </Link>
  );
}

/** An activity as an entry of the timeline. */
function activityItem(
  { type, id, at, activity }: Entry,
  about: About,
  sources: FieldSources,
  locale: string,
  complete: ((id: string) => Promise<boolean>) | undefined,
): TimelineItem {
  const one = activity ?? {};
  const who = textOf(one.assignedTo) || textOf(one.createdBy) || textOf(one.ownerId);
  const name = (who && sources.nameOf?.("user", undefined, who)) || "Someone";
  const entry = (action: string, icon: ReactNode, body: ReactNode): TimelineItem => ({
    id,
    at,
    actor: { name },
    action,
    icon,
    body: (
      <>
        {body}
        <Elsewhere activity={one} about={about} sources={sources} />
      </>
    ),
  });
  const text = (words: unknown) =>
    textOf(words) ? <div className={classes.text}>{textOf(words)}</div> : null;
  switch (type) {
    case "task": {
      const isOpen = one.status === "pending" || one.status === "in_progress";
      const due = textOf(one.dueDate);
      return entry(
        one.status === "completed"
          ? "did a task"
          : one.status === "cancelled"
            ? "cancelled a task"
            : "has a task",
        <IconCheckbox size={18} />,
        <>
          <b>{textOf(one.title)}</b> {one.isOverdue ? <Badge color="red">Overdue</Badge> : null}
          {isOpen && due ? <span className={classes.due}>due {shortMoment(due, locale)}</span> : null}
          {text(one.description)}
          {isOpen && complete ? (
            <Button
              mt={6}
              size="compact-xs"
              variant="default"
              aria-label={`Complete ${textOf(one.title)}`}
              onClick={() => void complete(textOf(one.id))}
            >
              Done
            </Button>
          ) : null}
        </>,
      );
    }
    case "event":
      return entry(
        one.status === "completed"
          ? "held a meeting"
          : one.status === "cancelled"
            ? "cancelled a meeting"
            : "plans a meeting",
        <IconCalendarEvent size={18} />,
        <>
          <b>{textOf(one.title)}</b>
          <span className={classes.due}>
            {shortMoment(textOf(one.startTime), locale)}
            {textOf(one.location) ? ` · ${textOf(one.location)}` : ""}
          </span>
          {text(one.description)}
        </>,
      );
    case "communication": {
      const isIn = one.direction === "inbound";
      const outcome = callOutcomes.find(({ value }) => value === one.outcome);
      const [icon, action] =
        one.type === "call"
          ? [<IconPhone key="i" size={18} />, isIn ? "was called" : "called"]
          : one.type === "email"
            ? [<IconMail key="i" size={18} />, isIn ? "received an e-mail" : "sent an e-mail"]
            : one.type === "meeting"
              ? [<IconUsers key="i" size={18} />, "met"]
              : [<IconMessage key="i" size={18} />, isIn ? "received a message" : "sent a message"];
      return entry(
        action,
        icon,
        <>
          {textOf(one.subject) ? <b>{textOf(one.subject)}</b> : null}
          {outcome ? <Badge color={outcome.color}>{outcome.label}</Badge> : null}
          {typeof one.durationMinutes === "number" ? (
            <span className={classes.due}>{wordsForMinutes(one.durationMinutes)}</span>
          ) : null}
          {one.content === outcome?.label ? null : text(one.content)}
        </>,
      );
    }
    case "attachment":
      return entry("attached a file", <IconPaperclip size={18} />, text(one.fileName ?? one.name));
    default:
      // `@[Ada Lovelace](user_…)` is read as the name alone.
      return entry(
        "wrote a note",
        <IconNote size={18} />,
        text(textOf(one.content).replace(/@\[([^\]\n]{1,200})\]\(user_[0-9a-f]{32}\)/g, "@$1")),
      );
  }
}
