"use client";
/** The sort of a list as a sentence that can be changed: first by this, then by that. */
import { Button } from "@mantine/core";
import { IconArrowsSort } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { Sort } from "@/kernel/query/filter";
import { useCommands } from "../commands/command-provider";
import { late } from "../late/use-late";
import { OutsidePopover } from "./outside-popover";

const rules = late(() => import("./sort-rules").then((part) => part.SortRules));

export interface SortMenuProps {
  fields: FieldDescriptor[];
  sort: Sort[];
  onChange: (sort: Sort[]) => void;
}

export function SortMenu(props: SortMenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const close = useCallback(() => setIsOpen(false), []);
  useCommands([
    {
      id: "sort-list",
      label: "Sort this list",
      group: "List",
      icon: IconArrowsSort,
      keywords: ["order"],
      run: () => setIsOpen(true),
    },
  ]);
  const { length } = props.sort;
  return (
    <OutsidePopover
      isOpen={isOpen}
      onClose={close}
      title="Sort"
      width={420}
      position="bottom-end"
      target={
        <Button
          variant="default"
          leftSection={<IconArrowsSort size={15} />}
          aria-expanded={isOpen}
          aria-haspopup="dialog"
          onClick={() => setIsOpen((before) => !before)}
        >
          Sort{length > 0 ? ` · ${length}` : ""}
        </Button>
      }
      content={rules}
      given={props}
    />
  );
}
