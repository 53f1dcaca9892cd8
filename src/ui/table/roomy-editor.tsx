"use client";
/** Where a value is edited that needs more room than its cell. */
import { Button, Group, Popover } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import classes from "./table.module.css";

interface RoomyEditorProps {
  label: string;
  onKeyDown: (event: KeyboardEvent) => void;
  onCancel: () => void;
  /** Also when it is left. */
  onSave: () => void;
  children: ReactNode;
}

export function RoomyEditor({ label, onKeyDown, onCancel, onSave, children }: RoomyEditorProps) {
  return (
    <Popover opened onClose={onSave} position="bottom-start" width={340} trapFocus withinPortal>
      <Popover.Target>
        <div className={classes.roomyAnchor} />
      </Popover.Target>
      <Popover.Dropdown onKeyDown={onKeyDown} aria-label={`Edit ${label}`}>
        {children}
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
