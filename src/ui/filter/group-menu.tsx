"use client";
/** What a list is grouped by, and the opening and closing of all groups at once. */
import { Button, Group, SegmentedControl, Select } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import classes from "./filter.module.css";
import { OutsidePopover } from "./outside-popover";

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
  const { choices, value, label, intervals, interval, onChange, onOpen, onAllOpen } = props;
  const [isOpen, setIsOpen] = useState(false);
  const close = useCallback(() => setIsOpen(false), []);
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
    >
      <Select
        openOnFocus={false}
        size="xs"
        label="Group by"
        placeholder="Not grouped"
        searchable
        clearable
        clearButtonProps={{ "aria-label": "No groups" }}
        data={choices}
        value={value ?? null}
        onChange={(next) => onChange(next ?? undefined)}
      />
      {value && intervals && interval ? (
        <SegmentedControl
          mt={10}
          size="xs"
          fullWidth
          aria-label="Length of a group"
          data={intervals.map((one) => ({ value: one, label: one }))}
          value={interval}
          onChange={(next) => onChange(value, next)}
        />
      ) : null}
      {value ? (
        <Group gap={4} mt={8}>
          <Button variant="subtle" size="compact-sm" onClick={() => onAllOpen(true)}>
            Open all
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={() => onAllOpen(false)}>
            Close all
          </Button>
          <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChange(undefined)}>
            No groups
          </Button>
        </Group>
      ) : null}
    </OutsidePopover>
  );
}
