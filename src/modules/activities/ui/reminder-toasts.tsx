"use client";
// Tells the one who asked for it that a reminder has come, wherever in the product they are.
import { Anchor, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconBell } from "@tabler/icons-react";
import Link from "next/link";
import { useViewer } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import { useLiveEvents } from "@/surfaces/rpc/live";
import { announce } from "@/ui/feedback/live-announcer";
import { notifyError } from "@/ui/feedback/notify";
import { useLocale } from "@/ui/fields/locale";
import { shortMoment } from "./moment-text";

/** Once, inside the shell. */
export function ReminderToasts() {
  const client = useTRPCClient();
  const viewer = useViewer();
  const { tag } = useLocale();
  async function tell(recordType: string, id: string) {
    const isTask = recordType === "task";
    const { title, at } = isTask
      ? await client.tasks.get.query({ taskId: id }).then((task) => ({ title: task.title, at: task.dueDate }))
      : await client.calendarEvents.get
          .query({ calendarEventId: id })
          .then((event) => ({ title: event.title, at: event.startTime }));
    const when = at ? shortMoment(String(at), tag) : "";
    announce(`Reminder: ${title}, ${when}`);
    notifications.show({
      autoClose: false,
      icon: <IconBell size={16} aria-hidden />,
      title: "Reminder",
      message: (
        <Text size="sm">
          <Anchor component={Link} href={isTask ? `/tasks/${id}` : "/calendar"} inherit underline="always">
            {String(title)}
          </Anchor>{" "}
          {when}
        </Text>
      ),
    });
  }
  useLiveEvents((event) => {
    if (event.type === "reminder.due" && event.ownerId === viewer.userId)
      void tell(event.recordType, event.recordId).catch(notifyError);
  });
  return null;
}
