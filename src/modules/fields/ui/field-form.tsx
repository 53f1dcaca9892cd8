"use client";
/** Makes or changes a custom field. What it holds is chosen once; the rest may change at any time. */
import {
  Button,
  Checkbox,
  Group,
  Input,
  SegmentedControl,
  Select,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { FieldDescriptor } from "@/kernel/fields/descriptor";
import type { Rollup } from "@/kernel/fields/rollup";
import { FormFailure, fieldError } from "@/modules/sessions/ui/form-failure";
import { useOutcome } from "@/modules/users/ui/use-outcome";
import { useTRPC } from "@/surfaces/rpc/client";
import { FieldEditor } from "@/ui/fields/field-editor";
import { ComputedPreview, FormulaEditor, RollupEditor, type TypeWithFields } from "./computed-editor";
import classes from "./fields.module.css";
import {
  type CustomField,
  type CustomKind,
  canBeUnique,
  hasOptions,
  isKind,
  kindChoices,
  kindLabel,
} from "./kinds";
import { type Option, OptionsEditor } from "./options-editor";

interface FieldFormProps {
  /** The field to change; absent for a new one. */
  field?: CustomField;
  recordType: string;
  types: TypeWithFields[];
  onClose: () => void;
}

type Source = "people" | "formula" | "rollup";
const computableKinds = new Set<string>([
  "text",
  "integer",
  "number",
  "money",
  "boolean",
  "date",
  "dateTime",
]);

/** Whether there is enough of it to be tried. */
const isWhole = (rollup: Rollup | null): boolean =>
  Boolean(rollup?.recordType && rollup.through && (rollup.function === "count" || rollup.field));

const defaultField: FieldDescriptor = {
  key: "defaultValue",
  label: "A new record starts with",
  kind: "text",
  description: "",
  isRequired: false,
  isReadOnly: false,
  isSearchable: false,
  isFilterable: false,
  isSortable: false,
  isImportable: false,
  isPersonal: false,
  isCustom: true,
};

const emptyOption = (): Option => ({ key: crypto.randomUUID(), label: "" });

export function FieldForm({ field, recordType, types, onClose }: FieldFormProps) {
  const trpc = useTRPC();
  const outcome = useOutcome();
  const [label, setLabel] = useState(field?.label ?? "");
  const [kind, setKind] = useState<CustomKind>(field?.kind ?? "text");
  const [description, setDescription] = useState(field?.description ?? "");
  const [options, setOptions] = useState<Option[]>(
    () =>
      field?.options?.map((option) => ({ key: option.value, ...option })) ?? [emptyOption(), emptyOption()],
  );
  const [targetType, setTargetType] = useState(field?.targetType ?? "account");
  const [currency, setCurrency] = useState(field?.currency ?? "USD");
  const [isRequired, setIsRequired] = useState(field?.isRequired ?? false);
  const [isUnique, setIsUnique] = useState(field?.isUnique ?? false);
  const [source, setSource] = useState<Source>(
    field?.formula ? "formula" : field?.rollup ? "rollup" : "people",
  );
  const [formula, setFormula] = useState(field?.formula ?? "");
  const [rollup, setRollup] = useState<Rollup | null>(field?.rollup ?? null);
  const [defaultValue, setDefaultValue] = useState<unknown>(field?.defaultValue ?? null);
  const done = (message: string) => ({
    onSuccess: (saved: CustomField) => {
      onClose();
      return outcome(message, trpc.fields.pathKey()).onSuccess(saved);
    },
  });
  const create = useMutation(
    trpc.fields.create.mutationOptions(done("Field made; it is in every list and form")),
  );
  const update = useMutation(trpc.fields.update.mutationOptions(done("Field saved")));
  const error = create.error ?? update.error;
  const isComputed = source !== "people";
  const type = types.find((one) => one.name === recordType);
  // What stands in the list so far: a default is one of it.
  const listed = options
    .filter((option) => option.label.trim() !== "")
    .map(({ value, label: text }) => ({ value: value ?? text, label: text }));

  function submit(event: FormEvent) {
    event.preventDefault();
    const filled = options
      .filter((option) => option.label.trim() !== "")
      .map(({ value, label: text, color }) => ({ value, label: text, color }));
    const changeable = {
      label,
      description,
      ...(hasOptions(kind) ? { options: filled } : {}),
      ...(kind === "money" ? { currency } : {}),
      ...(source === "formula" ? { formula } : {}),
      ...(source === "rollup" && rollup ? { rollup } : {}),
      ...(isComputed ? {} : { isRequired, defaultValue: isUnique ? null : defaultValue }),
      ...(canBeUnique(kind) && !isComputed ? { isUnique } : {}),
    };
    if (field) update.mutate({ fieldId: field.id, ...changeable });
    else create.mutate({ recordType, kind, ...changeable, ...(kind === "record" ? { targetType } : {}) });
  }

  return (
    <form onSubmit={submit} className={classes.form}>
      <Stack gap="sm" p="md">
        <TextInput
          label="Name"
          placeholder="Lead source"
          required
          withAsterisk={false}
          data-autofocus
          maxLength={100}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          error={fieldError(error, "label") ?? fieldError(error, "key")}
        />
        {field ? null : (
          <Input.Wrapper label="Filled in by">
            <SegmentedControl
              fullWidth
              aria-label="Filled in by"
              data={[
                { value: "people", label: "People" },
                { value: "formula", label: "A formula" },
                { value: "rollup", label: "Related records" },
              ]}
              value={source}
              onChange={(next) => {
                const chosen = next === "formula" || next === "rollup" ? next : "people";
                setSource(chosen);
                if (chosen === "rollup") setKind("integer");
                else if (chosen === "formula" && (kind === "text" || !computableKinds.has(kind)))
                  setKind("number");
              }}
            />
          </Input.Wrapper>
        )}
        {field ? (
          <TextInput
            label="Holds"
            value={kindLabel(field.kind)}
            readOnly
            description="Cannot be changed later"
          />
        ) : (
          <Select
            label="Holds"
            allowDeselect={false}
            searchable
            data={isComputed ? kindChoices.filter(({ value }) => computableKinds.has(value)) : kindChoices}
            value={kind}
            onChange={(next) => {
              if (!next || !isKind(next)) return;
              setKind(next);
              setDefaultValue(null);
            }}
            error={fieldError(error, "kind")}
          />
        )}
        {hasOptions(kind) ? (
          <OptionsEditor
            options={options}
            onChange={setOptions}
            onAdd={emptyOption}
            error={fieldError(error, "options")}
          />
        ) : null}
        {kind === "record" && !field ? (
          <Select
            label="Links to"
            allowDeselect={false}
            data={types.map(({ name, label: text }) => ({ value: name, label: text }))}
            value={targetType}
            onChange={(next) => setTargetType(next ?? targetType)}
            error={fieldError(error, "targetType")}
          />
        ) : null}
        {kind === "money" ? (
          <TextInput
            label="Currency"
            description="Three letters, such as USD or EUR"
            maxLength={3}
            value={currency}
            onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())}
            error={fieldError(error, "currency")}
          />
        ) : null}
        {source === "formula" && type ? (
          <FormulaEditor
            value={formula}
            onChange={setFormula}
            type={type}
            error={fieldError(error, "formula")}
          />
        ) : null}
        {source === "rollup" && type ? (
          <RollupEditor
            value={rollup}
            onChange={setRollup}
            type={type}
            types={types}
            error={fieldError(error, "rollup")}
          />
        ) : null}
        {(source === "formula" && formula.trim()) || (source === "rollup" && isWhole(rollup)) ? (
          <ComputedPreview
            recordType={recordType}
            kind={kind}
            currency={currency}
            fieldId={field?.id}
            {...(source === "formula" ? { formula: formula.trim() } : { rollup: rollup ?? undefined })}
          />
        ) : null}
        <Textarea
          label="Help"
          description="Shown beside the field."
          autosize
          maxLength={1000}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          error={fieldError(error, "description")}
        />
        {isComputed || isUnique ? null : (
          <FieldEditor
            field={{ ...defaultField, kind, options: listed, recordType: targetType, currency }}
            value={defaultValue}
            onChange={setDefaultValue}
            error={fieldError(error, "defaultValue")}
          />
        )}
        {isComputed ? null : (
          <Checkbox
            label="A new record must have it"
            checked={isRequired}
            onChange={(event) => setIsRequired(event.currentTarget.checked)}
          />
        )}
        {canBeUnique(kind) && !isComputed ? (
          <Checkbox
            label="No two records may hold the same value"
            checked={isUnique}
            onChange={(event) => setIsUnique(event.currentTarget.checked)}
          />
        ) : null}
        <FormFailure
          error={error}
          ownFields={["label", "key", "kind", "currency", "description", "formula", "rollup", "defaultValue"]}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {field ? "Save" : "Make the field"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
