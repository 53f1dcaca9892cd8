"use client";
/** Edits a field by its kind. The same editor serves forms, inline details and table cells. */
import { Checkbox, MultiSelect, NumberInput, Select, Textarea } from "@mantine/core";
import { DateInput, DateTimePicker } from "@mantine/dates";
import { AddressEditor } from "./address-editor";
import { numberSeparators, readMoney } from "./format";
import { useLocale } from "./locale";
import { isObject } from "./read-value";
import { RecurrenceEditor } from "./recurrence-editor";
import { ReferenceEditor } from "./reference-editor";
import { TagsEditor } from "./tags-editor";
import { type FieldEditorProps, namingOf, TextEditor } from "./text-editor";

export type { FieldEditorProps };

export function FieldEditor(props: FieldEditorProps) {
  const { field, value, onChange, record, error, autoFocus, isBare, isDisabled, id } = props;
  const { tag: locale } = useLocale();
  const shared = namingOf(props);
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
          {...numberSeparators(locale)}
          leftSection={field.kind === "money" ? <small>{currency}</small> : undefined}
          leftSectionWidth={44}
          rightSection={field.unit}
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
          description={isBare || !field.isCustom ? undefined : field.description || undefined}
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
      return field.isRecurrence ? <RecurrenceEditor {...props} /> : <TextEditor {...props} />;
  }
}

function decimalsOf(currency: string, locale: string): number {
  return (
    new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ??
    2
  );
}
