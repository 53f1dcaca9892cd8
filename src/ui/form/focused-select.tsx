"use client";
/**
 * A choice from a long list, for tables that have one in every row: a plain input that becomes the real thing while it
 * has the focus, as fifty real ones take a quarter of a second to draw.
 */
import { Combobox, Input, Select, type SelectProps } from "@mantine/core";
import { useState } from "react";

interface FocusedSelectProps {
  label: string;
  value: string;
  /** What is written in the closed input. */
  shown: string;
  /** Asked for when it gets the focus. */
  choices: () => SelectProps["data"];
  onChange: (value: string) => void;
  width?: number;
}

export function FocusedSelect({ label, value, shown, choices, onChange, width }: FocusedSelectProps) {
  const [state, setState] = useState<"plain" | "focused" | "opened">("plain");
  if (state === "plain")
    return (
      <Input
        size="xs"
        w={width}
        role="combobox"
        aria-label={label}
        aria-haspopup="listbox"
        aria-expanded={false}
        readOnly
        pointer
        value={shown}
        rightSection={<Combobox.Chevron size="xs" />}
        rightSectionPointerEvents="none"
        // A click gives the focus to what takes its place; only the keyboard gives it to this one.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => setState("opened")}
        onFocus={() => setState("focused")}
      />
    );
  return (
    <Select
      size="xs"
      w={width}
      aria-label={label}
      autoFocus
      searchable
      allowDeselect={false}
      openOnFocus={false}
      defaultDropdownOpened={state === "opened"}
      data={choices()}
      value={value}
      onChange={(next) => onChange(next ?? "")}
      onBlur={() => setState("plain")}
    />
  );
}
