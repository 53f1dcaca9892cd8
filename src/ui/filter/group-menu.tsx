"use client";
/** What a list is grouped by, and the opening and closing of all groups at once. */
import { Button } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { useCommands } from "../commands/command-provider";
import { late } from "../late/use-late";
import classes from "./filter.module.css";
import { OutsidePopover } from "./outside-popover";

const form = late(() => import("./group-form").then((part) => part.GroupForm));

export interface GroupChoice {
  value: string;
  label: string;
}

export interface GroupMenuProps {
  /** Fields under headings: the record's own, then those one step away. */
  choices: { group: string; items: GroupChoice[] }[];
  value: string | undefined;
  /** What the button says while the list is grouped. */
  label: string | undefined;
  /** For a time: the length of a group. */
  intervals?: readonly string[];
  interval?: string;
  onChange: (value: string | undefined, interval?: string) => void;
  onOpen?: () => void;
  onAllOpen: (isOpen: boolean) => void;
}

export function GroupMenu(props: GroupMenuProps) {
  const { label, onOpen } = props;
  const [isOpen, setIsOpen] = useState(false);
  const close = useCallback(() => setIsOpen(false), []);
  useCommands([
    {
      id: "group-list",
      label: "Group this list",
      group: "List",
      icon: IconStack2,
      run: () => {
        setIsOpen(true);
        onOpen?.();
      },
    },
  ]);
  return (
    <OutsidePopover
      isOpen={isOpen}
      onClose={close}
      title="Group"
      width={320}
      position="bottom-end"
      target={
        <Button
          variant="default"
          leftSection={<IconStack2 size={15} />}
          aria-expanded={isOpen}
          aria-haspopup="dialog"
          onClick={() => {
            setIsOpen((before) => !before);
            onOpen?.();
          }}
        >
          {label ? <span className={classes.buttonText}>Group · {label}</span> : "Group"}
        </Button>
      }
      content={form}
      given={props}
    />
  );
}
