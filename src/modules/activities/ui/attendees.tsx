"use client";
// Who takes part in an event: colleagues and contacts, two pickers over the one list that is stored.
import { Input, Stack } from "@mantine/core";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { useFieldSources } from "@/ui/fields/field-sources";
import { Person } from "@/ui/fields/person";
import { ReferencesEditor } from "@/ui/fields/references-editor";

const picker = (label: string, kind: "user" | "record", recordType?: string): FieldDescriptor => ({
  key: "attendees",
  label,
  kind,
  recordType,
  description: "",
  isRequired: false,
  isReadOnly: false,
  isSearchable: false,
  isFilterable: false,
  isSortable: false,
  isImportable: false,
  isPersonal: false,
  isCustom: false,
});

const pickers = [
  { prefix: "user_", field: picker("Colleagues who take part", "user") },
  { prefix: "contact_", field: picker("Contacts who take part", "record", "contact") },
];

interface AttendeesProps {
  value: string[];
  /** Absent: they can only be looked at. */
  onChange?: (value: string[]) => void;
}

export function Attendees({ value, onChange }: AttendeesProps) {
  const { nameOf } = useFieldSources();
  if (!onChange) {
    return value.length === 0 ? null : (
      <Stack mt={14} gap={4}>
        {value.map((id) => (
          <Person
            key={id}
            name={nameOf?.(id.startsWith("user_") ? "user" : "record", "contact", id) ?? `…${id.slice(-6)}`}
          />
        ))}
      </Stack>
    );
  }
  return (
    <Stack mt={14} gap={14}>
      {pickers.map(({ prefix, field }) => (
        <Input.Wrapper key={prefix} label={field.label} labelElement="div">
          <ReferencesEditor
            field={field}
            value={value.filter((id) => id.startsWith(prefix))}
            onChange={(next) => onChange([...value.filter((id) => !id.startsWith(prefix)), ...next])}
          />
        </Input.Wrapper>
      ))}
    </Stack>
  );
}
