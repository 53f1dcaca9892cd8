"use client";
// The lines of a day.
import { ActionIcon, Badge, Skeleton, Tooltip } from "@mantine/core";
import { IconCheck, IconClock, IconPhone, IconPhoneCheck } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useState } from "react";
import { useMay, useScope } from "@/modules/records/ui/viewer";
import { useFieldSources } from "@/ui/fields/field-sources";
import { formatDay } from "@/ui/fields/format";
import { useLocale } from "@/ui/fields/locale";
import { latePart } from "@/ui/late/late-part";
import unseen from "@/ui/theme/spoken.module.css";
import { ActivityMark } from "./activity-mark";
import { shortMoment } from "./moment-text";
import type { TaskRow } from "./plan-list";
import classes from "./today.module.css";
import type { StandingDeal, TodayLead } from "./today-page";

// Asked for on one line at a time.
const CallLog = latePart(() => import("./call-log").then((part) => part.CallLog));
const WhenInput = latePart(() => import("./when-input").then((part) => part.WhenInput));

export function fetchEditors(): void {
  CallLog.fetchAhead();
  WhenInput.fetchAhead();
}

const plain = (event: KeyboardEvent): boolean =>
  !event.metaKey && !event.ctrlKey && !event.altKey && !event.shiftKey;

interface TaskLineProps {
  task: TaskRow;
  onComplete: () => void;
  /** To another time. */
  onMove: (at: string) => void;
}

/** X or Enter: done. R: another time, in words. O: what it is about. */
export function TaskLine({ task, onComplete, onMove }: TaskLineProps) {
  const { tag } = useLocale();
  const router = useRouter();
  const may = useMay();
  const sources = useFieldSources();
  const [isMoving, setIsMoving] = useState(false);
  const about = task.relatedTo;
  const href = about ? `/${about.type}s/${about.id}` : `/tasks/${task.id}`;
  const name = about ? sources.nameOf?.("record", about.type, about.id) : undefined;
  const canWrite = may("activities:write", task);

  function onKeyDown(event: KeyboardEvent) {
    if (!plain(event)) return;
    const key = event.key.toLowerCase();
    const act = (key === "x" || key === "enter") && canWrite ? onComplete : undefined;
    const move = key === "r" && canWrite ? () => setIsMoving(true) : undefined;
    const open = key === "o" ? () => router.push(href) : undefined;
    const run = act ?? move ?? open;
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  }

  return (
    <li className={classes.row}>
      {canWrite ? (
        <Tooltip label="Done (X)">
          <ActionIcon
            variant="default"
            radius="xl"
            size={24}
            tabIndex={-1}
            aria-label={`Complete ${task.title}`}
            onClick={onComplete}
          >
            <IconCheck size={14} />
          </ActionIcon>
        </Tooltip>
      ) : null}
      <Link
        className={classes.main}
        href={href}
        data-row={task.id}
        aria-keyshortcuts="X Enter R O"
        onKeyDown={onKeyDown}
      >
        <span>
          {task.title}{" "}
          {task.priority === "urgent" || task.priority === "high" ? (
            <Badge color={task.priority === "urgent" ? "red" : "orange"}>{task.priority}</Badge>
          ) : null}
        </span>
        <span className={classes.hint} data-late={task.isOverdue || undefined}>
          {task.dueDate ? shortMoment(task.dueDate, tag) : ""}
          {name ? ` · ${name}` : ""}
        </span>
      </Link>
      {canWrite ? (
        <Tooltip label="Another time (R)">
          <ActionIcon
            tabIndex={-1}
            aria-label={`Reschedule ${task.title}`}
            onClick={() => setIsMoving((is) => !is)}
          >
            <IconClock size={16} />
          </ActionIcon>
        </Tooltip>
      ) : null}
      {isMoving ? (
        <div className={classes.moving}>
          <WhenInput
            autoFocus
            aria-label={`New time for ${task.title}, in words`}
            onCancel={() => {
              setIsMoving(false);
              document.querySelector<HTMLElement>(`[data-row="${task.id}"]`)?.focus();
            }}
            onWhen={(at) => {
              setIsMoving(false);
              document.querySelector<HTMLElement>(`[data-row="${task.id}"]`)?.focus();
              onMove(at);
            }}
          />
        </div>
      ) : null}
    </li>
  );
}

/** L: what came of the call. Enter: the lead. */
export function LeadRow({ lead }: { lead: TodayLead }) {
  const scope = useScope();
  const [isLogging, setIsLogging] = useState(false);
  const canLog = scope("activities:write") !== undefined;
  return (
    <li className={classes.row}>
      <Badge
        color={lead.score >= 70 ? "teal" : lead.score >= 40 ? "yellow" : "gray"}
        aria-label={`Score ${lead.score}`}
      >
        {lead.score}
      </Badge>
      <Link
        className={classes.main}
        href={`/leads/${lead.id}`}
        data-row={lead.id}
        aria-keyshortcuts={canLog ? "L" : undefined}
        onKeyDown={(event) => {
          if (!canLog || !plain(event) || event.key.toLowerCase() !== "l") return;
          event.preventDefault();
          event.stopPropagation();
          setIsLogging(true);
        }}
      >
        {lead.fullName}
        <span className={classes.hint}>{lead.company ?? lead.email}</span>
      </Link>
      {lead.phone ? (
        <Tooltip label={lead.phone}>
          <ActionIcon
            component="a"
            href={`tel:${lead.phone.replace(/[^\d+]/g, "")}`}
            variant="light"
            color="petrol"
            radius="xl"
            aria-label={`Call ${lead.fullName}`}
          >
            <IconPhone size={15} />
          </ActionIcon>
        </Tooltip>
      ) : null}
      {canLog ? (
        <Tooltip label="Log the call (L)">
          <ActionIcon
            tabIndex={-1}
            aria-label={`Log a call with ${lead.fullName}`}
            aria-expanded={isLogging}
            onClick={() => setIsLogging((is) => !is)}
          >
            <IconPhoneCheck size={16} />
          </ActionIcon>
        </Tooltip>
      ) : null}
      {isLogging ? (
        <CallLog
          about={{ type: "lead", id: lead.id, title: lead.fullName }}
          onClose={() => {
            setIsLogging(false);
            document.querySelector<HTMLElement>(`[data-row="${lead.id}"]`)?.focus();
          }}
        />
      ) : null}
    </li>
  );
}

export function StandingDealRow({ deal, worth }: { deal: StandingDeal; worth: string }) {
  const { tag } = useLocale();
  return (
    <li className={classes.row}>
      <ActivityMark about={{ type: "deal", id: deal.id, title: deal.title }} next={null} />
      <Link className={classes.main} href={`/deals/${deal.id}`} data-row={deal.id}>
        {deal.title}
        <span className={classes.hint}>
          {worth}
          {deal.expectedCloseDate ? ` · closes ${formatDay(deal.expectedCloseDate, tag)}` : ""}
        </span>
      </Link>
    </li>
  );
}

export function TodaySkeleton() {
  return (
    <div aria-busy="true">
      <span className={unseen.spoken} role="status">
        Loading your day
      </span>
      {["a", "b", "c", "d", "e", "f"].map((line) => (
        <Skeleton key={line} height={34} mb={8} aria-hidden />
      ))}
    </div>
  );
}
