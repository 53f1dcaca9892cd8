"use client";
// One's own reminders of a task or event: by mail and on the screen when their time has come.
import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import { IconBell, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { notifyError } from "@/ui/feedback/notify";
import { useLocale } from "@/ui/fields/locale";
import classes from "./activities.module.css";
import { shortMoment } from "./moment-text";
import { activityKeys } from "./use-task-actions";
import { WhenInput } from "./when-input";

const offers = [
  { minutes: 0, label: "At its time" },
  { minutes: 15, label: "15 minutes before" },
  { minutes: 60, label: "An hour before" },
  { minutes: 1440, label: "A day before" },
];

interface RemindersProps {
  activityId: string;
  /** When it is due or begins; without it only a time of one's own can be chosen. */
  at: string | null;
}

export function Reminders({ activityId, at }: RemindersProps) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const { tag } = useLocale();
  const [isChoosing, setIsChoosing] = useState(false);
  const queryKey = [...activityKeys.all, "reminders"];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.activities.reminders.query({}, { signal }),
  });
  const waiting = (data ?? []).filter((one) => one.activityId === activityId && one.sentAt === null);
  const isAhead = (minutes: number) => at !== null && Date.parse(at) - minutes * 60_000 > Date.now();

  async function tell(work: Promise<unknown>) {
    try {
      await work;
    } catch (error) {
      notifyError(error);
    } finally {
      void queryClient.invalidateQueries({ queryKey });
    }
  }

  return (
    <Group gap={8}>
      <Menu width={210}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBell size={14} />}>
            Remind me
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {offers
            .filter(({ minutes }) => isAhead(minutes))
            .map(({ minutes, label }) => (
              <Menu.Item
                key={minutes}
                onClick={() =>
                  void tell(client.activities.createReminder.mutate({ activityId, minutesBefore: minutes }))
                }
              >
                {label}
              </Menu.Item>
            ))}
          <Menu.Item onClick={() => setIsChoosing(true)}>Another time…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isChoosing ? (
        <WhenInput
          autoFocus
          aria-label="Remind me when, in words"
          onCancel={() => setIsChoosing(false)}
          onWhen={(remindAt) => {
            setIsChoosing(false);
            void tell(client.activities.createReminder.mutate({ activityId, remindAt }));
          }}
        />
      ) : null}
      {waiting.map((one) => (
        <span key={one.id} className={classes.reminder}>
          <IconBell size={12} aria-hidden /> {shortMoment(one.remindAt, tag)}
          <ActionIcon
            size="xs"
            aria-label={`No reminder ${shortMoment(one.remindAt, tag)}`}
            onClick={() => void tell(client.activities.deleteReminder.mutate({ reminderId: one.id }))}
          >
            <IconX size={12} />
          </ActionIcon>
        </span>
      ))}
    </Group>
  );
}
