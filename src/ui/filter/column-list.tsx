"use client";
/** What is inside the column picker: the shown columns in their order, then the others. */
import { ActionIcon, Checkbox, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { ColumnPickerProps } from "./column-picker";
import classes from "./filter.module.css";

export function ColumnList({ fields, columns, onChange }: ColumnPickerProps) {
  const [wanted, setWanted] = useState("");
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const shown = columns.flatMap((key) => byKey.get(key) ?? []);
  const hidden = fields.filter((field) => !columns.includes(field.key));
  const matches = (field: FieldDescriptor) => field.label.toLowerCase().includes(wanted.trim().toLowerCase());

  function move(key: string, step: number) {
    const next = columns.filter((other) => other !== key);
    next.splice(columns.indexOf(key) + step, 0, key);
    onChange(next);
  }

  return (
    <>
      <TextInput
        size="xs"
        aria-label="Find a column"
        placeholder="Find a column"
        leftSection={<IconSearch size={14} />}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <ul className={classes.columnList}>
        {[...shown, ...hidden].filter(matches).map((field) => {
          const at = columns.indexOf(field.key);
          return (
            <li key={field.key} className={classes.columnRow}>
              <Checkbox
                size="xs"
                label={field.label}
                checked={at >= 0}
                disabled={at === 0}
                onChange={() =>
                  onChange(at >= 0 ? columns.filter((key) => key !== field.key) : [...columns, field.key])
                }
              />
              {at > 0 && !wanted ? (
                <span className={classes.columnMove}>
                  <ActionIcon
                    size={22}
                    aria-label={`Move ${field.label} up`}
                    disabled={at <= 1}
                    onClick={() => move(field.key, -1)}
                  >
                    <IconArrowUp size={13} />
                  </ActionIcon>
                  <ActionIcon
                    size={22}
                    aria-label={`Move ${field.label} down`}
                    disabled={at >= columns.length - 1}
                    onClick={() => move(field.key, 1)}
                  >
                    <IconArrowDown size={13} />
                  </ActionIcon>
                </span>
              ) : null}
            </li>
          );
        })}
      </ul>
    </>
  );
}
