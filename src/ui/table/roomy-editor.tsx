"use client";
/** Where a value is edited that needs more room than its cell. */
import { Button, Group, Popover, Text } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import classes from "./table.module.css";

interface RoomyEditorProps {
  label: string;
  /** Why it was not saved. */
  problem?: string;
  onKeyDown: (event: KeyboardEvent) => void;
  onCancel: () => void;
  /** Also when it is left. */
  onSave: () => void;
  children: ReactNode;
}

export function RoomyEditor({ label, problem, onKeyDown, onCancel, onSave, children }: RoomyEditorProps) {
  return (
    <Popover opened onClose={onSave} position="bottom-start" width={340} trapFocus withinPortal>
      <Popover.Target>
        <div className={classes.roomyAnchor} />
      </Popover.Target>
      <Popover.Dropdown onKeyDown={onKeyDown} aria-label={`Edit ${label}`}>
        {children}
        {problem ? (
          <Text size="sm" c="var(--m-danger)" role="alert" mt={4}>
            {problem}
          </Text>
        ) : null}
        <Group justify="flex-end" gap={8} mt={8}>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button onClick={onSave}>Save</Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
