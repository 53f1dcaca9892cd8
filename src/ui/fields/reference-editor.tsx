"use client";
/**
 * Picks a user or a record by typing; shows the present one by name before anything is loaded, and offers to make the
 * one that is not there.
 */
import { Loader, Select, type SelectProps } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { notifyError } from "../feedback/notify";
import { type MakeOption, useFieldSources } from "./field-sources";
import classes from "./fields.module.css";
import { OptionRow } from "./option-row";
import { PersonAvatar } from "./person";
import { isObject, readReference } from "./read-value";
import { useMaker } from "./use-maker";
import { useOptions } from "./use-options";

/** The choice that is no record yet. */
const toBeMade = "new";

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

  const make = useMaker(kind === "record" ? field.recordType : undefined, isOpen);
  const [isMaking, setIsMaking] = useState(false);
  const name = search.trim();
  const isThere = options.some((option) => option.label.toLowerCase() === name.toLowerCase());
  const missing =
    make && name && !isLoading && !error && !isThere ? [{ value: toBeMade, label: `Create “${name}”` }] : [];

  async function create(makeOption: MakeOption) {
    setIsMaking(true);
    try {
      const made = await makeOption(name);
      setPicked(made);
      onChange(made.value);
    } catch (failure) {
      notifyError(failure);
    } finally {
      setIsMaking(false);
    }
  }

  return (
    <Select
      {...shared}
      // A name and an e-mail are wider than many a cell.
      comboboxProps={{ position: "bottom-start" }}
      classNames={{ dropdown: classes.roomyList }}
      // What fits is still being asked for: Enter must not take what fitted before.
      selectFirstOptionOnChange={false}
      searchable
      clearable={!field.isRequired}
      clearButtonProps={{ "aria-label": `Clear ${field.label}` }}
      data={[...present, ...options.map(({ value: one, label }) => ({ value: one, label })), ...missing]}
      // Choosing the present one again keeps it: there is a button for taking it out.
      allowDeselect={false}
      // While something else is typed, the present one is no answer to it.
      filter={({ options: all }) =>
        all.filter((one) => !("value" in one) || one.value !== id || known.has(one.value))
      }
      value={id}
      searchValue={query}
      onSearchChange={setQuery}
      onDropdownOpen={() => setIsOpen(true)}
      onDropdownClose={() => setIsOpen(false)}
      rightSection={isLoading || isMaking ? <Loader size={14} /> : undefined}
      leftSection={
        id && currentName ? (
          <PersonAvatar name={currentName} isSquare={kind === "record"} size={18} />
        ) : undefined
      }
      nothingFoundMessage={error ?? (isLoading ? "Searching…" : "Nothing found")}
      renderOption={({ option }) =>
        option.value === toBeMade ? (
          <span className={classes.person}>
            <IconPlus size={16} aria-hidden />
            <span className={classes.ellipsis}>{option.label}</span>
          </span>
        ) : (
          <OptionRow label={option.label} option={known.get(option.value)} isSquare={kind === "record"} />
        )
      }
      onChange={(next, option) => {
        if (next === toBeMade) return void (make && create(make));
        if (next && option) setPicked({ value: next, label: option.label });
        onChange(next);
      }}
    />
  );
}
