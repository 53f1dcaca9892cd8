"use client";
/** Picks a user or a record by typing; shows the present one by name before anything is loaded. */
import { Loader, Select, type SelectProps } from "@mantine/core";
import { useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { useFieldSources } from "./field-sources";
import classes from "./fields.module.css";
import { PersonAvatar } from "./person";
import { isObject, readReference } from "./read-value";
import { useOptions } from "./use-options";

interface ReferenceEditorProps {
  shared: Omit<SelectProps, "value" | "onChange" | "data">;
  field: FieldDescriptor;
  value: unknown;
  record?: unknown;
  onChange: (value: unknown) => void;
}

export function ReferenceEditor({ shared, field, value, record, onChange }: ReferenceEditorProps) {
  const sources = useFieldSources();
  const kind = field.kind === "user" ? "user" : "record";
  const id =
    isObject(value) && typeof value.id === "string" ? value.id : typeof value === "string" ? value : null;
  const reference = readReference(field, value, record);
  const [picked, setPicked] = useState<{ value: string; label: string } | null>(null);
  const currentName =
    (picked?.value === id ? picked?.label : undefined) ??
    (reference?.id === id ? reference?.name : undefined) ??
    (id ? (sources.nameOf?.(kind, field.recordType, id) ?? `…${id.slice(-6)}`) : "");

  const [query, setQuery] = useState("");
  const [isOpen, setIsOpen] = useState(false);
  // The input holds the present name until someone types: that is no search.
  const search = query === currentName ? "" : query;
  const { options, isLoading, error } = useOptions(
    sources.loadOptions,
    kind,
    field.recordType,
    search,
    isOpen,
  );
  const present =
    id && !options.some((option) => option.value === id) ? [{ value: id, label: currentName }] : [];
  const known = new Map(options.map((option) => [option.value, option]));

  return (
    <Select
      {...shared}
      searchable
      clearable={!field.isRequired}
      clearButtonProps={{ "aria-label": `Clear ${field.label}` }}
      data={[...present, ...options.map(({ value: one, label }) => ({ value: one, label }))]}
      filter={({ options: all }) => all}
      value={id}
      searchValue={query}
      onSearchChange={setQuery}
      onDropdownOpen={() => setIsOpen(true)}
      onDropdownClose={() => setIsOpen(false)}
      rightSection={isLoading ? <Loader size={14} /> : undefined}
      leftSection={
        id && currentName ? (
          <PersonAvatar name={currentName} isSquare={kind === "record"} size={18} />
        ) : undefined
      }
      nothingFoundMessage={error ?? (isLoading ? "Searching…" : "Nothing found")}
      renderOption={({ option }) => (
        <span className={classes.person}>
          <PersonAvatar
            name={option.label}
            avatarUrl={known.get(option.value)?.avatarUrl}
            isSquare={kind === "record"}
          />
          <span className={classes.ellipsis}>{option.label}</span>
          <span className={`${classes.dim} ${classes.ellipsis}`}>{known.get(option.value)?.description}</span>
        </span>
      )}
      onChange={(next, option) => {
        if (next && option) setPicked({ value: next, label: option.label });
        onChange(next);
      }}
    />
  );
}
