"use client";
/** How long a credential works: a few usual spans, an exact date, or for ever. */
import { Select } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useState } from "react";

const spans = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "date", label: "Until a date …" },
  { value: "never", label: "Without end" },
];

export interface ExpirySelectProps {
  value: string | null;
  onChange: (expiresAt: string | null) => void;
  error?: string;
  /** What is chosen at first; "never" keeps `value` at null. */
  initial?: "90" | "date" | "never";
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

export function ExpirySelect({ value, onChange, error, initial = "90" }: ExpirySelectProps) {
  const [span, setSpan] = useState<string>(initial);
  return (
    <>
      <Select
        label="Works for"
        data={spans}
        value={span}
        allowDeselect={false}
        error={span === "date" ? undefined : error}
        onChange={(next) => {
          if (!next) return;
          setSpan(next);
          onChange(next === "never" ? null : inDays(next === "date" ? 30 : Number(next)));
        }}
      />
      {span === "date" ? (
        <DateInput
          label="Until the end of"
          valueFormat="D MMM YYYY"
          minDate={inDays(1)}
          value={value?.slice(0, 10) ?? null}
          error={error}
          onChange={(day) => onChange(day ? new Date(`${day}T23:59:59`).toISOString() : null)}
        />
      ) : null}
    </>
  );
}

export const inNinetyDays = () => inDays(90);
