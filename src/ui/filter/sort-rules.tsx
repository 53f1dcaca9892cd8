"use client";
/** What is inside the sort menu: one line for each key of the order. */
import { ActionIcon, Button, Group, SegmentedControl, Select } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { FieldKind } from "@/kernel/fields/descriptor";
import classes from "./filter.module.css";
import type { SortMenuProps } from "./sort-menu";

/** What "ascending" means for values of this kind. */
function directionsOf(kind: FieldKind | undefined) {
  const labels = {
    date: ["Oldest", "Newest"],
    dateTime: ["Oldest", "Newest"],
    integer: ["1 → 9", "9 → 1"],
    number: ["1 → 9", "9 → 1"],
    money: ["1 → 9", "9 → 1"],
    boolean: ["No → Yes", "Yes → No"],
  }[kind as string] ?? ["A → Z", "Z → A"];
  return [
    { value: "asc", label: labels[0] },
    { value: "desc", label: labels[1] },
  ];
}

export function SortRules({ fields, sort, onChange }: SortMenuProps) {
  const sortable = fields.filter((field) => field.isSortable);
  const free = sortable.filter((field) => !sort.some((entry) => entry.field === field.key));
  const [first] = free;
  return (
    <>
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
              className={classes.direction}
              fullWidth
              value={entry.order}
              data={directionsOf(fields.find(({ key }) => key === entry.field)?.kind)}
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
    </>
  );
}
