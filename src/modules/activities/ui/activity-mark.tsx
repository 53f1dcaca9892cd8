"use client";
// Whether something is planned: overdue, today, later or nothing, by shape and words as well as by colour; it opens
// what is planned.
import { UnstyledButton } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCalendarClock,
  IconChevronRight,
  IconExclamationCircle,
} from "@tabler/icons-react";
import { useState } from "react";
import { useLocale } from "@/ui/fields/locale";
import { latePart } from "@/ui/late/late-part";
import classes from "./activities.module.css";
import { localDay, shortMoment } from "./moment-text";
import type { About } from "./use-task-actions";

// What reads times in words is large, and nothing is open at first.
const PlanPopover = latePart(() => import("./plan-popover").then((part) => part.PlanPopover));

interface ActivityMarkProps {
  about: About;
  next: { title: string; dueAt: string | null } | null;
  /** What is planned was not looked up. */
  isUnknown?: boolean;
}

const marks = {
  overdue: { icon: IconExclamationCircle, words: "Overdue" },
  today: { icon: IconCalendarClock, words: "Today" },
  later: { icon: IconChevronRight, words: "Planned" },
  none: { icon: IconAlertTriangle, words: "Nothing planned" },
  unknown: { icon: IconCalendarClock, words: "Plan" },
};

function stateOf({ next, isUnknown }: ActivityMarkProps): keyof typeof marks {
  if (!next) return isUnknown ? "unknown" : "none";
  if (!next.dueAt) return "later";
  if (new Date(next.dueAt).getTime() < Date.now()) return "overdue";
  return localDay(next.dueAt) === localDay(new Date()) ? "today" : "later";
}

export function ActivityMark(props: ActivityMarkProps) {
  const { about, next } = props;
  const { tag } = useLocale();
  const [isOpen, setIsOpen] = useState(false);
  const state = stateOf(props);
  const { icon: Icon, words } = marks[state];
  const said = next
    ? `${words}: ${next.title}${next.dueAt ? `, ${shortMoment(next.dueAt, tag)}` : ""}`
    : words;
  // A board shows hundreds of these: what opens is there only while it is open.
  return (
    <>
      <UnstyledButton
        className={classes.mark}
        data-state={state}
        title={said}
        aria-label={about.title ? `${said} (${about.title})` : said}
        aria-expanded={isOpen}
        onClick={() => setIsOpen((before) => !before)}
        // The card beneath would be picked up, and what is open would close and open again.
        onMouseDown={(event) => event.stopPropagation()}
        onTouchStart={(event) => event.stopPropagation()}
      >
        <Icon size={16} />
      </UnstyledButton>
      {isOpen ? <PlanPopover about={about} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}
