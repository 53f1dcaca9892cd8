"use client";
// How a task repeats: a usual rhythm in one choice, or one's own by its parts, and when it ends.
import { Checkbox, Group, Input, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import {
  places,
  plainRhythm,
  type Rhythm,
  readRhythm,
  recurrenceWords,
  type Unit,
  units,
  weekdays,
  writeRhythm,
} from "./recurrence-words";
import { type FieldEditorProps, namingOf } from "./text-editor";

const usual = [
  "FREQ=DAILY",
  "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  "FREQ=WEEKLY",
  "FREQ=WEEKLY;INTERVAL=2",
  "FREQ=MONTHLY",
  "FREQ=MONTHLY;INTERVAL=3",
  "FREQ=YEARLY",
];
const own = "own";

export function RecurrenceEditor(props: FieldEditorProps) {
  const { field, value, onChange, isDisabled } = props;
  const { description, ...naming } = { description: undefined, ...namingOf(props) };
  const rule = typeof value === "string" ? value : "";
  const rhythm = rule ? readRhythm(rule) : null;
  const endless = rhythm ? writeRhythm({ ...rhythm, until: null, count: null }) : "";
  const [isOwn, setIsOwn] = useState(rule !== "" && !usual.includes(endless));
  const set = (changes: Partial<Rhythm>) => rhythm && onChange(writeRhythm({ ...rhythm, ...changes }));

  function choose(choice: string) {
    setIsOwn(choice === own);
    if (choice === own) onChange(writeRhythm(rhythm ?? plainRhythm("WEEKLY")));
    else if (choice === "") onChange(null);
    else {
      const chosen = readRhythm(choice);
      if (chosen)
        onChange(writeRhythm({ ...chosen, until: rhythm?.until ?? null, count: rhythm?.count ?? null }));
    }
  }

  return (
    <Stack gap={6}>
      <NativeSelect
        {...naming}
        description={description}
        disabled={isDisabled}
        value={rule === "" ? "" : isOwn || !rhythm ? own : endless}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          { value: "", label: "Does not repeat" },
          ...usual.map((one) => ({ value: one, label: recurrenceWords(one, "en") })),
          { value: own, label: rule && !rhythm ? rule : "Another rhythm" },
        ]}
      />
      {rhythm && isOwn ? <OwnRhythm rhythm={rhythm} onChange={set} /> : null}
      {rhythm ? <End rhythm={rhythm} onChange={set} label={field.label} /> : null}
    </Stack>
  );
}

interface PartProps {
  rhythm: Rhythm;
  onChange: (changes: Partial<Rhythm>) => void;
}

const wholeNumber = (text: string, most: number): number | null => {
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 && value <= most ? value : null;
};

function OwnRhythm({ rhythm, onChange }: PartProps) {
  const { unit, interval, days, place } = rhythm;
  const isMany = interval > 1;
  return (
    <>
      <Group gap={6}>
        <Text size="sm">Every</Text>
        <NumberText
          label="Number"
          value={interval}
          most={999}
          onChange={(next) => onChange({ interval: next })}
        />
        <NativeSelect
          size="xs"
          aria-label="Unit"
          value={unit}
          onChange={(event) => onChange({ unit: event.currentTarget.value as Unit, days: [], place: null })}
          data={units.map((one) => ({ value: one.value, label: isMany ? one.many : one.one }))}
        />
      </Group>
      {unit === "WEEKLY" ? (
        <Checkbox.Group aria-label="On these days" value={days} onChange={(next) => onChange({ days: next })}>
          <Group gap={10}>
            {weekdays.map(({ value, label, name }) => (
              <Checkbox key={value} size="xs" value={value} label={label} aria-label={name} />
            ))}
          </Group>
        </Checkbox.Group>
      ) : null}
      {unit === "MONTHLY" ? (
        <Group gap={6}>
          <NativeSelect
            size="xs"
            aria-label="Day of the month"
            value={place ? String(place.nth) : ""}
            onChange={({ currentTarget: { value } }) =>
              onChange({ place: value ? { nth: Number(value), day: place?.day ?? "MO" } : null })
            }
            data={[
              { value: "", label: "on the same date" },
              ...places.map(({ value, label }) => ({ value: String(value), label: `on the ${label}` })),
            ]}
          />
          {place ? (
            <NativeSelect
              size="xs"
              aria-label="Weekday"
              value={place.day}
              onChange={(event) => onChange({ place: { ...place, day: event.currentTarget.value } })}
              data={weekdays.map(({ value, name }) => ({ value, label: name }))}
            />
          ) : null}
        </Group>
      ) : null}
    </>
  );
}

function End({ rhythm, onChange, label }: PartProps & { label: string }) {
  const { until, count } = rhythm;
  const kind = count ? "count" : until ? "until" : "never";
  const inAMonth = () => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  return (
    <Group gap={6}>
      <NativeSelect
        size="xs"
        aria-label={`${label}: end`}
        value={kind}
        onChange={({ currentTarget: { value } }) =>
          onChange({
            until: value === "until" ? inAMonth() : null,
            count: value === "count" ? 10 : null,
          })
        }
        data={[
          { value: "never", label: "without an end" },
          { value: "until", label: "until" },
          { value: "count", label: "so many times" },
        ]}
      />
      {until && !count ? (
        <Input
          type="date"
          size="xs"
          aria-label="Last day"
          value={until}
          onChange={({ currentTarget: { value } }) => value && onChange({ until: value })}
        />
      ) : null}
      {count ? (
        <NumberText label="Times" value={count} most={9999} onChange={(next) => onChange({ count: next })} />
      ) : null}
    </Group>
  );
}

interface NumberTextProps {
  label: string;
  value: number;
  most: number;
  onChange: (value: number) => void;
}

/** What is typed stays while it is no number yet; only a number counts. */
function NumberText({ label, value, most, onChange }: NumberTextProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      aria-label={label}
      inputMode="numeric"
      w={56}
      size="xs"
      value={typed ?? String(value)}
      error={typed !== null && wholeNumber(typed, most) === null}
      onChange={({ currentTarget: { value: text } }) => {
        setTyped(text);
        const next = wholeNumber(text, most);
        if (next !== null) onChange(next);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
