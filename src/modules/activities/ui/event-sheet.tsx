"use client";
// An event: made, looked at, changed, cancelled.
import { Button, Group, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo, useState } from "react";
import { useDescribedFields } from "@/modules/records/ui/use-fields";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { type RecordRow, useUntypedClient } from "@/surfaces/rpc/records";
import { notifyError } from "@/ui/feedback/notify";
import { ErrorState } from "@/ui/feedback/states";
import { FormSheet } from "@/ui/form/form-sheet";
import { RecordForm } from "@/ui/form/record-form";
import { Attendees } from "./attendees";
import type { When } from "./calendar-move";
import { Reminders } from "./reminders";
import { activityKeys, useTaskActions } from "./use-task-actions";

const keys = [
  "title",
  "startTime",
  "endTime",
  "isAllDay",
  "location",
  "status",
  "dealId",
  "leadId",
  "contactId",
  "accountId",
  "description",
];

interface EventSheetProps {
  id?: string;
  day?: string;
  /** When a new one takes place, where that was said already. */
  when?: When;
  canWrite: boolean;
  onClose: () => void;
}

export function EventSheet({ id, day, when, canWrite, onClose }: EventSheetProps) {
  const client = useTRPCClient();
  const untyped = useUntypedClient();
  const actions = useTaskActions();
  const { fields } = useDescribedFields("event");
  const event = useQuery({
    queryKey: [...activityKeys.all, "event", id ?? ""],
    queryFn: async ({ signal }) =>
      (await client.calendarEvents.get.query(
        { calendarEventId: id ?? "" },
        { signal },
      )) as unknown as RecordRow,
    enabled: id !== undefined,
  });
  const initial = useMemo<Record<string, unknown>>(() => {
    if (event.data) return Object.fromEntries(keys.map((key) => [key, event.data[key]]));
    if (when)
      return {
        startTime: when.start,
        endTime: when.end,
        isAllDay: when.isAllDay,
        status: "scheduled",
      };
    const start = new Date(`${day ?? ""}T10:00:00`);
    if (Number.isNaN(start.getTime())) return {};
    const end = new Date(start.getTime() + 3_600_000);
    return {
      startTime: start.toISOString(),
      endTime: end.toISOString(),
      isAllDay: false,
      status: "scheduled",
    };
  }, [event.data, day, when]);

  const [chosen, setChosen] = useState<string[]>();
  const attendees = chosen ?? (event.data?.attendees as string[] | undefined) ?? [];

  async function save(values: Record<string, unknown>) {
    const input: Record<string, unknown> = Object.fromEntries(keys.map((key) => [key, values[key] ?? null]));
    if (chosen) input.attendees = chosen;
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
    if (id) await untyped.mutation("calendarEvents.update", { calendarEventId: id, ...input });
    else await untyped.mutation("calendarEvents.create", given);
    actions.refresh();
    onClose();
  }
  async function remove() {
    try {
      await client.calendarEvents.delete.mutate({ calendarEventId: id ?? "" });
      actions.refresh();
      onClose();
    } catch (error) {
      notifyError(error);
    }
  }

  const about = event.data?.relatedTo as { type: string; id: string } | null | undefined;
  const shown = canWrite ? keys : keys.filter((key) => event.data?.[key]);
  return (
    <FormSheet isOpen onClose={onClose} title={id ? "Event" : "New event"} size={560}>
      {event.error ? <ErrorState error={event.error} /> : null}
      {fields.length === 0 || (id && !event.data) ? (
        event.error ? null : (
          <Loader m="md" size="sm" role="status" aria-label="Loading" />
        )
      ) : (
        <>
          {id ? (
            <Group p="md" pb={0} gap={8}>
              {about ? (
                <Button component={Link} variant="default" href={`/${about.type}s/${about.id}`}>
                  Open the {about.type}
                </Button>
              ) : null}
              {event.data?.status === "scheduled" ? (
                <Reminders activityId={id} at={String(event.data.startTime)} />
              ) : null}
              {canWrite ? (
                <Button variant="subtle" color="red" onClick={() => void remove()}>
                  Delete
                </Button>
              ) : null}
            </Group>
          ) : null}
          <RecordForm
            key={id ?? day}
            fields={canWrite ? fields : fields.map((field) => ({ ...field, isReadOnly: true }))}
            sections={[{ fields: shown }]}
            initial={initial}
            after={<Attendees value={attendees} onChange={canWrite ? setChosen : undefined} />}
            submitLabel={id ? "Save" : "Create event"}
            onSubmit={save}
            onCancel={onClose}
          />
        </>
      )}
    </FormSheet>
  );
}
