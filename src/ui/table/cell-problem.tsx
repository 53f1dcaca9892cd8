"use client";
/** Why the value in a cell's editor was not saved, under the cell. */
import { Popover, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./table.module.css";

export function CellProblem({ children }: { children: ReactNode }) {
  return (
    <Popover opened position="bottom-start" withinPortal offset={4} shadow="sm" withRoles={false}>
      <Popover.Target>
        <div className={classes.problemAnchor} />
      </Popover.Target>
      <Popover.Dropdown p={8} maw={320}>
        <Text size="sm" c="var(--m-danger)" role="alert">
          {children}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
