"use client";
/** Picks several users or records by typing: for filters ("owner is any of …"). */
import { MultiSelect } from "@mantine/core";
import { useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { useFieldSources } from "./field-sources";
import { OptionRow } from "./option-row";
import { useOptions } from "./use-options";

interface ReferencesEditorProps {
  field: FieldDescriptor;
  value: unknown;
  onChange: (value: string[]) => void;
}

export function ReferencesEditor({ field, value, onChange }: ReferencesEditorProps) {
  const sources = useFieldSources();
  const kind = field.kind === "user" ? "user" : "record";
  const [query, setQuery] = useState("");
  const [isOpen, setIsOpen] = useState(false);
  const [seen, setSeen] = useState<ReadonlyMap<string, string>>(new Map());
  const { options, error } = useOptions(sources.loadOptions, kind, field.recordType, query, isOpen);
  const ids = Array.isArray(value) ? value.map(String) : [];
  const kept = ids
    .filter((id) => !options.some((option) => option.value === id))
    .map((id) => ({
      value: id,
      label: seen.get(id) ?? sources.nameOf?.(kind, field.recordType, id) ?? `…${id.slice(-6)}`,
    }));
  const known = new Map(options.map((option) => [option.value, option]));
  return (
    <MultiSelect
      aria-label={field.label}
      searchable
      comboboxProps={{ width: 320, position: "bottom-start" }}
      placeholder={ids.length === 0 ? "Type a name" : undefined}
      data={[...kept, ...options.map(({ value: id, label }) => ({ value: id, label }))]}
      filter={({ options: all }) => all}
      value={ids}
      searchValue={query}
      onSearchChange={setQuery}
      onDropdownOpen={() => setIsOpen(true)}
      nothingFoundMessage={error ?? "Nothing found"}
      renderOption={({ option }) => (
        <OptionRow label={option.label} option={known.get(option.value)} isSquare={kind === "record"} />
      )}
      onChange={(next) => {
        const names = new Map(seen);
        for (const option of options) if (next.includes(option.value)) names.set(option.value, option.label);
        setSeen(names);
        onChange(next);
      }}
    />
  );
}
