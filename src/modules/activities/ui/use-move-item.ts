"use client";
// Moving what the calendar shows: at once for the eye, and refused when someone else has moved it meanwhile.
import { useState } from "react";
import { statusOf } from "@/modules/records/ui/save-field";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";
import { type CalendarEntry, describeWhen, isSameTime, type When, whenOf } from "./calendar-move";

interface UseMoveItem {
  zone: string;
  locale: string;
  refetch: () => Promise<unknown>;
}

export function useMoveItem({ zone, locale, refetch }: UseMoveItem) {
  const client = useTRPCClient();
  const [pending, setPending] = useState<ReadonlyMap<string, When>>(new Map());

  const write = async ({ type, id }: CalendarEntry, when: When, ifVersion: number): Promise<unknown> =>
    type === "task"
      ? client.tasks.update.mutate({ taskId: id, dueDate: when.start, ifVersion })
      : client.calendarEvents.update.mutate({
          calendarEventId: id,
          startTime: when.start,
          endTime: when.end,
          isAllDay: when.isAllDay,
          ifVersion,
        });

  async function asItStands({ type, id }: CalendarEntry): Promise<When & { version: number }> {
    if (type === "task") {
      const task = await client.tasks.get.query({ taskId: id });
      const due = task.dueDate ?? "";
      return { start: due, end: due, isAllDay: false, version: task.version };
    }
    const event = await client.calendarEvents.get.query({ calendarEventId: id });
    return {
      start: event.startTime,
      end: event.endTime,
      isAllDay: event.isAllDay,
      version: event.version,
    };
  }

  async function save(item: CalendarEntry, when: When): Promise<void> {
    try {
      await write(item, when, item.version);
    } catch (error) {
      if (statusOf(error) !== 412) throw error;
      // Changed meanwhile, perhaps in what has nothing to do with its time.
      const now = await asItStands(item);
      if (!isSameTime(now, whenOf(item)))
        throw new Error(
          `Someone else has moved “${item.title}” to ${describeWhen(now, zone, locale, item.type === "task")}: move it again from there.`,
        );
      await write(item, when, now.version);
    }
  }

  async function move(item: CalendarEntry, when: When): Promise<void> {
    if (isSameTime(whenOf(item), when)) return;
    setPending((before) => new Map(before).set(item.id, when));
    try {
      await save(item, when);
    } catch (error) {
      notifyError(error);
    } finally {
      await refetch();
      setPending((before) => {
        const next = new Map(before);
        next.delete(item.id);
        return next;
      });
    }
  }
  return { pending, move };
}
