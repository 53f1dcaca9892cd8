"use client";
/** How a computed field comes about: a formula over the record's own fields, or a roll-up over related records. Its
 * fault or its values are shown while it is being written. */
import { Alert, Group, Select, Skeleton, Text, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { flushSync } from "react-dom";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import { type Rollup, rollupFunctions } from "@/kernel/fields/rollup";
import { useTRPC } from "@/surfaces/rpc/client";
import { describeError } from "@/ui/feedback/describe-error";
import { FieldValue } from "@/ui/fields/field-value";
import classes from "./fields.module.css";
import type { CustomKind } from "./kinds";

export interface TypeWithFields {
  name: string;
  label: string;
  labelPlural: string;
  fields: FieldDescriptor[];
}

const calculable = new Set(["text", "integer", "number", "money", "boolean", "date", "dateTime", "select"]);
const functions =
  "IF COALESCE ISEMPTY ROUND ABS FLOOR CEIL MIN MAX CONCAT UPPER LOWER TRIM LEFT RIGHT LEN CONTAINS TODAY NOW DAYS ADDDAYS YEAR MONTH DAY";

interface FormulaEditorProps {
  value: string;
  onChange: (formula: string) => void;
  type: TypeWithFields;
  error?: string;
}

export function FormulaEditor({ value, onChange, type, error }: FormulaEditorProps) {
  const input = useRef<HTMLTextAreaElement>(null);
  function insert(key: string) {
    const at = input.current?.selectionStart ?? value.length;
    const to = input.current?.selectionEnd ?? at;
    const word = `{${key.replace(/^customFields\./, "")}}`;
    flushSync(() => onChange(value.slice(0, at) + word + value.slice(to)));
    input.current?.focus();
    input.current?.setSelectionRange(at + word.length, at + word.length);
  }
  return (
    <>
      <Textarea
        ref={input}
        label="Formula"
        description={`Fields in braces, + - * / and comparisons, AND OR NOT, and ${functions.toLowerCase().split(" ").length} functions: ${functions}.`}
        classNames={{ input: classes.formula }}
        placeholder='IF({employees} > 100, "large", "small")'
        autosize
        minRows={2}
        maxLength={2000}
        spellCheck={false}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Select
        label="Put a field into it"
        placeholder="Choose a field"
        searchable
        value={null}
        data={type.fields
          .filter((field) => calculable.has(field.kind))
          .map(({ key, label }) => ({ value: key, label }))}
        onChange={(key) => {
          if (key) insert(key);
        }}
      />
    </>
  );
}

const functionLabels: Record<Rollup["function"], string> = {
  count: "How many there are",
  sum: "The sum of",
  min: "The least",
  max: "The greatest",
  latest: "The newest one's",
};

/** The ways in which records of other types point to this one. */
export const pathsTo = (type: TypeWithFields, types: TypeWithFields[]) =>
  types.flatMap((from) =>
    from.fields
      .filter((field) => field.kind === "record" && field.recordType === type.name && !field.isCustom)
      .map((field) => ({
        value: `${from.name} ${field.key}`,
        label: `${from.labelPlural} by ${field.label}`,
        from,
      })),
  );

interface RollupEditorProps {
  value: Rollup | null;
  onChange: (rollup: Rollup) => void;
  type: TypeWithFields;
  types: TypeWithFields[];
  error?: string;
}

export function RollupEditor({ value, onChange, type, types, error }: RollupEditorProps) {
  const paths = pathsTo(type, types);
  const path = paths.find((one) => value && one.value === `${value.recordType} ${value.through}`);
  const how = value?.function ?? "count";
  const gathered = (path?.from.fields ?? []).filter(
    (field) =>
      calculable.has(field.kind) &&
      !field.formula &&
      !field.rollup &&
      (how !== "sum" || ["integer", "number", "money"].includes(field.kind)),
  );
  function choose(next: Partial<Rollup>) {
    const merged = { recordType: "", through: "", function: how, ...value, ...next };
    if (merged.function === "count") delete merged.field;
    delete merged.fieldKind;
    onChange(merged);
  }
  return (
    <>
      <Select
        label="Over"
        placeholder={`What points to ${type.label === "" ? "it" : `the ${type.label.toLowerCase()}`}`}
        allowDeselect={false}
        data={paths.map(({ value: one, label }) => ({ value: one, label }))}
        value={path?.value ?? null}
        error={error}
        nothingFoundMessage="Nothing points to these records"
        onChange={(next) => {
          const [recordType = "", through = ""] = next?.split(" ") ?? [];
          choose({ recordType, through, field: undefined });
        }}
      />
      <Group grow align="flex-start">
        <Select
          label="Shows"
          allowDeselect={false}
          data={rollupFunctions.map((name) => ({ value: name, label: functionLabels[name] }))}
          value={how}
          onChange={(next) => {
            const chosen = rollupFunctions.find((name) => name === next);
            if (chosen) choose({ function: chosen });
          }}
        />
        {how === "count" ? null : (
          <Select
            label="Field"
            placeholder="Choose a field"
            searchable
            allowDeselect={false}
            data={gathered.map(({ key, label }) => ({ value: key, label }))}
            value={value?.field ?? null}
            onChange={(field) => choose({ field: field ?? undefined })}
          />
        )}
      </Group>
    </>
  );
}

interface ComputedPreviewProps {
  recordType: string;
  kind: CustomKind;
  currency: string;
  fieldId?: string;
  formula?: string;
  rollup?: Rollup;
}

/** Its values for the records that were changed last, or what is wrong with it. */
export function ComputedPreview(props: ComputedPreviewProps) {
  const trpc = useTRPC();
  const { recordType, kind, currency, fieldId, formula, rollup } = props;
  const [asked] = useDebouncedValue(
    {
      recordType,
      kind,
      fieldId,
      formula,
      rollup,
      ...(kind === "money" && currency.length === 3 ? { currency } : {}),
    },
    400,
  );
  const { data, error, isFetching } = useQuery(
    trpc.fields.previewComputed.queryOptions(asked, { placeholderData: keepPreviousData, retry: false }),
  );
  if (error)
    return (
      <Alert color="yellow" role="status" title="Not complete yet">
        {Object.values(describeError(error).fields)[0] ?? describeError(error).detail}
      </Alert>
    );
  if (!data) return <Skeleton height={56} />;
  const shown: FieldDescriptor = {
    key: "preview",
    label: "Preview",
    kind,
    currency,
    description: "",
    isRequired: false,
    isReadOnly: true,
    isSearchable: false,
    isFilterable: false,
    isSortable: false,
    isImportable: false,
    isPersonal: false,
    isCustom: true,
  };
  return (
    <section aria-label="Preview" aria-busy={isFetching} className={classes.preview}>
      <Text size="xs" c="dimmed">
        {data.records.length > 0 ? "What it shows now" : "There is no record to try it on yet."}
      </Text>
      <dl className={classes.values}>
        {data.records.map(({ id, name, value }) => (
          <div key={id} className={classes.value}>
            <dt>{name}</dt>
            <dd>
              <FieldValue field={shown} value={value} isPlain />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
