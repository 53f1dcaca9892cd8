"use client";
// The fields that a form asks for: which, in which words, in which order.
import { ActionIcon, Button, Checkbox, Select, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { plainKinds } from "@/kernel/fields/descriptor";
import { useDescribedFields } from "@/modules/records/ui/use-fields";
import { formFieldKeys } from "../defaults";
import classes from "./forms.module.css";

export type FieldDraft = { id: number; key: string; label: string; isRequired: boolean };

/** A lead is nobody without these. */
const isNeeded = (key: string): boolean => key === "lastName" || key === "email";

interface FormFieldsProps {
  fields: FieldDraft[];
  onChange: (fields: FieldDraft[]) => void;
  /** What is wrong with the field at a place. */
  faultAt: (at: number) => string | undefined;
}

export function FormFields({ fields, onChange, faultAt }: FormFieldsProps) {
  const described = useDescribedFields("lead").fields;
  const plain = formFieldKeys.map((key) => ({
    value: key as string,
    label: described.find((one) => one.key === key)?.label ?? key,
  }));
  const custom = described
    .filter((one) => one.isCustom && !one.isReadOnly && plainKinds.some((kind) => kind === one.kind))
    .map((one) => ({ value: one.key, label: one.label }));
  const choices = [...plain, ...custom];
  const free = choices.filter((choice) => !fields.some((one) => one.key === choice.value));
  const put = (at: number, patch: Partial<FieldDraft>) =>
    onChange(fields.map((one, i) => (i === at ? { ...one, ...patch } : one)));
  const move = (at: number, to: number) => {
    const next = [...fields];
    const [moved] = next.splice(at, 1);
    if (moved) next.splice(to, 0, moved);
    onChange(next);
  };
  return (
    <div>
      <ul className={classes.fields} aria-label="Fields">
        {fields.map((one, at) => {
          const fault = faultAt(at);
          return (
            <li key={one.id} className={classes.field}>
              <Select
                aria-label={`Field ${at + 1} fills`}
                data={choices.filter((choice) => choice.value === one.key || free.includes(choice))}
                allowDeselect={false}
                disabled={isNeeded(one.key)}
                value={one.key}
                onChange={(key) =>
                  key &&
                  put(at, { key, label: choices.find((choice) => choice.value === key)?.label ?? one.label })
                }
              />
              <TextInput
                aria-label={`Field ${at + 1} reads`}
                required
                maxLength={100}
                value={one.label}
                onChange={(event) => put(at, { label: event.currentTarget.value })}
              />
              <div className={classes.tools}>
                <Checkbox
                  label="Required"
                  checked={one.isRequired || isNeeded(one.key)}
                  disabled={isNeeded(one.key)}
                  onChange={(event) => put(at, { isRequired: event.currentTarget.checked })}
                />
                <ActionIcon
                  aria-label={`Move ${one.label} up`}
                  disabled={at === 0}
                  onClick={() => move(at, at - 1)}
                >
                  <IconArrowUp size={15} />
                </ActionIcon>
                <ActionIcon
                  aria-label={`Move ${one.label} down`}
                  disabled={at === fields.length - 1}
                  onClick={() => move(at, at + 1)}
                >
                  <IconArrowDown size={15} />
                </ActionIcon>
                <ActionIcon
                  aria-label={`Leave out ${one.label}`}
                  disabled={isNeeded(one.key)}
                  onClick={() => onChange(fields.filter((_, i) => i !== at))}
                >
                  <IconX size={15} />
                </ActionIcon>
              </div>
              {fault ? <p className={classes.fault}>{fault}</p> : null}
            </li>
          );
        })}
      </ul>
      <Button
        mt="xs"
        variant="default"
        leftSection={<IconPlus size={15} />}
        disabled={free.length === 0}
        onClick={() => {
          const [next] = free;
          if (!next) return;
          const id = Math.max(0, ...fields.map((one) => one.id)) + 1;
          onChange([...fields, { id, key: next.value, label: next.label, isRequired: false }]);
        }}
      >
        Add a field
      </Button>
    </div>
  );
}
