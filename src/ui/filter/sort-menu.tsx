"use client";
/** The sort of a list as a sentence that can be changed: first by this, then by that. */
import { ActionIcon, Button, Group, SegmentedControl, Select } from "@mantine/core";
import { IconArrowsSort, IconPlus, IconX } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { Sort } from "@/kernel/query/filter";
import classes from "./filter.module.css";
import { OutsidePopover } from "./outside-popover";

export interface SortMenuProps {
  fields: FieldDescriptor[];
  sort: Sort[];
  onChange: (sort: Sort[]) => void;
}

export function SortMenu({ fields, sort, onChange }: SortMenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const close = useCallback(() => setIsOpen(false), []);
  const sortable = fields.filter((field) => field.isSortable);
  const free = sortable.filter((field) => !sort.some((entry) => entry.field === field.key));
  const [first] = free;
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
          Sort{sort.length > 0 ? ` · ${sort.length}` : ""}
        </Button>
      }
    >
      <div className={classes.rules}>
        {sort.map((entry, index) => (
          <Group key={entry.field} gap={8} wrap="nowrap">
            <Select
              openOnFocus={false}
              size="xs"
              className={classes.grow}
              aria-label={index === 0 ? "Sort by" : "Then by"}
              allowDeselect={false}
              searchable
              data={sortable
                .filter((field) => field.key === entry.field || free.includes(field))
                .map((field) => ({ value: field.key, label: field.label }))}
              value={entry.field}
              onChange={(key) =>
                key && onChange(sort.map((other, at) => (at === index ? { ...other, field: key } : other)))
              }
            />
            <SegmentedControl
              size="xs"
              aria-label="Direction"
              value={entry.order}
              data={[
                { value: "asc", label: "A → Z" },
                { value: "desc", label: "Z → A" },
              ]}
              onChange={(order) =>
                onChange(
                  sort.map((other, at) =>
                    at === index ? { ...other, order: order === "desc" ? "desc" : "asc" } : other,
                  ),
                )
              }
            />
            <ActionIcon aria-label="Remove" onClick={() => onChange(sort.filter((_, at) => at !== index))}>
              <IconX size={14} />
            </ActionIcon>
          </Group>
        ))}
      </div>
      <Button
        variant="subtle"
        mt={sort.length > 0 ? 8 : 0}
        leftSection={<IconPlus size={14} />}
        disabled={!first}
        onClick={() => first && onChange([...sort, { field: first.key, order: "asc" }])}
      >
        {sort.length === 0 ? "Sort by a field" : "Then by another"}
      </Button>
    </OutsidePopover>
  );
}
