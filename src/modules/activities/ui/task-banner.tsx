"use client";
// What can be done with a task at once: done, taken up again, another time.
import { Button, Group, NativeSelect, Popover, Tooltip } from "@mantine/core";
import { IconCheck, IconClock, IconPlayerSkipForward, IconRotateClockwise } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useRecordCache } from "@/modules/records/ui/cache";
import { useMay } from "@/modules/records/ui/viewer";
import { useTRPCClient } from "@/surfaces/rpc/client";
import type { RecordRow } from "@/surfaces/rpc/records";
import { notifyError } from "@/ui/feedback/notify";
import classes from "./activities.module.css";
import { Reminders } from "./reminders";
import { scopeOfChange, setIsAlone, useIsAlone } from "./series-scope";
import { useTaskActions } from "./use-task-actions";
import { WhenInput } from "./when-input";

const taskType = { name: "task", plural: "tasks" };

export function TaskBanner({ record }: { record: RecordRow }) {
  const client = useTRPCClient();
  const cache = useRecordCache(taskType);
  const actions = useTaskActions();
  const may = useMay();
  const [isMoving, setIsMoving] = useState(false);
  const isAlone = useIsAlone(record.id);
  // A choice for this visit: whoever comes back means all again.
  useEffect(() => () => setIsAlone(record.id, false), [record.id]);
  if (!may("activities:write", record)) return null;
  const isOpen = record.status === "pending" || record.status === "in_progress";

  async function put(work: Promise<unknown>) {
    try {
      const saved = await work;
      cache.put(saved as RecordRow);
      cache.refreshAround(record.id);
      actions.refresh();
    } catch (error) {
      notifyError(error);
    }
  }

  return (
    <Group gap={8} className={classes.banner}>
      {isOpen ? (
        <>
          <Button
            color="teal"
            variant="light"
            leftSection={<IconCheck size={14} />}
            onClick={() => void put(client.tasks.complete.mutate({ taskId: record.id }))}
          >
            Done
          </Button>
          <Popover opened={isMoving} onChange={setIsMoving} width={280} trapFocus>
            <Popover.Target>
              <Button
                variant="default"
                leftSection={<IconClock size={14} />}
                onClick={() => setIsMoving((before) => !before)}
              >
                Reschedule
              </Button>
            </Popover.Target>
            <Popover.Dropdown aria-label="Another time">
              <WhenInput
                data-autofocus
                onCancel={() => setIsMoving(false)}
                onWhen={(dueDate) => {
                  setIsMoving(false);
                  void put(
                    client.tasks.update.mutate({ taskId: record.id, dueDate, ...scopeOfChange(record) }),
                  );
                }}
              />
            </Popover.Dropdown>
          </Popover>
        </>
      ) : (
        <Button
          variant="default"
          leftSection={<IconRotateClockwise size={14} />}
          onClick={() => void put(client.tasks.reopen.mutate({ taskId: record.id }))}
        >
          Reopen
        </Button>
      )}
      {isOpen && record.recurrence ? (
        <>
          <Tooltip label="This one is called off, the next one comes">
            <Button
              variant="default"
              leftSection={<IconPlayerSkipForward size={14} />}
              onClick={() => void put(client.tasks.cancel.mutate({ taskId: record.id, scope: "this" }))}
            >
              Skip
            </Button>
          </Tooltip>
          <NativeSelect
            size="xs"
            aria-label="Changes are meant for"
            value={isAlone ? "this" : "following"}
            onChange={(event) => setIsAlone(record.id, event.currentTarget.value === "this")}
            data={[
              { value: "following", label: "Change this and the following" },
              { value: "this", label: "Change only this one" },
            ]}
          />
        </>
      ) : null}
      {isOpen ? (
        <Reminders activityId={record.id} at={typeof record.dueDate === "string" ? record.dueDate : null} />
      ) : null}
    </Group>
  );
}
