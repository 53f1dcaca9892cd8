"use client";
/** Picks a person of the workspace by name. */
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { FieldEditor } from "@/ui/fields/field-editor";

interface PersonPickerProps {
  label: string;
  value: string | null;
  onChange: (userId: string | null) => void;
  isRequired?: boolean;
  /** The label is heard and not seen. */
  isBare?: boolean;
  autoFocus?: boolean;
  error?: string;
}

const descriptorOf = (label: string, isRequired: boolean): FieldDescriptor => ({
  key: "userId",
  label,
  kind: "user",
  description: label,
  isRequired,
  isReadOnly: false,
  isSearchable: false,
  isFilterable: false,
  isSortable: false,
  isImportable: false,
  isPersonal: false,
  isCustom: false,
});

export function PersonPicker({ label, value, onChange, isRequired = false, ...rest }: PersonPickerProps) {
  return (
    <FieldEditor
      field={descriptorOf(label, isRequired)}
      value={value}
      onChange={(next) => onChange(typeof next === "string" ? next : null)}
      {...rest}
    />
  );
}
