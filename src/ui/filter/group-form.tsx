"use client";
/** What is inside the group menu. */
import { Button, Group, SegmentedControl, Select } from "@mantine/core";
import type { GroupMenuProps } from "./group-menu";

export function GroupForm({ choices, value, intervals, interval, onChange, onAllOpen }: GroupMenuProps) {
  return (
    <>
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
    </>
  );
}
