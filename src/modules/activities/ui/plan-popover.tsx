"use client";
// What is planned for a record, beside the mark that opened it.
import { Popover } from "@mantine/core";
import { PlanList } from "./plan-list";
import type { About } from "./use-task-actions";

export function PlanPopover({ about, onClose }: { about: About; onClose: () => void }) {
  return (
    <Popover
      opened
      onChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      width={300}
      position="bottom-end"
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <span />
      </Popover.Target>
      <Popover.Dropdown
        aria-label={about.title ? `Planned for ${about.title}` : "Planned"}
        onMouseDown={(event) => event.stopPropagation()}
        onTouchStart={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          if (event.key !== "Escape") event.stopPropagation();
        }}
      >
        <PlanList about={about} autoFocus />
      </Popover.Dropdown>
    </Popover>
  );
}
