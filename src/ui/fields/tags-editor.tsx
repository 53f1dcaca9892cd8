"use client";
/** Free words with suggestions from the tenant's own tags. */
import { TagsInput, type TagsInputProps } from "@mantine/core";
import { useState } from "react";
import { useFieldSources } from "./field-sources";
import { useOptions } from "./use-options";

interface TagsEditorProps {
  shared: Omit<TagsInputProps, "value" | "onChange">;
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

export function TagsEditor({ shared, label, value, onChange }: TagsEditorProps) {
  const [query, setQuery] = useState("");
  const { loadOptions } = useFieldSources();
  const { options } = useOptions(loadOptions, "tags", undefined, query, true);
  return (
    <TagsInput
      {...shared}
      comboboxProps={{ withinPortal: false }}
      clearable
      clearButtonProps={{ "aria-label": `Clear ${label}` }}
      placeholder="Type and press Enter"
      data={[...new Set(options.map((option) => option.label))]}
      value={Array.isArray(value) ? value.map(String) : []}
      searchValue={query}
      onSearchChange={setQuery}
      onChange={onChange}
    />
  );
}
