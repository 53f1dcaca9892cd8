"use client";
/** Edits a field by its kind. The same editor serves forms, inline details and table cells. */
import { Checkbox, MultiSelect, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { DateInput, DateTimePicker } from "@mantine/dates";
import type { ReactNode } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { AddressEditor } from "./address-editor";
import { readMoney } from "./format";
import { useLocale } from "./locale";
import { isObject } from "./read-value";
import { ReferenceEditor } from "./reference-editor";
import { TagsEditor } from "./tags-editor";

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

export function FieldEditor(props: FieldEditorProps) {
  const { field, value, onChange, record, error, autoFocus, isBare, isDisabled, id } = props;
  const { tag: locale } = useLocale();
  const naming = isBare
    ? { "aria-label": field.label, error: error ? true : undefined }
    : { label: field.label, withAsterisk: field.isRequired, error, required: field.isRequired };
  const shared = {
    ...naming,
    id,
    name: field.key,
    disabled: isDisabled,
    autoFocus,
    "data-autofocus": autoFocus || undefined,
  };
  const text = value === null || value === undefined ? "" : String(value);
  const emitText = (next: string) => onChange(next === "" ? null : next);

  switch (field.kind) {
    case "longText":
      return (
        <Textarea
          {...shared}
          autosize
          minRows={3}
          maxRows={12}
          value={text}
          onChange={(event) => emitText(event.currentTarget.value)}
        />
      );
    case "integer":
    case "number":
    case "money": {
      const money = field.kind === "money" ? readMoney(field, value, record) : undefined;
      const currency = money?.currency ?? field.currency ?? "USD";
      return (
        <NumberInput
          {...shared}
          hideControls
          inputMode={field.kind === "integer" ? "numeric" : "decimal"}
          allowDecimal={field.kind !== "integer"}
          decimalScale={field.kind === "money" ? decimalsOf(currency, locale) : undefined}
          thousandSeparator=" "
          decimalSeparator="."
          leftSection={field.kind === "money" ? <small>{currency}</small> : undefined}
          leftSectionWidth={44}
          value={
            field.kind === "money" ? (money?.amount ?? "") : ((value as number | string | undefined) ?? "")
          }
          onChange={(next) => {
            const amount = next === "" ? null : Number(next);
            onChange(isObject(value) && amount !== null ? { ...value, amount } : amount);
          }}
        />
      );
    }
    case "boolean":
      return (
        <Checkbox
          id={id}
          name={field.key}
          label={isBare ? undefined : field.label}
          aria-label={isBare ? field.label : undefined}
          error={error}
          disabled={isDisabled}
          autoFocus={autoFocus}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "date":
      return (
        <DateInput
          {...shared}
          clearable={!field.isRequired}
          clearButtonProps={{ "aria-label": `Clear ${field.label}` }}
          valueFormat="D MMM YYYY"
          placeholder="e.g. 31 Jan 2026"
          value={text ? text.slice(0, 10) : null}
          onChange={(next) => onChange(next)}
        />
      );
    case "dateTime":
      return (
        <DateTimePicker
          {...shared}
          clearable={!field.isRequired}
          clearButtonProps={{ "aria-label": `Clear ${field.label}` }}
          valueFormat="D MMM YYYY HH:mm"
          value={text ? new Date(text) : null}
          onChange={(next) => onChange(next ? new Date(next.replace(" ", "T")).toISOString() : null)}
        />
      );
    case "select":
      return (
        <Select
          {...shared}
          searchable
          clearable={!field.isRequired}
          clearButtonProps={{ "aria-label": `Clear ${field.label}` }}
          data={field.options ?? []}
          value={text || null}
          nothingFoundMessage="No such value"
          onChange={onChange}
        />
      );
    case "multiSelect":
      return (
        <MultiSelect
          {...shared}
          // Inside a cell's popover, a list in a portal would count as a click outside of it.
          comboboxProps={{ withinPortal: !isBare }}
          searchable
          clearable
          clearButtonProps={{ "aria-label": `Clear ${field.label}` }}
          data={field.options ?? []}
          value={Array.isArray(value) ? value.map(String) : []}
          nothingFoundMessage="No such value"
          onChange={onChange}
        />
      );
    case "tags":
      return <TagsEditor shared={shared} label={field.label} value={value} onChange={onChange} />;
    case "user":
    case "record":
      return (
        <ReferenceEditor shared={shared} field={field} value={value} record={record} onChange={onChange} />
      );
    case "address":
      return <AddressEditor {...props} />;
    default:
      return (
        <TextInput
          {...shared}
          type={
            field.kind === "email"
              ? "email"
              : field.kind === "url"
                ? "url"
                : field.kind === "phone"
                  ? "tel"
                  : "text"
          }
          autoComplete="off"
          placeholder={isBare || typeof field.example !== "string" ? undefined : `e.g. ${field.example}`}
          value={text}
          onChange={(event) => emitText(event.currentTarget.value)}
        />
      );
  }
}

function decimalsOf(currency: string, locale: string): number {
  return (
    new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ??
    2
  );
}
