"use client";
/** Which columns are shown, and in which order. */
import { Button } from "@mantine/core";
import { IconColumns } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { useCommands } from "../commands/command-provider";
import { late } from "../late/use-late";
import { OutsidePopover } from "./outside-popover";

const list = late(() => import("./column-list").then((part) => part.ColumnList));

export interface ColumnPickerProps {
  fields: FieldDescriptor[];
  columns: string[];
  onChange: (columns: string[]) => void;
}

export function ColumnPicker(props: ColumnPickerProps) {
  const [isOpen, setIsOpen] = useState(false);
  const close = useCallback(() => setIsOpen(false), []);
  useCommands([
    {
      id: "choose-columns",
      label: "Choose the columns of this list",
      group: "List",
      icon: IconColumns,
      keywords: ["columns", "fields"],
      run: () => setIsOpen(true),
    },
  ]);
  return (
    <OutsidePopover
      isOpen={isOpen}
      onClose={close}
      title="Columns"
      width={300}
      position="bottom-end"
      target={
        <Button
          variant="default"
          leftSection={<IconColumns size={15} />}
          aria-expanded={isOpen}
          aria-haspopup="dialog"
          onClick={() => setIsOpen((before) => !before)}
        >
          Columns
        </Button>
      }
      content={list}
      given={props}
    />
  );
}
