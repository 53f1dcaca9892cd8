"use client";
// The calendar on hours and days: what takes place is dragged, lengthened and made by mouse, finger and keyboard.
import FullCalendar, { type CalendarRef, type EventDisplayInfo, type EventInput } from "@fullcalendar/react";
import dayGrid from "@fullcalendar/react/daygrid";
import interaction from "@fullcalendar/react/interaction";
import classicTheme from "@fullcalendar/react/themes/classic";
import timeGrid from "@fullcalendar/react/timegrid";
import "@fullcalendar/react/skeleton.css";
import "@fullcalendar/react/themes/classic/theme.css";
import { IconCheckbox } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { dayOf } from "@/kernel/clock/zones";
import { useFieldSources } from "@/ui/fields/field-sources";
import { useLocale } from "@/ui/fields/locale";
import unseen from "@/ui/theme/spoken.module.css";
import classes from "./calendar-grid.module.css";
import { type CalendarEntry, type CalendarView, type When, whenDropped, whenOf } from "./calendar-move";
import { useMoveKeys } from "./use-move-keys";

const views = { month: "dayGridMonth", week: "timeGridWeek", day: "timeGridDay" } as const;
const plugins = [dayGrid, timeGrid, interaction, classicTheme];

export interface CalendarGridProps {
  view: CalendarView;
  day: string;
  zone: string;
  items: CalendarEntry[];
  /** Times not yet saved, by id. */
  pending: ReadonlyMap<string, When>;
  canWrite: boolean;
  onMove: (item: CalendarEntry, when: When) => void;
  onOpen: (item: CalendarEntry) => void;
  onNew: (when: When) => void;
  onDay: (day: string) => void;
  /** A day that the keys have moved something to. */
  onReach: (day: string) => void;
}

const isOver = ({ status }: CalendarEntry): boolean => status === "completed" || status === "cancelled";

function toInput(item: CalendarEntry, when: When): EventInput {
  const isTask = item.type === "task";
  return {
    id: item.id,
    title: item.title,
    start: when.isAllDay ? when.start.slice(0, 10) : when.start,
    ...(isTask ? {} : { end: when.isAllDay ? when.end.slice(0, 10) : when.end }),
    allDay: when.isAllDay,
    rank: isOver(item) ? 2 : isTask ? 1 : 0,
    editable: item.canWrite,
    durationEditable: item.canWrite && !isTask,
    item,
  };
}

/** Nothing for the likeness of what is being made. */
const itemOf = (event: { extendedProps: Record<string, unknown> }): CalendarEntry | undefined =>
  event.extendedProps.item as CalendarEntry | undefined;

/** A task is a moment: it lies on an hour. */
const whenAfter = (item: CalendarEntry, startStr: string, endStr: string, isAllDay: boolean): When => {
  const when = whenDropped(startStr, endStr, isAllDay, whenOf(item));
  return item.type === "task" ? { ...when, end: when.start } : when;
};

/**
 * Hours beyond the window are reached by keys too, also where nothing lies on them that takes the focus: the part that
 * scrolls takes it, and with it the name of a group of rows from the part around it, as what may have the focus in a
 * table must be of the table.
 */
function scrollByKeys(view: HTMLElement): void {
  for (const part of view.querySelectorAll<HTMLElement>("div")) {
    const around = part.parentElement;
    if (around?.role !== "rowgroup" || !/auto|scroll/.test(getComputedStyle(part).overflowY)) continue;
    around.role = "presentation";
    part.role = "rowgroup";
    part.tabIndex = 0;
  }
}

export function CalendarGrid(props: CalendarGridProps) {
  const { view, day, zone, items, pending, canWrite, onMove, onOpen, onNew, onDay } = props;
  const { tag } = useLocale();
  const sources = useFieldSources();
  const calendar = useRef<CalendarRef>(null);
  const root = useRef<HTMLElement>(null);
  const keys = useMoveKeys({ ...props, root, locale: tag });
  const { moving } = keys;

  // What others change meanwhile comes when nothing is in the hand.
  const [held, setHeld] = useState<CalendarEntry[] | null>(null);
  const hold = () => setHeld(items);
  const letGo = () => setHeld(null);
  const shown = held ?? items;
  const events = useMemo(
    () =>
      shown.map((item) =>
        toInput(item, moving?.id === item.id ? moving.when : (pending.get(item.id) ?? whenOf(item))),
      ),
    [shown, pending, moving],
  );
  useEffect(() => {
    calendar.current?.getApi().gotoDate(day);
  }, [day]);

  const whose = ({ ownerId }: CalendarEntry): string =>
    (ownerId && sources.nameOf?.("user", undefined, ownerId)) || "Someone else";

  function draw({ event, timeText, ...info }: EventDisplayInfo) {
    const item = itemOf(event);
    const isDone = item !== undefined && isOver(item);
    return (
      <span className={classes.inside} data-over={isDone || undefined} data-line={info.isShort || undefined}>
        {item?.type === "task" ? <IconCheckbox size={12} aria-hidden /> : null}
        {timeText ? <span className={classes.time}>{timeText}</span> : null}
        <span className={classes.title}>{event.title}</span>
        {isDone ? <span className={unseen.spoken}>, {item.status}</span> : null}
      </span>
    );
  }

  return (
    <section
      ref={root}
      className={classes.root}
      aria-label="Days"
      tabIndex={-1}
      data-view={view}
      onKeyDown={keys.onKeyDown}
      onBlur={keys.onBlur}
    >
      <FullCalendar
        key={view}
        ref={calendar}
        plugins={plugins}
        initialView={views[view]}
        initialDate={day}
        headerToolbar={false}
        height="100%"
        viewDidMount={({ el }) => scrollByKeys(el)}
        timeZone={zone}
        locale={tag}
        firstDay={1}
        events={events}
        className={classes.calendar}
        dayHeaderClass={classes.header}
        dayHeaderInnerClass={({ isToday }) =>
          isToday ? `${classes.dayName} ${classes.today}` : classes.dayName
        }
        dayCellTopInnerClass={({ isToday }) =>
          isToday ? `${classes.dayName} ${classes.today}` : classes.dayName
        }
        slotHeaderInnerClass={classes.hour}
        slotMinHeight={24}
        slotEventOverlap={false}
        allDayHeaderInnerClass={classes.hour}
        columnEventInnerClass={classes.column}
        eventDisplay="block"
        // Little room in a month: what others wait for comes first, what is done last.
        eventOrder={view === "month" ? "rank,start,title" : "start,-duration,rank,title"}
        eventContent={draw}
        eventClass={({ event }) => {
          const item = itemOf(event);
          const kind = item?.type === "task" ? classes.task : "";
          return `${classes.event} ${kind} ${item && moving?.id === item.id ? classes.moving : ""}`;
        }}
        eventDidMount={({ el, event }) => {
          const item = itemOf(event);
          if (!item) return;
          el.dataset.item = item.id;
          el.setAttribute("aria-keyshortcuts", "M");
          el.setAttribute("aria-describedby", "calendar-keys");
          el.title = item.canWrite ? item.title : `${item.title}: ${whose(item)} may move it`;
          if (!item.canWrite) el.dataset.fixed = "";
        }}
        eventInteractive
        eventClick={({ event, jsEvent }) => {
          jsEvent.preventDefault();
          const item = itemOf(event);
          if (item) onOpen(item);
        }}
        eventDragStart={hold}
        eventDragStop={letGo}
        eventResizeStart={hold}
        eventResizeStop={letGo}
        eventDrop={({ event }) => {
          const item = itemOf(event);
          if (item) onMove(item, whenAfter(item, event.startStr, event.endStr, event.allDay));
        }}
        eventResize={({ event }) => {
          const item = itemOf(event);
          if (item) onMove(item, whenAfter(item, event.startStr, event.endStr, event.allDay));
        }}
        eventAllow={(span, event) =>
          !(event && span.allDay && view !== "month" && itemOf(event)?.type === "task")
        }
        selectable={canWrite}
        selectMirror
        selectMinDistance={0}
        select={({ startStr, endStr, allDay, view: drawn }) => {
          drawn.calendar.unselect();
          onNew(whenDropped(startStr, endStr, allDay, { start: startStr, end: endStr, isAllDay: allDay }));
        }}
        navLinks
        navLinkDayClick={(date) => onDay(dayOf(date.getTime(), zone))}
        // A day is shown whole by its own page; what there is no room for even there opens in place.
        moreLinkClick={
          view === "day"
            ? "popover"
            : ({ date }) => {
                onDay(dayOf(date.getTime(), zone));
              }
        }
        columnMoreLinkClass={classes.more}
        popoverClass={classes.popover}
        dayMaxEvents
        // Beside each other as long as their names can be read, the others as "+2 more".
        eventMaxStack={view === "day" ? 8 : 2}
        nowIndicator
        scrollTime="07:30:00"
        slotDuration="00:30:00"
        snapDuration="00:15:00"
        defaultTimedEventDuration="00:30:00"
        allDayText="All day"
        longPressDelay={250}
        eventTimeFormat={{ hour: "2-digit", minute: "2-digit" }}
        slotHeaderFormat={{ hour: "2-digit", minute: "2-digit" }}
      />
      <span className={unseen.spoken} id="calendar-keys">
        M moves it with the arrows
      </span>
    </section>
  );
}
