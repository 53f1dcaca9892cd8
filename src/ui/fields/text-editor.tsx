"use client";
/** Edits one line of text: the lightest of the editors, and what every editor is called. */
import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";

export interface FieldEditorProps {
  field: FieldDescriptor;
  value: unknown;
  onChange: (value: unknown) => void;
  /** The record as it is: gives money its currency and a reference its present name. */
  record?: unknown;
  error?: ReactNode;
  autoFocus?: boolean;
  /** Without a visible label: the label becomes the accessible name. */
  isBare?: boolean;
  isDisabled?: boolean;
  id?: string;
}

/** The attributes that every kind of input shares. */
export function namingOf({ field, error, autoFocus, isBare, isDisabled, id }: FieldEditorProps) {
  const naming = isBare
    ? { "aria-label": field.label, error: error ? true : undefined }
    : {
        label: field.label,
        // What the workspace has added, it explains; what is built in needs no words under each box.
        description: (field.isCustom && field.description) || undefined,
        withAsterisk: field.isRequired,
        error,
        required: field.isRequired,
      };
  return {
    ...naming,
    id,
    name: field.key,
    disabled: isDisabled,
    autoFocus,
    "data-autofocus": autoFocus || undefined,
  };
}

const inputTypes: Partial<Record<FieldDescriptor["kind"], string>> = {
  email: "email",
  url: "url",
  phone: "tel",
};

export function TextEditor(props: FieldEditorProps) {
  const { field, value, onChange, isBare } = props;
  return (
    <TextInput
      {...namingOf(props)}
      type={inputTypes[field.kind] ?? "text"}
      autoComplete="off"
      placeholder={isBare || typeof field.example !== "string" ? undefined : `e.g. ${field.example}`}
      value={value === null || value === undefined ? "" : String(value)}
      onChange={(event) => onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)}
    />
  );
}
