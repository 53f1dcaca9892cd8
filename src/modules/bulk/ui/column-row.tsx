"use client";
// One column of a file: samples, the field that it fills or the new one that it makes, and how its values are written.
import { Badge, Button, Group } from "@mantine/core";
import { IconAlertTriangle, IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import { FocusedSelect } from "@/ui/form/focused-select";
import type { Import, ImportKind } from "../plan-schema";
import { type ColumnChoice, computedNamed, newFieldFor } from "./choices";
import { ColumnDetails } from "./column-details";
import { formatWords } from "./format-words";
import classes from "./import.module.css";

export type Column = Import["files"][number]["columns"][number];
type Offered = { group: string; items: { value: string; label: string }[] }[];

/** The fields of the kind that the file is about, of what its rows may hold besides, and a new one. */
export function fieldChoices(kind: ImportKind, kinds: readonly ImportKind[]): Offered {
  const along = kinds.filter((one) => kind.along.includes(one.recordType));
  return [kind, ...along].map((one) => ({
    group: one.label,
    items: [
      ...one.fields.map(({ field, label, isRequired }) => ({
        value: `${one.recordType}:${field}`,
        label: `${one === kind ? "" : `${one.label}: `}${label}${isRequired ? " *" : ""}`,
      })),
      ...(one.canAddFields
        ? [{ value: `${one.recordType}:`, label: `New field of ${one.labelPlural.toLowerCase()}…` }]
        : []),
    ],
  }));
}

interface ColumnRowProps {
  column: Column;
  choice: ColumnChoice | null;
  kind: ImportKind;
  kinds: ImportKind[];
  offered: Offered;
  taken: ReadonlySet<string>;
  /** The clock of the file's times that name no zone. */
  timeZone: string;
  onTimeZone: (zone: string) => void;
  onChange: (next: ColumnChoice | null) => void;
}

export function ColumnRow(props: ColumnRowProps) {
  const { column, choice, kind, kinds, offered, taken, timeZone, onTimeZone, onChange } = props;
  const [isOpen, setIsOpen] = useState(false);
  const detailsId = useId();
  const own = kinds.find((one) => one.recordType === choice?.recordType) ?? kind;
  const field = own.fields.find((one) => one.field === choice?.field);
  const value = choice ? `${choice.recordType}:${choice.field ?? ""}` : "";
  const computed = choice ? undefined : computedNamed(kind, column.column);
  const words = choice ? formatWords(column, choice, field, timeZone) : null;

  function choose(next: string) {
    const at = next.indexOf(":");
    const chosen = kinds.find((one) => one.recordType === next.slice(0, at));
    if (!chosen) return onChange(null);
    const key = next.slice(at + 1);
    const format = choice?.format ?? dateOf(column);
    if (key) return onChange({ recordType: chosen.recordType, field: key, format });
    setIsOpen(true);
    onChange({ recordType: chosen.recordType, create: newFieldFor(column), format });
  }

  return (
    <>
      <tr className={choice === null ? classes.leftOut : undefined}>
        <th scope="row">{column.column}</th>
        <td className={classes.samples}>{column.samples.slice(0, 3).join(" · ") || "empty"}</td>
        <td>
          <Group gap={8} wrap="nowrap">
            <FocusedSelect
              label={`Field for ${column.column}`}
              width={220}
              value={value}
              shown={labelOf(offered, value)}
              choices={() => [
                { value: "", label: leftOut },
                ...offered.map(({ group, items }) => ({
                  group,
                  items: items.map((item) => ({
                    ...item,
                    disabled: taken.has(item.value) && item.value !== value,
                  })),
                })),
              ]}
              onChange={choose}
            />
            {choice?.isUnsure ? (
              <Badge variant="light" color="yellow" size="sm" tt="none">
                please check
              </Badge>
            ) : null}
          </Group>
        </td>
        <td>
          {choice && words ? (
            <Button
              variant="subtle"
              size="compact-xs"
              color="gray"
              c={words.isOpenQuestion ? "var(--m-warning)" : undefined}
              aria-expanded={isOpen}
              aria-controls={detailsId}
              aria-label={`${column.column}: ${words.text}`}
              leftSection={words.isOpenQuestion ? <IconAlertTriangle size={13} aria-hidden /> : undefined}
              rightSection={isOpen ? <IconChevronDown size={13} /> : <IconChevronRight size={13} />}
              onClick={() => setIsOpen(!isOpen)}
            >
              {words.text}
            </Button>
          ) : computed ? (
            <span className={classes.samples}>{computed} is computed: it is not imported</span>
          ) : null}
        </td>
      </tr>
      {choice && isOpen ? (
        <tr id={detailsId} className={classes.details}>
          <td colSpan={4}>
            <ColumnDetails
              column={column}
              choice={choice}
              field={field}
              timeZone={timeZone}
              onTimeZone={onTimeZone}
              onChange={onChange}
            />
          </td>
        </tr>
      ) : null}
    </>
  );
}

const leftOut = "Leave out";

const labelOf = (offered: Offered, value: string): string =>
  offered.flatMap(({ items }) => items).find((item) => item.value === value)?.label ?? leftOut;

const dateOf = (column: Column): ColumnChoice["format"] =>
  column.dateFormat ? { dateFormat: column.dateFormat } : {};
