"use client";
// One day of the calendar with what falls on it.
import { ActionIcon, UnstyledButton } from "@mantine/core";
import { IconCheckbox, IconPlus } from "@tabler/icons-react";
import Link from "next/link";
import { useLocale } from "@/ui/fields/locale";
import unseen from "@/ui/theme/spoken.module.css";
import classes from "./calendar.module.css";
import type { CalendarView, CalendarEntry as Item } from "./calendar-move";

interface CalendarDayProps {
  day: string;
  view: CalendarView;
  timeZone: string;
  items: Item[];
  isToday: boolean;
  isOutside: boolean;
  onNew?: () => void;
  onEvent: (item: Item) => void;
  onDay: () => void;
}

/** Lines of a day in the month, with that of "5 more". */
const inMonth = 4;

const isOver = ({ status }: Item): boolean => status === "completed" || status === "cancelled";
const rank = (item: Item): number => (isOver(item) ? 2 : item.type === "event" ? 0 : 1);

export function CalendarDay(props: CalendarDayProps) {
  const { day, view, timeZone, items, isToday, isOutside, onNew, onEvent, onDay } = props;
  const { tag } = useLocale();
  const at = new Date(`${day}T00:00:00Z`);
  const words = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { timeZone: "UTC", ...options }).format(at);
  const full = words({ weekday: "long", day: "numeric", month: "long" });
  // Little room: what others wait for comes first, what is done last.
  const shown =
    view === "month" && items.length > inMonth
      ? [...items].sort((a, b) => rank(a) - rank(b)).slice(0, inMonth - 1)
      : items;
  return (
    <section
      className={classes.day}
      aria-label={`${full}${isToday ? ", today" : ""}`}
      data-today={isToday || undefined}
      data-outside={isOutside || undefined}
      data-empty={items.length === 0 || undefined}
    >
      <header className={classes.dayHeader}>
        <UnstyledButton className={classes.dayName} onClick={onDay} aria-label={`Show ${full}`}>
          <span className={classes.weekday}>{words({ weekday: "short" })}</span>
          <span className={classes.number}>{words({ day: "numeric" })}</span>
        </UnstyledButton>
        {onNew ? (
          <ActionIcon size="xs" className={classes.add} aria-label={`New event on ${full}`} onClick={onNew}>
            <IconPlus size={13} />
          </ActionIcon>
        ) : null}
      </header>
      <ul className={classes.items}>
        {shown.map((item) => (
          <li key={item.id}>
            <CalendarItem item={item} timeZone={timeZone} onEvent={onEvent} />
          </li>
        ))}
      </ul>
      {items.length > shown.length ? (
        <UnstyledButton className={classes.more} onClick={onDay}>
          {items.length - shown.length} more
        </UnstyledButton>
      ) : null}
    </section>
  );
}

interface CalendarItemProps {
  item: Item;
  timeZone: string;
  onEvent: (item: Item) => void;
}

function CalendarItem({ item, timeZone, onEvent }: CalendarItemProps) {
  const { tag } = useLocale();
  const time = item.isAllDay
    ? "All day"
    : new Intl.DateTimeFormat(tag, { timeZone, hour: "2-digit", minute: "2-digit" }).format(
        new Date(item.start),
      );
  const inside = (
    <>
      {item.type === "task" ? <IconCheckbox size={12} aria-hidden /> : null}
      <span className={classes.time} suppressHydrationWarning>
        {time}
      </span>
      <span className={classes.title}>{item.title}</span>
      {isOver(item) ? <span className={unseen.spoken}>, {item.status}</span> : null}
    </>
  );
  return item.type === "task" ? (
    <Link
      className={classes.item}
      href={`/tasks/${item.id}`}
      data-kind="task"
      data-over={isOver(item) || undefined}
    >
      {inside}
    </Link>
  ) : (
    <UnstyledButton
      className={classes.item}
      data-kind="event"
      data-over={isOver(item) || undefined}
      onClick={() => onEvent(item)}
    >
      {inside}
    </UnstyledButton>
  );
}
