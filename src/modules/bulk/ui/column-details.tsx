"use client";
// How a column is written, to be changed: the order of its dates, its decimals, what its values stand for, and the new
// field that it makes.
import { Autocomplete, Button, Checkbox, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { ownTimeZone } from "@/modules/activities/ui/moment-text";
import { ZoneSelect } from "@/modules/activities/ui/zone-select";
import { useLocale } from "@/ui/fields/locale";
import type { Import, ImportKind } from "../plan-schema";
import { type ColumnChoice, newFieldFor } from "./choices";
import {
  dateNames,
  hasLocalTimes,
  isDate,
  isNumber,
  kindOf,
  newFieldKinds,
  numberNames,
  readAs,
  unknownValues,
} from "./format-words";
import classes from "./import.module.css";

type Column = Import["files"][number]["columns"][number];
type DateFormat = keyof typeof dateNames;

interface ColumnDetailsProps {
  column: Column;
  choice: ColumnChoice;
  field: ImportKind["fields"][number] | undefined;
  onChange: (next: ColumnChoice) => void;
}

interface ClockProps {
  timeZone: string;
  onTimeZone: (zone: string) => void;
}

export function ColumnDetails(props: ColumnDetailsProps & ClockProps) {
  const { column, choice, field, timeZone, onTimeZone, onChange } = props;
  const { tag: locale } = useLocale();
  const kind = kindOf(choice, field);
  const { format } = choice;
  const isLocal = hasLocalTimes(column, kind);
  const setFormat = (next: ColumnChoice["format"]) => onChange({ ...choice, format: next });
  return (
    <div className={classes.detailParts}>
      {choice.create ? <NewField column={column} choice={choice} onChange={onChange} /> : null}
      {isDate(kind) ? (
        <NativeSelect
          label="Dates are written with the"
          description={isLocal ? undefined : readAs(column, kind, format, timeZone)}
          value={format.dateFormat ?? ""}
          data={[
            {
              value: "",
              label: column.isDateAmbiguous ? "not said: unclear ones are left out" : "order that each shows",
            },
            ...(Object.keys(dateNames) as DateFormat[]).map((value) => ({ value, label: dateNames[value] })),
          ]}
          onChange={({ currentTarget: { value } }) => {
            const { dateFormat: _, ...rest } = format;
            const next = (Object.keys(dateNames) as DateFormat[]).find((one) => one === value);
            setFormat(next ? { ...rest, dateFormat: next } : rest);
          }}
        />
      ) : null}
      {isLocal ? (
        <ZoneSelect
          label="Times of this file are in"
          description={readAs(column, kind, format, timeZone)}
          zone={timeZone}
          locale={locale}
          onChange={(zone) => onTimeZone(zone ?? ownTimeZone())}
        />
      ) : null}
      {isNumber(kind) ? (
        <NativeSelect
          label="Decimals follow a"
          value={format.numberFormat ?? ""}
          data={[
            { value: "", label: "point or comma, as each number shows" },
            { value: "point", label: `${numberNames.point}: 1,234.50` },
            { value: "comma", label: `${numberNames.comma}: 1.234,50` },
          ]}
          onChange={({ currentTarget: { value } }) => {
            const { numberFormat: _, ...rest } = format;
            setFormat(value === "point" || value === "comma" ? { ...rest, numberFormat: value } : rest);
          }}
        />
      ) : null}
      <Values column={column} choice={choice} field={field} onChange={onChange} />
    </div>
  );
}

function NewField({ column, choice, onChange }: Omit<ColumnDetailsProps, "field">) {
  const create = choice.create ?? newFieldFor(column);
  const { recordType, format } = choice;
  const set = (next: typeof create) => onChange({ recordType, format, create: next });
  const isChoice = create.kind === "select" || create.kind === "multiSelect";
  return (
    <>
      <TextInput
        label="Name of the new field"
        value={create.label}
        maxLength={100}
        onChange={(event) => set({ ...create, label: event.currentTarget.value })}
      />
      <NativeSelect
        label="It holds"
        value={create.kind}
        data={newFieldKinds}
        onChange={({ currentTarget: { value } }) => {
          const { options: _, ...rest } = create;
          const values = (column.values ?? []).map((one) => one.value).slice(0, 200);
          const needsOptions = value === "select" || value === "multiSelect";
          set({ ...rest, kind: value, ...(needsOptions ? { options: values } : {}) });
        }}
      />
      {isChoice ? (
        <TextInput
          label="What may be chosen"
          description="Separated by commas"
          value={(create.options ?? []).join(", ")}
          onChange={(event) =>
            set({ ...create, options: event.currentTarget.value.split(",").map((one) => one.trimStart()) })
          }
          onBlur={() =>
            set({ ...create, options: (create.options ?? []).map((one) => one.trim()).filter(Boolean) })
          }
        />
      ) : (
        <Checkbox
          label="No two records have the same"
          description="Records can be recognised by it"
          checked={create.isUnique ?? false}
          onChange={(event) => set({ ...create, isUnique: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

const mostValues = 40;
/** What a stage or a choice may be called. */
const mostLength = 100;
/** No value of a file: cells come without their ends. */
const asNew = " new ";

function Values({ column, choice, field, onChange }: ColumnDetailsProps) {
  const values = column.values?.slice(0, mostValues) ?? [];
  const kind = kindOf(choice, field);
  if (values.length === 0 || choice.create || isDate(kind) || isNumber(kind)) return null;
  const means = choice.format.values ?? {};
  const unknown = new Set(unknownValues(column, choice, field));
  const adds = choice.adds ?? [];
  const canAdd = field?.canAddOptions ?? false;
  const addable = canAdd ? [...unknown].filter((value) => value.length <= mostLength) : [];
  const labels = [...new Set((field?.options ?? []).map(({ label }) => label))];
  function set(value: string, text: string) {
    const { [value]: _, ...others } = means;
    const isItself = text === "" || text === value || text === asNew;
    const next = isItself ? others : { ...others, [value]: text };
    const { values: __, ...rest } = choice.format;
    const kept = adds.filter((one) => one !== value);
    onChange({
      ...choice,
      adds: text === asNew ? [...kept, value] : kept,
      format: Object.keys(next).length > 0 ? { ...rest, values: next } : rest,
    });
  }
  return (
    <fieldset className={classes.values}>
      <legend>What its values stand for</legend>
      {values.map(({ value, rows }) => (
        <div key={value} className={classes.value}>
          <Text size="sm" component="span" className={classes.valueText}>
            {value} <span className={classes.count}>{rows}</span>
          </Text>
          {labels.length > 0 ? (
            <NativeSelect
              size="xs"
              aria-label={`${value} stands for`}
              value={adds.includes(value) ? asNew : (means[value] ?? "")}
              data={[
                { value: "", label: unknown.has(value) ? "choose…" : "itself" },
                ...(adds.includes(value) || addable.includes(value)
                  ? [{ value: asNew, label: "a new one" }]
                  : []),
                ...labels.map((label) => ({ value: label, label })),
              ]}
              onChange={(event) => set(value, event.currentTarget.value)}
            />
          ) : (
            <Autocomplete
              size="xs"
              aria-label={`${value} stands for`}
              placeholder="itself"
              value={means[value] ?? ""}
              data={values.map((one) => one.value)}
              onChange={(text) => set(value, text)}
            />
          )}
        </div>
      ))}
      {addable.length > 1 ? (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange({ ...choice, adds: [...adds, ...addable] })}
        >
          {addable.length === 2 ? "Both are new ones" : `All ${addable.length} are new ones`}
        </Button>
      ) : null}
    </fieldset>
  );
}
