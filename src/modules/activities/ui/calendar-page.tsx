"use client";
// The calendar by month, week or day: events and due tasks on the reader's own days.
import { ActionIcon, Button, SegmentedControl, Skeleton, Switch } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight, IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import { addDays, dayOf, daysBetween, isTimeZone } from "@/kernel/clock/zones";
import { useScope, useViewer } from "@/modules/records/ui/viewer";
import { NoAccess } from "@/modules/users/ui/no-access";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { useLiveRefresh } from "@/surfaces/rpc/use-live-refresh";
import { useCommands } from "@/ui/commands/command-provider";
import { ErrorState } from "@/ui/feedback/states";
import { useLocale } from "@/ui/fields/locale";
import { latePart } from "@/ui/late/late-part";
import { PageHeader } from "@/ui/shell/page-header";
import classes from "./calendar.module.css";
import { CalendarDay } from "./calendar-day";
import type { CalendarEntry, CalendarView, When } from "./calendar-move";
import { ownTimeZone } from "./moment-text";
import { useMoveItem } from "./use-move-item";
import { activityKeys } from "./use-task-actions";
import { ZoneSelect } from "./zone-select";

// A third of a page's script: only this page has it, when the rest is there.
const CalendarGrid = latePart(
  () => import("./calendar-grid").then((part) => part.CalendarGrid),
  () => <Skeleton className={classes.waiting} aria-busy="true" aria-label="Loading" />,
);

const EventSheet = latePart(() => import("./event-sheet").then((part) => part.EventSheet));

const views = [
  { value: "month", label: "Month" },
  { value: "week", label: "Week" },
  { value: "day", label: "Day" },
];
type View = CalendarView;
const noItems: CalendarEntry[] = [];

/** The Monday on or before a day. */
const mondayOf = (day: string): string => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));

function rangeOf(view: View, day: string): { from: string; to: string } {
  if (view === "day") return { from: day, to: day };
  if (view === "week") return { from: mondayOf(day), to: addDays(mondayOf(day), 6) };
  const from = mondayOf(`${day.slice(0, 7)}-01`);
  return { from, to: addDays(from, 41) };
}

function stepped(view: View, day: string, sign: 1 | -1): string {
  if (view === "day") return addDays(day, sign);
  if (view === "week") return addDays(day, 7 * sign);
  const first = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + sign);
  return first.toISOString().slice(0, 10);
}

export function CalendarPage() {
  const scope = useScope();
  if (!scope("activities:read")) return <NoAccess permission="activities:read" />;
  return <Calendar />;
}

function Calendar() {
  const client = useTRPCClient();
  const scope = useScope();
  const viewer = useViewer();
  const { tag } = useLocale();
  const params = useSearchParams();
  const canWrite = scope("activities:write") !== undefined;
  const wantedZone = params.get("zone");
  const zone = wantedZone && isTimeZone(wantedZone) ? wantedZone : ownTimeZone();
  const today = dayOf(Date.now(), zone);
  const asked = params.get("view");
  const view: View = asked === "week" || asked === "day" ? asked : "month";
  const day = /^\d{4}-\d{2}-\d{2}$/.test(params.get("date") ?? "") ? (params.get("date") ?? today) : today;
  const isEveryone = params.has("everyone");
  const { from, to } = rangeOf(view, day);
  const userId = isEveryone ? undefined : (viewer.userId ?? undefined);
  const [open, setOpen] = useState<{ id?: string; day?: string; when?: When; isFixed?: boolean } | null>(
    null,
  );
  const router = useRouter();
  // Seven columns of hours need a desk: on a phone the days of a week and a month stand below one another.
  const isPhone = useMediaQuery("(max-width: 48em)");

  const calendar = useQuery({
    queryKey: activityKeys.calendar(from, to, userId, zone),
    queryFn: ({ signal }) =>
      client.activities.calendar.query(
        { from, to, timeZone: zone, ...(userId ? { userId } : {}) },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  const { refetch } = calendar;
  const { pending, move } = useMoveItem({ zone, locale: tag, refetch });
  useLiveRefresh({
    queryKey: activityKeys.calendar(from, to, userId, zone),
    concerns: ({ recordType }) => recordType === "task" || recordType === "event",
  });

  function go(changes: Record<string, string | null>) {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    window.history.replaceState(null, "", `/calendar?${next}`);
  }
  const show = (item: CalendarEntry) => {
    if (item.type === "task") router.push(`/tasks/${item.id}`);
    else setOpen({ id: item.id, isFixed: !item.canWrite });
  };
  const step = (sign: 1 | -1) => go({ date: stepped(view, day, sign) });
  useCommands([
    { id: "calendar-back", label: "Earlier", group: "Calendar", shortcut: "[", run: () => step(-1) },
    { id: "calendar-on", label: "Later", group: "Calendar", shortcut: "]", run: () => step(1) },
    {
      id: "calendar-today",
      label: "Show today",
      group: "Calendar",
      shortcut: "T",
      run: () => go({ date: null }),
    },
    ...(canWrite
      ? [
          {
            id: "new-event",
            label: "New event",
            group: "Calendar",
            icon: IconPlus,
            shortcut: "C",
            run: () => setOpen({ day }),
          },
        ]
      : []),
  ]);

  const byDay = useMemo(() => {
    const found = new Map<string, NonNullable<typeof calendar.data>>();
    for (const item of calendar.data ?? [])
      for (const one of item.days) found.set(one, [...(found.get(one) ?? []), item]);
    return found;
  }, [calendar.data]);
  const days = daysBetween(from, to);
  const grid = useRef<HTMLDivElement>(null);
  const begin = calendar.data && days.includes(today) ? from : null;
  // On a phone the days stand below one another: the list begins at today, not at the month's first.
  useEffect(() => {
    const here = begin && grid.current?.querySelector<HTMLElement>("[data-today]");
    if (!here || !grid.current || !window.matchMedia("(max-width: 48em)").matches) return;
    grid.current.scrollTop += here.getBoundingClientRect().top - grid.current.getBoundingClientRect().top;
  }, [begin]);
  const name = new Intl.DateTimeFormat(tag, {
    timeZone: "UTC",
    month: "long",
    year: "numeric",
    ...(view === "day" ? { day: "numeric", weekday: "long" } : {}),
  }).format(new Date(`${day}T00:00:00Z`));

  return (
    <>
      <PageHeader
        title="Calendar"
        count={name}
        actions={
          canWrite ? (
            <Button
              leftSection={<IconPlus size={15} />}
              aria-keyshortcuts="C"
              onClick={() => setOpen({ day })}
            >
              New event
            </Button>
          ) : null
        }
      />
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label="View"
          data={views}
          value={view}
          onChange={(value) => go({ view: value === "month" ? null : value })}
        />
        <ActionIcon aria-label="Earlier" aria-keyshortcuts="[" onClick={() => step(-1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <Button variant="default" onClick={() => go({ date: null })}>
          Today
        </Button>
        <ActionIcon aria-label="Later" aria-keyshortcuts="]" onClick={() => step(1)}>
          <IconChevronRight size={16} />
        </ActionIcon>
        <Switch
          size="xs"
          label="Everyone's"
          checked={isEveryone}
          onChange={(event) => go({ everyone: event.currentTarget.checked ? "1" : null })}
        />
        <ZoneSelect zone={zone} locale={tag} onChange={(next) => go({ zone: next })} />
      </div>
      {calendar.error ? (
        <ErrorState error={calendar.error} onRetry={() => void refetch()} />
      ) : !isPhone || view === "day" ? (
        <CalendarGrid
          view={view}
          day={day}
          zone={zone}
          items={calendar.data ?? noItems}
          pending={pending}
          canWrite={canWrite}
          onMove={(item, when) => void move(item, when)}
          onOpen={show}
          onNew={(when) => setOpen({ when })}
          onDay={(one) => go({ view: "day", date: one })}
          onReach={(one) => (one < from || one > to ? go({ date: one }) : undefined)}
        />
      ) : (
        <div ref={grid} className={classes.grid} data-view={view} aria-busy={calendar.isLoading}>
          {days.map((one) => (
            <CalendarDay
              key={one}
              day={one}
              view={view}
              timeZone={zone}
              items={byDay.get(one) ?? []}
              isToday={one === today}
              isOutside={view === "month" && one.slice(0, 7) !== day.slice(0, 7)}
              onNew={canWrite ? () => setOpen({ day: one }) : undefined}
              onEvent={show}
              onDay={() => go({ view: "day", date: one })}
            />
          ))}
          {view === "month" && calendar.data?.length === 0 ? (
            <p className={classes.nothing}>
              {isEveryone ? "Nothing is planned" : "You have nothing planned"} in this month.
            </p>
          ) : null}
        </div>
      )}
      {open ? (
        <EventSheet
          id={open.id}
          day={open.day}
          when={open.when}
          canWrite={canWrite && !open.isFixed}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </>
  );
}
